import { isDeepStrictEqual } from 'node:util';
import type { AgentCall } from '../hold/wanted.ts';
import type { ProtocolEvents } from '../protocol.ts';
import { callOf, changeCall, commandCall, unknownCall } from './items.ts';
import type { Item } from './messages.ts';

interface Open {
  call: AgentCall;
  /** How often it was changed: an answer counts for what was known when it was asked. */
  version: number;
  accepted: boolean;
}

/** Everything that the agent has told about its open calls, put together by id. */
export interface CallBook {
  started(item: Item): void;
  completed(item: Item): void;
  /** Another patch under the same id. */
  patched(id: string, changes: unknown): void;
  /** Puts a command before the gate. What the request says must be what the item said. */
  askCommand(id: string, said: { readonly command: unknown; readonly cwd: unknown } | undefined, signal: AbortSignal): Promise<Answered>;
  /** Puts a patch before the gate: the request names only its item. */
  askPatch(id: string, understood: boolean, signal: AbortSignal): Promise<Answered>;
  /** Puts before the gate what is not understood, so that it is counted. */
  askUnknown(id: string, tool: string, signal: AbortSignal): Promise<Answered>;
  /** The turn is over: what did not come to an end before has come to it now. */
  turnEnded(): void;
}

/** `reason`: why not, in our own words. */
export interface Answered {
  readonly accepted: boolean;
  readonly reason: string;
}

const CHANGED: Answered = { accepted: false, reason: 'the call was changed while its answer was awaited' };

/** @param ours the name of the server whose tools are judged on our side; that they are called is told, and nothing else of them */
export function createCallBook(
  events: Pick<ProtocolEvents, 'ask' | 'began' | 'finished' | 'violation'>,
  ours: string | undefined,
): CallBook {
  const open = new Map<string, Open>();

  const isOurs = (item: Item): boolean => item.type === 'mcpToolCall' && ours !== undefined && item['server'] === ours;

  function put(call: AgentCall): Open {
    const known = open.get(call.id);
    if (known !== undefined) {
      if (isDeepStrictEqual(known.call, call)) return known;
      if (known.accepted) events.violation(`it changed a call of ${call.tool} that had been allowed`);
      known.call = call;
      known.version += 1;
      return known;
    }
    const made = { call, version: 0, accepted: false };
    open.set(call.id, made);
    events.began(call);
    return made;
  }

  async function ask(one: Open, call: AgentCall, signal: AbortSignal): Promise<Answered> {
    const { version } = one;
    one.accepted = false;
    const answer = await events.ask(call, signal);
    if (signal.aborted) return { accepted: false, reason: '' };
    if (!answer.allowed) return { accepted: false, reason: answer.reason };
    if (one.version !== version) return CHANGED;
    one.accepted = true;
    return { accepted: true, reason: '' };
  }

  return {
    started(item) {
      const call = callOf(item);
      if (call !== undefined) put(call);
    },
    completed(item) {
      const call = callOf(item);
      if (call === undefined) return;
      const known = open.get(item.id);
      if (known === undefined) events.began(call);
      open.delete(item.id);
      // What it came to is known where it was judged.
      if (isOurs(item)) return events.finished(call, false, false);
      // Whoever was allowed something is told of that thing.
      events.finished(known?.accepted === true ? known.call : call, item['status'] !== 'declined', item['status'] === 'completed');
    },
    patched(id, changes) {
      const known = open.get(id);
      if (known?.call.tool === 'apply_patch') put(changeCall(id, changes));
    },
    askCommand(id, said, signal) {
      const known = open.get(id);
      const asked = said === undefined ? unknownCall(id, 'exec_command') : commandCall(id, said);
      const fits = known === undefined || isDeepStrictEqual(known.call.input, asked.input);
      return ask(known ?? put(asked), fits ? asked : { ...asked, input: undefined }, signal);
    },
    askPatch(id, understood, signal) {
      const known = open.get(id) ?? put(unknownCall(id, 'apply_patch'));
      const isPatch = understood && known.call.tool === 'apply_patch';
      return ask(known, isPatch ? known.call : { ...known.call, input: undefined }, signal);
    },
    async askUnknown(id, tool, signal) {
      const call = unknownCall(id, tool);
      const answered = await ask({ call, version: 0, accepted: false }, call, signal);
      events.finished(call, false, false);
      return answered;
    },
    turnEnded() {
      // Of what was interrupted the agent says nothing more; it ran when it was allowed to.
      const left = [...open.values()];
      open.clear();
      for (const { call, accepted } of left) events.finished(call, accepted, false);
    },
  };
}
