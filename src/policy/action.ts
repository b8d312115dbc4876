import type { Costs } from '../model/cost.ts';
import type { ActionClass, Span, Word } from '../shell/analysis.ts';
import type { EngineNow } from './engine/engine.ts';
import type { Prefix } from './prefix.ts';
import type { Signal } from './signals.ts';

/** How far a caller may go, from the narrowest to the widest. */
export const ACCESS_LEVELS = ['read-only', 'workspace-write', 'full'] as const;
export type Access = (typeof ACCESS_LEVELS)[number];

export const PRESETS = ['strict', 'standard', 'relaxed'] as const;
export type Preset = (typeof PRESETS)[number];

/** One thing that somebody wants to do. Whoever asks, it has this shape. */
export type Action =
  | { readonly kind: 'command'; readonly tool: string; readonly command: string; readonly cwd: string; readonly access: Access }
  | {
      readonly kind: 'delegate';
      readonly tool: string;
      readonly agent: string;
      readonly objective: string;
      readonly command?: string;
      readonly cwd: string;
      readonly access: Access;
    }
  /** What an agent does with a tool of its own, or of ours; `text` is what the file would hold, or what is put into it. */
  | {
      readonly kind: 'path';
      readonly tool: string;
      readonly use: 'read' | 'write';
      readonly path: string;
      readonly text?: string | undefined;
      /** Of a directory: whoever reads leaves out files with secret names and follows no link. */
      readonly plain?: true | undefined;
      readonly cwd: string;
      readonly access: Access;
    }
  | { readonly kind: 'fetch'; readonly tool: string; readonly url: string; readonly cwd: string; readonly access: Access }
  /** A call that was not understood: never allowed, but counted and written down. */
  | { readonly kind: 'foreign'; readonly tool: string; readonly title: string; readonly cwd: string; readonly access: Access }
  /** A call of a tool of somebody else's MCP server; what that server says of its tools counts for nothing. `arguments` is JSON text. */
  | {
      readonly kind: 'tool';
      readonly tool: string;
      readonly server: string;
      readonly name: string;
      readonly arguments: string;
      readonly cwd: string;
      readonly access: Access;
    }
  /** What a child that only reads wants to do with the access named here: nobody but a person says yes, each time anew. */
  | {
      readonly kind: 'plan';
      readonly tool: string;
      readonly agent: string;
      readonly plan: string;
      readonly cwd: string;
      readonly access: Access;
    }
  /** Touches nothing but the caller's own session: todo_update, task_output, bash_prefix. */
  | { readonly kind: 'session'; readonly tool: string };

/** What the gate judges; the rest touches nothing. */
export type GatedAction = Exclude<Action, { kind: 'session' }>;

export type Decision = 'allow' | 'ask' | 'deny';

/** The answer of the gate, without side effects. */
export interface Verdict {
  readonly decision: Decision;
  readonly tier: 0 | 1 | 2 | 3 | 4 | 5;
  /** Our own words: why. */
  readonly reason: string;
  /** The rule that decided, e.g. `preset:standard:install`, `tier0:remove-root`, `grant:3`. */
  readonly rule: string;
  /** What would change the answer; absent when nothing would. */
  readonly change?: string | undefined;
  /** The span of the command that decided. */
  readonly span?: Span;
  readonly class?: ActionClass;
  readonly signals: readonly Signal[];
  readonly prefix: Prefix;
}

/** What will run when an action is allowed: exactly what was judged. */
export interface Execution {
  /** `argv[0]` is an absolute path when the command is plain, else bash with its fixed flags. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Added to or removed from (`undefined`) the session's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A question that waits for a person. */
export interface Approval {
  /** Unguessable. */
  readonly id: string;
  /** The small number that a person and the model may name. */
  readonly number: number;
  /** Escaped text for a person: the deciding span first, then the whole command. */
  readonly message: string;
  /** False when the text was cut or the action may not be granted for longer: then only once or never. */
  readonly grantable: boolean;
  /** What a grant for the session would cover, in words; empty when not grantable. */
  readonly grantText: string;
}

export const APPROVAL_CHOICES = ['allow_once', 'allow_session', 'deny'] as const;
export type ApprovalChoice = (typeof APPROVAL_CHOICES)[number];

/** What the approval channel brought back for one pending approval. */
export interface Answer {
  readonly approvalId: string;
  /**
   * `unanswered`: the host says that nobody chose, e.g. because the question was closed. It allows nothing.
   * `adopt`: what the classifier said meanwhile shall count; only the gate knows what that was, and no client can send it.
   */
  readonly choice: ApprovalChoice | 'unanswered' | 'adopt';
}

/** Who asks, for the log: the client of the session, or a child of it. */
export interface Caller {
  readonly name: string;
  readonly task?: string | undefined;
}

export interface AuthorizeOptions {
  readonly signal: AbortSignal;
  readonly answer?: Answer | undefined;
  /** Absent: the client itself. */
  readonly caller?: Caller | undefined;
  /** A person can be asked while the classifier still works; without one it is awaited. */
  readonly canAsk?: boolean | undefined;
  /** The root that takes the place of the session's: the work tree of one child, made by us. Absolute, real. */
  readonly workspace?: string | undefined;
}

/** What an allowed action changes, as far as that is proven. */
export interface Writes {
  /** Absolute, real: files that are written, replaced, made or removed; a directory stands for all below it. */
  readonly paths: readonly string[];
  /** False: it may change more than these, and nobody knows what. */
  readonly complete: boolean;
}

/** How an allowed action ended, for the log. */
export interface Ended {
  readonly status: string;
  readonly exitCode?: number | undefined;
  /** The task that it was, where it is kept. */
  readonly task?: string | undefined;
}

export type Authorization =
  | {
      readonly decision: 'allow';
      readonly verdict: Verdict;
      readonly execution?: Execution;
      /** Tells the log how it ended; the first call counts. Absent where nothing is written down. */
      readonly ended?: (end: Ended) => void;
      /** Absent for what changes nothing. */
      readonly writes?: Writes;
      /** By this a person can take back what it changes; see `bailiwick undo`. */
      readonly undo?: string;
      /** What whoever does it should know, in our own words and escaped foreign ones. */
      readonly warnings?: readonly string[];
    }
  | { readonly decision: 'deny'; readonly verdict: Verdict }
  | { readonly decision: 'ask'; readonly verdict: Verdict; readonly approval: Approval };

/** One simple command of the text with its own prefix and class. */
export interface PartVerdict {
  readonly span: Span;
  readonly argv: readonly Word[];
  readonly prefix: Prefix;
  readonly class: ActionClass;
}

export interface Explanation {
  readonly verdict: Verdict;
  readonly parts: readonly PartVerdict[];
}

/** The one place where an action becomes an answer. Total: an exception inside is a denial. */
export interface Gate {
  /**
   * Decides an action. `answer` is honoured once, only for a pending approval of this gate that was made for exactly this action;
   * any other answer is a denial.
   */
  authorize(action: Action, options: AuthorizeOptions): Promise<Authorization>;
  /** The verdict that `authorize` would give now, and that of every part; runs, counts and stores nothing. */
  explain(action: Action): Promise<Explanation>;
  /**
   * The answer to a pending question that comes from elsewhere than the host that was asked: a person at a terminal, the classifier, or the
   * end of its time. `undefined` when the question was answered, taken back, or `signal` is aborted.
   */
  settled(approvalId: string, signal: AbortSignal): Promise<Answer | undefined>;
  /** Takes back a question that nobody can be asked: it waits for no answer any more. */
  withdraw(approvalId: string): void;
  /** Who decides what the preset would ask: rules alone, or a model first. */
  engine(): EngineNow;
  /** What asking models for this session came to. */
  costs(): Costs;
  /** Forgets what was allowed for the session, e.g. when the host changes its roots. */
  dropGrants(): void;
}
