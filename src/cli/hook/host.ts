import type { Decision } from '../../policy/action.ts';
import type { Intent } from './intent.ts';
import type { Payload } from './payload.ts';

/** What the hook writes and how it ends. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What is told to an agent. `pass`: the call touches nothing, and is left to the agent. */
export interface Told {
  readonly decision: Decision | 'pass';
  /** Escaped; for the model and the person. */
  readonly reason: string;
}

/** One agent that asks by its hook before each call of a tool. */
export interface HookHost {
  readonly name: string;
  /** The event that the hook belongs to, as the payload names it. */
  readonly event: string;
  /** The variable in which the agent tells the project's directory; absent where it tells none. */
  readonly projectVariable?: string;
  /** The shell that it gives commands to: a path, or a name. */
  readonly shell: (env: Readonly<Record<string, string | undefined>>, ofUser: string | undefined) => string;
  /** What a call would do; `undefined`: not understood. */
  readonly intents: (payload: Payload) => readonly Intent[] | undefined;
  /** @param onlyBlock what is allowed is left to the agent's own permissions */
  readonly answer: (told: Told, onlyBlock: boolean) => Answer;
}

/** The only code that every agent takes for a no; after any other failure they go on. */
export const BLOCKED = 2;

/** Leaves the call to the agent. */
export const SILENT: Answer = { stdout: '', stderr: '', exitCode: 0 };

/** A no that every agent understands. Never JSON: one of them reads that from stderr, too. */
export function blocked(reason: string): Answer {
  return { stdout: '', stderr: `Bailiwick: ${reason}\n`, exitCode: BLOCKED };
}

/** An answer in JSON. */
export function json(value: object): Answer {
  return { stdout: `${JSON.stringify(value)}\n`, stderr: '', exitCode: 0 };
}

/** For an agent that can not ask its user from a hook, and has no word for a yes. */
export function yesOrNo({ decision, reason }: Told): Answer {
  if (decision === 'allow' || decision === 'pass') return SILENT;
  const why =
    decision === 'ask'
      ? `${reason} This needs a person's yes, and this agent cannot ask for one from a hook: do it another way, or leave it to the person, who can do it or write a rule for it.`
      : reason;
  return blocked(why);
}
