import type { Access, Gate } from '../policy/action.ts';
import type { Roster } from './assurance/roster.ts';
import type { ChecksOf } from './child/directed.ts';
import type { Definitions } from './definitions/definitions.ts';
import type { AgentRunner } from './runner.ts';

/** Of what session they are. */
export interface ModelAgentsOf {
  /** Absolute, real. */
  readonly workspace: string;
  /** The environment of the user's login shell; asked once. */
  readonly login: () => Promise<Readonly<Record<string, string>>>;
  /** The whole environment of a command. */
  readonly environment: (of: { readonly cwd: string; readonly taskId: string }) => Promise<Record<string, string>>;
  /** The private directory for the output of one task. */
  readonly outputDir: (taskId: string) => string;
  readonly sessionId: string;
  /** What the session itself may do: checks of a child's work are its own. */
  readonly access: Access;
  /** What the name of a check stands for in a directory. */
  readonly resolveCheck: ChecksOf['resolve'];
}

/** What a child is to be told. */
export interface BriefingRequest {
  readonly objective: string;
  readonly scope: string | undefined;
  readonly constraints: readonly string[];
  /** `file:<path>`, `diff:[<ref>]`, `finding:<text>`. */
  readonly evidence: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly access: Access;
  readonly signal: AbortSignal;
  /** Whose part it plays, by a definition that a person trusts. */
  readonly role?: string | undefined;
}

export type Briefing = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** The children of one session that have a model of their own. */
export interface ModelAgents {
  readonly roster: () => Promise<Roster>;
  readonly runner: AgentRunner;
  readonly definitions: Definitions;
  /** Puts together what a child is told; everything that is read for it goes through the gate. */
  briefing(request: BriefingRequest, gate: Gate): Promise<Briefing>;
}
