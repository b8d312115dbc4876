import { hash } from 'node:crypto';
import type { Play } from '../../../src/agents/verify/model/play.ts';
import type { ModelAnswer, ModelRequest } from '../../../src/agents/verify/model/wire.ts';
import type { ScriptStep } from './task.ts';

/** What a child says that does nothing. */
export const LAZY: readonly ScriptStep[] = [{ say: 'All of it is done, and every test passes.\n\nSTATUS: complete' }];

/** A script that is being played, and what came out otherwise than it was written. */
export interface ScriptPlay extends Play {
  readonly missed: readonly string[];
}

/** Plays steps in their order, whatever comes back; behind the last it says the same again. */
export function createScriptPlay(steps: readonly ScriptStep[]): ScriptPlay {
  const missed: string[] = [];
  let given = 0;
  let last: { readonly digest: string; readonly answer: ModelAnswer } | undefined;

  function lookAt(step: ScriptStep | undefined, id: string, { results, userTexts }: ModelRequest): void {
    if (step?.expect === undefined) return;
    const back = 'tool' in step ? results.find(({ callId }) => callId === id)?.text : userTexts.at(-1);
    if (back === undefined || !new RegExp(step.expect, 'm').test(back))
      missed.push(`step ${given} (${nameOf(step)}): wanted /${step.expect}/, got ${JSON.stringify(back?.slice(0, 400) ?? 'nothing')}`);
  }

  function advance(request: ModelRequest): ModelAnswer {
    lookAt(steps[given - 1], idOf(given), request);
    const step = steps[given] ?? steps.at(-1);
    given = Math.min(given + 1, steps.length + 1);
    if (step === undefined) return { kind: 'say', text: '' };
    if ('say' in step) return { kind: 'say', text: step.say };
    if (!request.tools.some(({ name }) => name === step.tool)) missed.push(`step ${given}: no tool ${step.tool} is offered`);
    return { kind: 'call', call: { id: idOf(given), name: step.tool, args: step.args } };
  }

  return {
    next: () => undefined,
    answer(request) {
      // The same conversation once more is a request that is repeated, not one that goes on.
      const digest = hash('sha256', JSON.stringify(request.conversation));
      const answer = last?.digest === digest ? last.answer : advance(request);
      last = { digest, answer };
      return answer;
    },
    get played() {
      return { begun: given > 0, done: given >= steps.length, skipped: [], left: [] };
    },
    get missed() {
      return given < steps.length ? [...missed, `only ${given} of ${steps.length} steps were played`] : missed;
    },
  };
}

const idOf = (step: number): string => `call_${step}`;
const nameOf = (step: ScriptStep): string => ('tool' in step ? step.tool : 'say');
