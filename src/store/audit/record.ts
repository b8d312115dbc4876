import { hash } from 'node:crypto';

/** One decision, as it is written down before anything starts. Every text in it was redacted and escaped by whoever made it. */
export interface AuditDecision {
  readonly kind: 'decision';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly session: string;
  /** The task of a child that asked; absent for the host itself. */
  readonly task?: string | undefined;
  /** Who asked: the client's name, or the runner of a child. */
  readonly caller: string;
  readonly tool: string;
  /** What was asked for. A command is kept whole up to a limit, so that `replay` can judge it again. */
  readonly action: AuditedAction;
  /**
   * sha256 of the action as it was judged, before redaction: equal actions have equal hashes. Not written where `action` and `tool` say all
   * that it was made from; whoever reads a line finds it there always, see `actionHashOf`.
   */
  readonly actionHash?: string | undefined;
  readonly class?: string | undefined;
  /** Kinds of the signals that were noticed. */
  readonly signals: readonly string[];
  readonly tier: number;
  readonly rule: string;
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly reason: string;
  readonly engine: 'rules' | 'llm';
  /** Microseconds from the call to the decision, a model's or a person's time included. */
  readonly latencyUs: number;
  /** Who approved, where somebody did: `host`, `cli`, `classifier`. */
  readonly approver?: string | undefined;
  /** Prefix of the command, where it has one. */
  readonly prefix?: string | undefined;
}

export type AuditedAction =
  | {
      readonly kind: 'command' | 'delegate';
      readonly command: string;
      readonly cwd: string;
      readonly access: string;
      /** The command was longer than what is kept, or held a secret: it cannot be judged again. */
      readonly altered?: true;
    }
  /** What a tool does with a path; what a file would hold is not kept, only how much it is. */
  | {
      readonly kind: 'path';
      readonly use: 'read' | 'write';
      readonly path: string;
      readonly bytes?: number | undefined;
      readonly cwd: string;
      readonly access: string;
      readonly altered?: true;
    }
  | { readonly kind: 'fetch'; readonly url: string; readonly cwd: string; readonly access: string; readonly altered?: true }
  /** A child with a model of its own. */
  | {
      readonly kind: 'agent';
      readonly agent: string;
      readonly objective: string;
      readonly cwd: string;
      readonly access: string;
      readonly altered?: true;
    }
  /** A call of a tool of somebody else's MCP server; `arguments` is JSON text. */
  | {
      readonly kind: 'tool';
      readonly server: string;
      readonly name: string;
      readonly arguments: string;
      readonly cwd: string;
      readonly access: string;
      readonly altered?: true;
    }
  /** What a child wants to do with the access that is named. */
  | {
      readonly kind: 'plan';
      readonly agent: string;
      readonly plan: string;
      readonly cwd: string;
      readonly access: string;
      readonly altered?: true;
    }
  /** A call that was not understood. */
  | { readonly kind: 'foreign'; readonly title: string; readonly cwd: string; readonly access: string; readonly altered?: true }
  | { readonly kind: 'session' };

/** What was asked for, in a few words. */
export function auditedWords(tool: string, action: AuditedAction): string {
  switch (action.kind) {
    case 'command':
    case 'delegate':
      return `${tool}: ${action.command}`;
    case 'path':
      return `${tool}: ${action.use} ${action.path}${action.bytes === undefined ? '' : ` (${action.bytes} bytes)`}`;
    case 'fetch':
      return `${tool}: fetch ${action.url}`;
    case 'agent':
      return `${tool}: start ${action.agent}: ${action.objective}`;
    case 'tool':
      return `${tool}: call ${action.server}/${action.name} ${action.arguments}`;
    case 'plan':
      return `${tool}: plan of ${action.agent} for access ${action.access}: ${action.plan}`;
    case 'foreign':
      return `${tool}: ${action.title}`;
    case 'session':
      return tool;
  }
}

/** How an allowed action ended. */
export interface AuditEnd {
  readonly kind: 'end';
  readonly at: number;
  readonly session: string;
  readonly task?: string | undefined;
  /** `seq` of the decision's line in the same chain. */
  readonly of: number;
  readonly status: string;
  readonly exitCode?: number | undefined;
}

/** Something else that a person may want to know: an engine change, a repaired log, a change of rules. */
export interface AuditNote {
  readonly kind: 'note';
  readonly at: number;
  readonly session?: string | undefined;
  readonly text: string;
}

/** The hash of a command that stands in the record as it was judged. */
export function actionHashOf(tool: string, { kind, command, cwd, access }: Extract<AuditedAction, { command: string }>): string {
  return hash('sha256', JSON.stringify({ kind, tool, command, cwd, access }));
}

export type AuditRecord = AuditDecision | AuditEnd | AuditNote;

/**
 * A record in its place in the chain: `hash` is sha256 over the line without it, which holds the hash of the line before. `place` is where
 * the line stands, as `<number of the file>:<number of the line>`; logs of older versions lack it.
 */
export type AuditLine = AuditRecord & {
  readonly seq: number;
  readonly place?: string | undefined;
  readonly previous: string;
  readonly hash: string;
};
