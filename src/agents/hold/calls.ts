import type { Access, Action, Ended } from '../../policy/action.ts';
import type { AgentEntry } from '../catalogue/entry.ts';
import type { CallAnswer, ProtocolEvents } from '../protocol.ts';
import type { RunnerContext } from '../runner.ts';
import { actionsOf, hintOf } from './actions.ts';
import type { Hold } from './hold.ts';
import { type AgentCall, isMutating } from './wanted.ts';

/** Calls of one child in memory; an agent that has more open at once is not kept track of, and stopped. */
const MOST_CALLS = 10_000;
const MAX_NAME = 100;

export interface CallsDeps extends Pick<RunnerContext, 'report' | 'breach'> {
  readonly entry: Pick<AgentEntry, 'wanted'>;
  readonly hold: Hold;
  /** Only our tools are there: whatever else runs is a breach, reading included. */
  readonly caged: boolean;
  /** Absolute, real. */
  readonly cwd: string;
  readonly access: Access;
}

interface Known {
  /** What was asked last, as text, and what became of it. */
  asked: { readonly text: string; readonly answer: Promise<CallAnswer> } | undefined;
  allowed: boolean;
  readonly ended: ((end: Ended) => void)[];
  told: boolean;
}

/** Keeps which calls of an agent's own tools were allowed, and finds those that ran without. */
export interface Calls extends Pick<ProtocolEvents, 'ask' | 'began' | 'finished'> {
  /** Why calls were refused since this was asked last, each reason once. */
  refusals(): readonly string[];
}

export function createCalls({ entry, hold, caged, cwd, access, report, breach }: CallsDeps): Calls {
  const calls = new Map<string, Known>();
  let refused: string[] = [];

  function knownOf(id: string): Known {
    const known = calls.get(id) ?? { asked: undefined, allowed: false, ended: [], told: false };
    if (calls.size >= MOST_CALLS && !calls.has(id)) breach(`it has more than ${MOST_CALLS} calls open at once`);
    else calls.set(id, known);
    return known;
  }

  /** The catalogue is ours, what it reads is not: an exception is a call that was not understood. */
  function wantedOf(call: AgentCall): ReturnType<AgentEntry['wanted']> {
    try {
      return entry.wanted(call);
    } catch {
      return undefined;
    }
  }

  function tell(known: Known, call: AgentCall): void {
    if (known.told) return;
    known.told = true;
    report({ kind: 'call', tool: call.tool.slice(0, MAX_NAME), hint: hintOf(wantedOf(call), call) });
  }

  async function judged(actions: readonly Action[], known: Known, signal: AbortSignal): Promise<CallAnswer> {
    known.allowed = false;
    for (const action of actions) {
      const held = await hold.judge(action, signal);
      if (!held.allowed) {
        if (!refused.includes(held.reason)) refused.push(held.reason);
        for (const end of known.ended) end({ status: 'refused' });
        known.ended.length = 0;
        return held;
      }
      known.ended.push(held.ended);
    }
    known.allowed = true;
    return { allowed: true };
  }

  return {
    ask(call, signal) {
      const known = knownOf(call.id);
      tell(known, call);
      const actions = actionsOf(wantedOf(call), call, { tool: call.tool.slice(0, MAX_NAME), cwd, access });
      const text = JSON.stringify(actions);
      // Agents that ask twice about one call get one answer; another call under the same id is another question.
      if (known.asked?.text !== text) {
        const asked = { text, answer: judged(actions, known, signal) };
        known.asked = asked;
        // So is one that was denied and is asked again: it is counted again.
        void asked.answer.then(({ allowed }) => {
          if (!allowed && known.asked === asked) known.asked = undefined;
        });
      }
      return known.asked.answer;
    },
    began(call) {
      tell(knownOf(call.id), call);
    },
    finished(call, ran, succeeded) {
      const known = calls.get(call.id);
      calls.delete(call.id);
      if (known?.allowed === true) {
        for (const end of known.ended) end({ status: ran && succeeded ? 'completed' : 'failed' });
        return;
      }
      if (!ran) return;
      const wanted = wantedOf(call);
      const harmless = wanted?.every((one) => one.do === 'nothing') === true;
      if (caged ? harmless : !isMutating(wanted)) return;
      const what = `${call.tool}: ${hintOf(wanted, call) || call.title}`;
      report({ kind: 'unapproved', what });
      breach(`it ran a call that nobody had allowed (${what})`);
    },
    refusals() {
      const given = refused;
      refused = [];
      return given;
    },
  };
}
