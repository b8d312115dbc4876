import type { Access } from '../../policy/action.ts';
import type { HeldLevel } from '../assurance/assurance.ts';
import type { AgentCall, Wanted } from '../hold/wanted.ts';

export const MODEL_HINTS = ['fast', 'balanced', 'deep'] as const;
export type ModelHint = (typeof MODEL_HINTS)[number];

/** The wire that an agent is driven over. */
export type ProtocolKind = 'acp' | 'claude' | 'codex';

/** How a program offers tools over stdio to an agent. */
export interface McpProgram {
  /** The name that its tools carry in the agent. */
  readonly name: string;
  /** Absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Where and how one child is to start. */
export interface ProfilePlace {
  /** The user's home. */
  readonly home: string;
  /** A private directory (0700) of this child alone; removed with it. */
  readonly privateDir: string;
  /** Absolute, real. */
  readonly cwd: string;
  readonly access: Access;
  /** The only tools that a caged child gets; absent for a gated one. */
  readonly cage: McpProgram | undefined;
  /** The agent's own name of a model. */
  readonly model: string | undefined;
  /** The agent's own id of a conversation to go on with. */
  readonly resume: string | undefined;
}

/** How a program is started so that it asks us, or has no tools but ours, whatever a repository says. */
export interface LaunchProfile {
  /** Behind the program. */
  readonly args: readonly string[];
  /** Set beside what the allow-list lets through. */
  readonly env: Readonly<Record<string, string>>;
  /** Files made (0600) in the private directory, by relative path. */
  readonly files: Readonly<Record<string, string>>;
  /** Symbolic links made in the private directory to what there is of the user's, by relative path; what is absent is left out. */
  readonly links?: Readonly<Record<string, string>> | undefined;
  /** What the protocol hands over when the conversation is opened: `_meta` of `session/new`, parameters of `thread/start`. */
  readonly session?: Readonly<Record<string, unknown>> | undefined;
  /** Where it is started, and its conversation takes place, when that is not the child's directory; absolute, made by one of `files`. */
  readonly cwd?: string | undefined;
}

export interface Quirks {
  /** A refused call ends the agent's turn: it gets the reason in another one. */
  readonly refusalEndsTurn: boolean;
  /** Capabilities that the client offers it over ACP. */
  readonly clientFs: boolean;
  readonly clientTerminal: boolean;
  /** It looks at its tools in the background: the first prompt waits until it has seen those of its cage. */
  readonly seesToolsLate: boolean;
  /** The private directory must not lie below /tmp. */
  readonly notInTmp: boolean;
  /**
   * Of what the tokens are that it tells at the end of a turn: of that turn, or of the whole conversation. `untold`: of less than the turn,
   * by which no budget could be kept, so that they count as not told.
   */
  readonly usage: 'turn' | 'conversation' | 'untold';
}

/** How an agent is pointed at a scripted model, for proofs. */
export interface ScriptedPlace {
  /** `http://127.0.0.1:port`, without a path. */
  readonly baseUrl: string;
  /** A home of the proof's own. */
  readonly home: string;
  readonly privateDir: string;
}

/** What is added to a profile. */
export type ProfilePart = Pick<LaunchProfile, 'args' | 'env' | 'files'> & {
  /** Files in the home of the proof, by relative path. */
  readonly homeFiles?: Readonly<Record<string, string>>;
};

/** One agent that can be driven: everything that is particular to it. */
export interface AgentEntry {
  /** What `dispatch_child_task` calls it. */
  readonly id: string;
  /** The name of its program, looked for on PATH. */
  readonly program: string;
  readonly protocol: ProtocolKind;
  /** Arguments that make it print its version, and where that stands: the first group. */
  readonly version: { readonly args: readonly string[]; readonly pattern: RegExp };
  /** Versions that the profiles were tried with, both included. */
  readonly tested: { readonly from: string; readonly to: string };
  /** What a person runs to get it. */
  readonly install: string;
  /** Names of environment variables that it may see beside the common ones, e.g. its provider's key. */
  readonly environment: readonly string[];
  readonly profiles: Readonly<Partial<Record<HeldLevel, (place: ProfilePlace) => LaunchProfile>>>;
  /** The agent's names of models; a hint without one is reported as not routed. */
  readonly models: Readonly<Partial<Record<ModelHint, string>>>;
  /** How a conversation of another process is gone on with; absent where that does not work. */
  readonly resume?: Readonly<Partial<Record<HeldLevel, 'resume' | 'load'>>> | undefined;
  readonly quirks: Quirks;
  /** What a call would do; `undefined` when that is not understood, and it is denied. */
  readonly wanted: (call: AgentCall) => readonly Wanted[] | undefined;
  /** How it is pointed at a scripted model. */
  readonly scripted: (place: ScriptedPlace) => ProfilePart;
  /** Files that a repository can hold to switch its asking off, by relative path. */
  readonly hostile: Readonly<Record<string, string>>;
  /** Names of own tools that a caged child keeps because they can not be switched off; they touch nothing. */
  readonly harmless?: readonly string[] | undefined;
}

export const NO_QUIRKS: Quirks = {
  refusalEndsTurn: false,
  clientFs: false,
  clientTerminal: false,
  seesToolsLate: false,
  notInTmp: false,
  usage: 'turn',
};
