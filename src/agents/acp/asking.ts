import { isDeepStrictEqual } from 'node:util';
import type { RequestPermissionResponse } from '@agentclientprotocol/sdk';
import type { AgentEntry } from '../catalogue/entry.ts';
import type { AgentCall, Wanted } from '../hold/wanted.ts';
import type { CallAnswer, ProtocolEvents } from '../protocol.ts';
import type { CallTable } from './call-table.ts';
import { permissionSchema } from './messages.ts';
import { CANCELLED, onceOption, refusal } from './permission.ts';

export interface AskingDeps {
  readonly entry: Pick<AgentEntry, 'wanted'>;
  readonly events: Pick<ProtocolEvents, 'ask' | 'text'>;
  readonly table: CallTable;
  /** Aborted when the running turn is cancelled, or the conversation is over. */
  readonly cancelled: () => AbortSignal;
  /** Milliseconds that an agent has to tell the rest of a call behind its request. */
  readonly restMs: number;
}

export interface Asking {
  /** Takes the parameters of `session/request_permission`, unchecked. Never rejects. @param signal aborted when the agent takes it back */
  permission(params: unknown, signal: AbortSignal): Promise<RequestPermissionResponse>;
}

/** Requests that wait for the rest of their call at once; each looks at every message about it. More are answered by what is known. */
const MOST_RESTING = 100;
const TAKEN_BACK: CallAnswer = { allowed: false, reason: 'the agent does not wait any more' };

/** Turns what an agent asks into questions about calls, and their answers into the agent's options. */
export function createAsking({ entry, events, table, cancelled, restMs }: AskingDeps): Asking {
  let resting = 0;

  /** The catalogue reads foreign data: an exception is a call that was not understood. */
  function wantedOf(call: AgentCall): readonly Wanted[] | undefined {
    try {
      return entry.wanted(call);
    } catch {
      return undefined;
    }
  }

  /** Never rejects: whatever goes wrong is a no. */
  async function ask(call: AgentCall, signal: AbortSignal): Promise<CallAnswer> {
    const either = AbortSignal.any([signal, cancelled()]);
    if (either.aborted) return TAKEN_BACK;
    const { promise: aborted, resolve } = Promise.withResolvers<CallAnswer>();
    const giveUp = (): void => resolve(TAKEN_BACK);
    either.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([events.ask(call, either), aborted]);
    } catch {
      return { allowed: false, reason: 'it could not be judged' };
    } finally {
      either.removeEventListener('abort', giveUp);
    }
  }

  /** Some agents tell what a call is about in an update behind the request. */
  async function settled(id: string, signal: AbortSignal): Promise<ReturnType<CallTable['find']>> {
    let found = table.find(id);
    if (resting >= MOST_RESTING) return found;
    const rest = AbortSignal.any([signal, cancelled(), AbortSignal.timeout(restMs)]);
    resting += 1;
    try {
      while (found.readable && wantedOf(found.call) === undefined && !rest.aborted) {
        await table.changed(id, rest);
        found = table.find(id);
      }
    } finally {
      resting -= 1;
    }
    return found;
  }

  return {
    async permission(params, signal) {
      const { toolCall, options } = permissionSchema.safeParse(params).data ?? { toolCall: undefined, options: [] };
      const yes = onceOption(options, 'allow_once');
      const id = table.note(toolCall, 'asked');
      if (yes === undefined) {
        // Nobody is asked in vain.
        events.text('\n(denied: the agent offers no way to allow this call alone)\n');
        return refusal(options);
      }
      const { call, readable } = await settled(id, signal);
      const answer = await ask(call, signal);
      if (signal.aborted || cancelled().aborted) return CANCELLED;
      // What was allowed must still be what the agent wants.
      const same = isDeepStrictEqual(wantedOf(table.find(id).call), wantedOf(call));
      const allowed = answer.allowed && readable && same;
      table.answered(id, allowed);
      return allowed ? { outcome: { outcome: 'selected', optionId: yes } } : refusal(options);
    },
  };
}
