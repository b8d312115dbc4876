import type { AuditHead } from './audit/chain.ts';
import type { EditStore } from './edits.ts';
import type { ProofStore } from './proofs.ts';
import type { SessionStore } from './sessions.ts';
import type { StateStore } from './state.ts';
import type { TaskEngine } from './tasks/engine.ts';

/**
 * What survives, as the rooms above see it. Every call is synchronous and durable, as far as the store is, when it returns.
 * A write that could not be kept throws `StoreFailed`, and nothing of it is there.
 */
export interface Store {
  readonly approvals: ApprovalStore;
  readonly grants: GrantStore;
  readonly heads: HeadStore;
  readonly engine: EngineStore;
  readonly tasks: TaskEngine;
  readonly sessions: SessionStore;
  readonly todos: TodoStore;
  readonly proofs: ProofStore;
  readonly edits: EditStore;
  /** The file as a whole; `undefined` when there is none. */
  readonly state: StateStore | undefined;
  /** Where everything is: in a file that other processes see, or in this process alone. */
  readonly durability: 'file' | 'memory';
  /** Why it is memory, as a sentence for people; `undefined` for a file. */
  readonly why: string | undefined;
  /** A number that is another one after any process changed something; cheap enough to ask for ten times a second. */
  changes(): number;
  /** Forgets what ends with this process, and the file. Nothing may be called afterwards. */
  close(): void;
}

/** The file can not be read or written. The message says why, and what a person can do. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}

/** A question that waits for a person, bound to one session and to the bytes of one action. */
export interface ApprovalRow {
  readonly id: string;
  readonly number: number;
  readonly sessionId: string;
  readonly actionHash: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970; from then on it is denied. */
  readonly expiresAt: number;
  /** JSON text of what a person is shown; whoever inserts it knows what is in it. */
  readonly shown: string;
}

export const APPROVAL_ANSWERS = ['allow_once', 'allow_session', 'deny'] as const;
export type ApprovalAnswer = (typeof APPROVAL_ANSWERS)[number];

/** What became of a question; `answered` also when the answer was used already. */
export type ApprovalState = 'waiting' | 'answered' | 'expired' | 'withdrawn';

export interface KnownApproval extends Pick<ApprovalRow, 'id' | 'number' | 'sessionId'> {
  readonly state: ApprovalState;
}

/** Questions that may wait in one session at a time: a flood is refused instead of shown to a person. */
export const MAX_PENDING = 20;
/** How many of the latest questions are remembered after their end, without their text, to say what became of them. */
export const KEPT_ENDED = 100;

export interface ApprovalStore {
  /** Takes a pending row; false when the session has too many already, then nothing is kept. Rows that have expired make room first. */
  insert(row: ApprovalRow): boolean;
  /** Puts a person's answer to a question that has none and has not expired at `now`. The first answer counts: false changes nothing. */
  answer(given: { readonly id: string; readonly answer: ApprovalAnswer; readonly by: string; readonly now: number }): boolean;
  /** The answer that was put to a question of this session; `undefined` while there is none, and for an unknown id. */
  answerTo(wanted: Pick<ApprovalRow, 'id' | 'sessionId'>): { readonly answer: ApprovalAnswer; readonly by: string } | undefined;
  /**
   * True exactly once, for a pending row of this session about this action; anything else changes nothing.
   * With `seen` also only while its answer is that one, so that nobody's answer is passed over that came since the last look.
   */
  consume(wanted: Pick<ApprovalRow, 'id' | 'sessionId' | 'actionHash'> & { readonly seen?: ApprovalAnswer | 'none' }): boolean;
  /** Every question of every session that waits and has no answer at `now`, the oldest first. */
  waiting(now: number): readonly ApprovalRow[];
  /** Every question that is still remembered and what became of it by `now`, the oldest first. */
  known(now: number): readonly KnownApproval[];
  /** Ends one row of this session; an unknown or foreign id changes nothing. */
  withdraw(wanted: Pick<ApprovalRow, 'id' | 'sessionId'>): void;
  drop(sessionId: string): void;
}

/** What a person chose: rules alone, or a model before them. */
export interface EngineChoice {
  /** Counts the choices. */
  readonly seq: number;
  readonly kind: 'rules' | 'llm';
}

export interface EngineStore {
  /** @param at milliseconds since 1970 */
  choose(kind: EngineChoice['kind'], at: number): void;
  /** The last choice of any process. */
  latest(): EngineChoice | undefined;
}

/** How far each audit chain goes: what was cut off behind it is missed. */
export interface HeadStore {
  /** Takes the place of what was known of that chain. */
  set(head: AuditHead): void;
  drop(chain: string): void;
  /** Of every chain, in the order of their names. */
  list(): readonly AuditHead[];
}

/** What a person allowed for a session. */
export interface Grant {
  readonly key: string;
  /** JSON text of all that it covers; whoever inserts it knows what is in it. */
  readonly scope: string;
}

export interface GrantStore {
  /** The same key and scope a second time changes nothing. */
  insert(sessionId: string, grant: Grant): void;
  /** In the order they were given. The same array until something changes, so that what was parsed from it can be kept. */
  list(sessionId: string): readonly Grant[];
  drop(sessionId: string): void;
}

export interface TodoRow {
  /** Counts every change, from 1. */
  readonly version: number;
  /** JSON text; whoever saves it knows what is in it. */
  readonly list: string;
}

export interface TodoStore {
  load(sessionId: string): TodoRow | undefined;
  /** Keeps the list of version `row.version` over that of the version before; false when somebody else was faster. */
  save(sessionId: string, row: TodoRow): boolean;
  drop(sessionId: string): void;
}
