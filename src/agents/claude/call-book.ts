import { isDeepStrictEqual } from 'node:util';
import type { AgentCall } from '../hold/wanted.ts';
import type { CallAnswer, ProtocolEvents } from '../protocol.ts';

const MAX_TITLE = 500;
/** Arguments that are paths, in the tools that have them. */
const PATHS = ['file_path', 'notebook_path', 'path'] as const;
/** What the kind of a call of our own tools is; the agent itself tells no kinds. */
export const CAGE_KIND = 'cage';

/** What the agent tells of a call, whichever way. */
export interface ToldCall {
  readonly id: string;
  readonly tool: string;
  readonly input: unknown;
}

interface Entry {
  readonly call: AgentCall;
  /** Absent until it was asked about. */
  asked: { readonly told: ToldCall; readonly answer: Promise<CallAnswer>; readonly leave: AbortController; waiting: number } | undefined;
  answered: CallAnswer | undefined;
}

export interface CallBook {
  /** The agent calls a tool. */
  began(told: ToldCall): void;
  /** The agent asks; one question for one call, however often and in whatever way it asks. @param signal aborted when it does not wait any more */
  ask(told: ToldCall, signal: AbortSignal): Promise<CallAnswer>;
  /** A question that was not understood: it is told, and denied. */
  refuse(told: Partial<ToldCall>, reason: string): Promise<CallAnswer>;
  /** A result came. `notRun`: the agent says that the call was not carried out. */
  ended(id: string, how: { readonly isError: boolean; readonly notRun: boolean }): void;
  /** Nobody waits for any answer any more. */
  leave(): void;
}

const OTHER_INPUT = 'the agent asked about another call under the same id';
const NOT_ASKED: CallAnswer = { allowed: false, reason: 'the question could not be put' };

/** Puts together, by its id, what the agent tells of each call and asks about it. @param cage the name of the server of our own tools */
export function createCallBook(events: Pick<ProtocolEvents, 'ask' | 'began' | 'finished'>, cage: string | undefined): CallBook {
  const open = new Map<string, Entry>();
  const closed = new Set<string>();
  let refused = 0;

  function entryOf(told: ToldCall): Entry {
    const known = open.get(told.id);
    if (known !== undefined) return known;
    const entry: Entry = { call: callOf(told, cage), asked: undefined, answered: undefined };
    open.set(told.id, entry);
    events.began(entry.call);
    return entry;
  }

  function put(entry: Entry, told: ToldCall): NonNullable<Entry['asked']> {
    const leave = new AbortController();
    // What was told first may be less: the question names paths in full.
    const answer = events.ask(callOf(told, cage), leave.signal).catch(() => NOT_ASKED);
    const asked = { told, answer, leave, waiting: 0 };
    entry.asked = asked;
    return asked;
  }

  return {
    began(told) {
      if (!closed.has(told.id)) entryOf(told);
    },
    async ask(told, signal) {
      if (closed.has(told.id)) return { allowed: false, reason: 'the call has ended already' };
      const entry = entryOf(told);
      const asked = entry.asked ?? put(entry, told);
      if (asked.told.tool !== told.tool || !isDeepStrictEqual(asked.told.input, told.input)) return { allowed: false, reason: OTHER_INPUT };
      const left = (): void => {
        asked.waiting -= 1;
        if (asked.waiting === 0) asked.leave.abort();
      };
      asked.waiting += 1;
      signal.addEventListener('abort', left, { once: true });
      const answer = await asked.answer;
      signal.removeEventListener('abort', left);
      entry.answered = answer;
      return answer;
    },
    async refuse({ id, tool = '', input }, reason) {
      refused += 1;
      const call = callOf({ id: id ?? `not understood ${refused}`, tool, input }, undefined);
      await events.ask({ ...call, input: undefined }, AbortSignal.abort()).catch(() => undefined);
      return { allowed: false, reason };
    },
    ended(id, { isError, notRun }) {
      if (closed.has(id)) return;
      const entry = entryOf({ id, tool: '', input: undefined });
      open.delete(id);
      closed.add(id);
      // A failure of a call that nobody had asked about was still a call, unless the agent says that it did not get so far.
      const kept = isError && (notRun || entry.answered?.allowed === false);
      events.finished(entry.call, !kept, !kept);
    },
    leave() {
      for (const { asked } of open.values()) asked?.leave.abort();
    },
  };
}

function callOf({ id, tool, input }: ToldCall, cage: string | undefined): AgentCall {
  const fields: Readonly<Record<string, unknown>> = typeof input === 'object' && input !== null ? { ...input } : {};
  const description = fields['description'];
  return {
    id,
    tool,
    title: (typeof description === 'string' ? description : tool).slice(0, MAX_TITLE),
    kind: cage !== undefined && tool.startsWith(`mcp__${cage}__`) ? CAGE_KIND : undefined,
    input,
    locations: PATHS.flatMap((key) => (typeof fields[key] === 'string' ? [fields[key]] : [])),
    diffs: [],
  };
}
