import type { AgentCall } from '../hold/wanted.ts';
import type { ProtocolEvents } from '../protocol.ts';
import { agentCallOf, hasEnded, type KnownCall, merged, NEW_CALL, unreadable } from './merge.ts';
import { callFrameSchema, callUpdateSchema } from './messages.ts';

/** Calls of one turn that are remembered; the oldest that has ended makes room, and what finds none is denied. */
const MOST_CALLS = 2_000;

interface Row {
  known: KnownCall;
  /** What our answer to it was. */
  allowed: boolean;
  begun: boolean;
  ended: boolean;
  readonly waiting: Set<() => void>;
}

/** Puts together what an agent tells about its calls in several messages, and tells of their beginning and end. */
export interface CallTable {
  /** Takes one message about a call, unchecked; returns the id that it is known by here. Throws nothing. @param how `asked`: nothing runs yet */
  note(update: unknown, how?: 'asked'): string;
  /** The call as it is known now, and whether all of it was understood. */
  find(id: string): { readonly call: AgentCall; readonly readable: boolean };
  /** Resolves at the next message about a call, or when the signal is aborted. */
  changed(id: string, signal: AbortSignal): Promise<void>;
  /** Keeps our answer. */
  answered(id: string, allowed: boolean): void;
  /** A new turn: the calls of the last one are forgotten. */
  newTurn(): void;
}

/** What a message without a readable id is known by. */
const NO_ID = 'unreadable';

export function createCallTable(events: Pick<ProtocolEvents, 'began' | 'finished'>): CallTable {
  const rows = new Map<string, Row>();

  function rowOf(id: string): Row {
    const found = rows.get(id);
    if (found !== undefined) return found;
    const row: Row = { known: { id, ...NEW_CALL }, allowed: false, begun: false, ended: false, waiting: new Set() };
    if (rows.size >= MOST_CALLS) makeRoom();
    // What can not be remembered can not be put together either.
    if (rows.size >= MOST_CALLS) return { ...row, known: unreadable(row.known) };
    rows.set(id, row);
    return row;
  }

  function makeRoom(): void {
    for (const [id, { ended }] of rows) {
      if (!ended) continue;
      rows.delete(id);
      return;
    }
  }

  /** An agent that says nothing about the status has not begun. */
  function tell(row: Row): void {
    const { status } = row.known;
    if (status === undefined || status === 'pending') return;
    const call = agentCallOf(row.known);
    if (!row.begun) events.began(call);
    row.begun = true;
    if (row.ended || !hasEnded(status)) return;
    row.ended = true;
    // A call that was allowed and failed did run; one that nobody asked us about and that failed did not get that far.
    events.finished(call, status === 'completed' || row.allowed, status === 'completed');
  }

  return {
    note(update, how) {
      const parsed = callUpdateSchema.safeParse(update);
      const frame = callFrameSchema.parse(update);
      const id = frame.toolCallId ?? NO_ID;
      const row = rowOf(id);
      if (parsed.success) row.known = merged(row.known, parsed.data);
      else row.known = { ...unreadable(row.known), status: frame.status ?? row.known.status };
      if (how === undefined) tell(row);
      for (const wake of row.waiting) wake();
      return id;
    },
    find(id) {
      const { known } = rowOf(id);
      return { call: agentCallOf(known), readable: !known.unreadable };
    },
    changed(id, signal) {
      const { waiting } = rowOf(id);
      return new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        if (signal.aborted) return resolve();
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    },
    answered(id, allowed) {
      const row = rows.get(id);
      if (row !== undefined) row.allowed = allowed;
    },
    newTurn() {
      rows.clear();
    },
  };
}
