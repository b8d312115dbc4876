import { hash } from 'node:crypto';
import { fill } from '../../../../src/agents/verify/model/fill.ts';
import type { Play } from '../../../../src/agents/verify/model/play.ts';
import type { Doing } from '../../../../src/agents/verify/model/step.ts';
import { toolsFor } from '../../../../src/agents/verify/model/tool-names.ts';
import type { ModelAnswer, ModelRequest } from '../../../../src/agents/verify/model/wire.ts';

/** One answer of a model: words that end its turn, or a call. */
export type Act = { readonly say: string } | Exclude<Doing, { do: 'call' | 'spawn' | 'plan' | 'leave-plan' }>;

/** An act that was played. */
export interface Acted {
  readonly act: Act;
  /** All that the user had said by then. */
  readonly heard: string;
  /** What its call gave; `undefined` for words, and while nothing has come back. */
  result: string | undefined;
  /** Milliseconds from the words before it, which ended a turn, to the request that it answers; `undefined` inside of a turn. */
  readonly turnMs: number | undefined;
}

/** A model that works over many turns, in one conversation or in several that are known by the same word. */
export interface Acts {
  /** The word that the objective has to hold. */
  readonly key: string;
  readonly acted: readonly Acted[];
  /** What it does next, before it goes on without an end. */
  next(...acts: readonly Act[]): void;
  readonly play: Play;
}

interface Made {
  readonly acted: Acted;
  readonly id: string;
  readonly resultsBefore: number;
}

/** @param endless what it does again and again behind all others */
export function createActs(key: string, endless: readonly Act[]): Acts {
  const waiting: Act[] = [];
  const all: Acted[] = [];
  let made: Made | undefined;
  let last: { readonly digest: string; readonly answer: ModelAnswer } | undefined;
  let saidAt: number | undefined;
  let rounds = 0;

  function collect({ results }: ModelRequest): void {
    if (made === undefined || made.acted.result !== undefined) return;
    const { acted, id, resultsBefore } = made;
    // Some agents give ids of their own: then the newest result belongs to the newest call.
    const newest = results.length > resultsBefore ? results.at(-1) : undefined;
    acted.result = (results.find(({ callId }) => callId === id) ?? newest)?.text;
  }

  function nextAct(): Act {
    const next = waiting.shift();
    if (next !== undefined) return next;
    rounds += 1;
    return endless[(rounds - 1) % endless.length] ?? { say: 'I am at it.' };
  }

  function perform(request: ModelRequest): ModelAnswer {
    const act = nextAct();
    const turnMs = saidAt === undefined ? undefined : performance.now() - saidAt;
    saidAt = undefined;
    const acted: Acted = { act, heard: request.userTexts.join('\n'), result: undefined, turnMs };
    all.push(acted);
    if ('say' in act) {
      saidAt = performance.now();
      return { kind: 'say', text: act.say };
    }
    const [tool] = toolsFor(act, request.tools);
    if (tool === undefined) throw new Error(`no tool is offered for: ${act.do}`);
    const id = `call_${key}n${all.length}`;
    made = { acted, id, resultsBefore: request.results.length };
    return { kind: 'call', call: { id, ...fill(act, tool) } };
  }

  return {
    key,
    acted: all,
    next: (...acts) => void waiting.push(...acts),
    play: {
      next: () => undefined,
      answer(request) {
        collect(request);
        // The same conversation once more is a request that is repeated, not one that goes on.
        const digest = hash('sha256', JSON.stringify(request.conversation));
        const answer = last?.digest === digest ? last.answer : perform(request);
        last = { digest, answer };
        return answer;
      },
      get played() {
        return { begun: all.length > 0, done: waiting.length === 0, skipped: [], left: [] };
      },
    },
  };
}
