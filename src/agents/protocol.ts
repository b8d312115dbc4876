import type { Readable, Writable } from 'node:stream';
import type { ClientSide } from './acp/client-side.ts';
import type { AgentEntry, LaunchProfile, McpProgram } from './catalogue/entry.ts';
import type { AgentCall } from './hold/wanted.ts';

/** The two ends of an agent's process that a protocol speaks over. */
export interface AgentWire {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when the process has ended, for whatever reason: nothing more will come. Never rejects. */
  readonly ended: Promise<void>;
}

export interface TokenUse {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; `null` when the agent does not tell. */
  readonly usd: number | null;
}

/** What the agent hears about a call of its own tool. */
export type CallAnswer = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** What a protocol tells whoever drives the child; none of them throws or rejects. */
export interface ProtocolEvents {
  /**
   * The agent asks whether it may: the answer is final. Whatever could not be understood comes with what is known of it, and is denied.
   * @param signal aborted when the agent no longer waits
   */
  ask(call: AgentCall, signal: AbortSignal): Promise<CallAnswer>;
  /** The agent says that a call of its own has begun; told once for each call. */
  began(call: AgentCall): void;
  /** The agent says that a call of its own has come to its end. `ran`: it was carried out, not refused or failed before;
   * `succeeded`: and it came to what it was for. */
  finished(call: AgentCall, ran: boolean, succeeded: boolean): void;
  /** Part of what the agent says to people; foreign text. */
  text(text: string): void;
  /** What a turn, or the whole conversation so far, has cost; the latest counts. */
  used(use: TokenUse): void;
  /** The agent does what it was not started to do, e.g. it goes into a mode that asks nobody: the child is stopped. */
  violation(what: string): void;
}

export interface ProtocolSetup {
  readonly entry: AgentEntry;
  readonly profile: LaunchProfile;
  /** Absolute, real. */
  readonly cwd: string;
  /** The only tools that a caged child gets; absent for a gated one. */
  readonly cage: McpProgram | undefined;
  readonly model: string | undefined;
  /** The agent's own id of a conversation to go on with. */
  readonly resume: string | undefined;
  readonly events: ProtocolEvents;
  /** What touches files and starts commands for an agent that leaves that to us; absent, it is denied. */
  readonly client?: ClientSide | undefined;
  /** Aborted when nobody wants the conversation any more. */
  readonly signal: AbortSignal;
}

/** How a turn of the agent ended. */
export interface TurnEnd {
  /** `stuck`: it went round in a circle, and was ended. */
  readonly kind: 'done' | 'cancelled' | 'refused' | 'limit' | 'stuck' | 'failed';
  /** The agent's last message of the turn, whole; empty when it said nothing. */
  readonly text: string;
  /** Why it failed, or what limit was reached; foreign text. */
  readonly why?: string | undefined;
}

/** An open conversation with an agent. */
export interface Conversation {
  /** The agent's own id of it, for going on in another process. */
  readonly id: string | undefined;
  /** The model that really answers, where the agent tells. */
  readonly model: string | undefined;
  /** One turn. One at a time. Resolves with `failed` when the agent ends or breaks the protocol; never rejects. */
  prompt(text: string): Promise<TurnEnd>;
  /** Puts a message into the running turn; `false` where the agent can not, then it is for the next turn. Never rejects. */
  steer(text: string): Promise<boolean>;
  /** Asks the agent to end the running turn; `prompt` resolves. Never rejects. */
  cancel(): Promise<void>;
}

/** One wire protocol. `open` rejects with an `AgentError` when the agent does not come to a conversation. */
export interface Protocol {
  open(wire: AgentWire, setup: ProtocolSetup): Promise<Conversation>;
}

/** What is wrong with an agent, in our own words and escaped foreign ones; it says what to do where something can be done. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
}
