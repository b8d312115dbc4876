import { hash } from 'node:crypto';
import { fill } from './fill.ts';
import { marked, type Step } from './step.ts';
import { toolsFor } from './tool-names.ts';
import type { ModelAnswer, ModelRequest, ModelToolCall } from './wire.ts';

/** One call that the model has made. */
export interface Attempt {
  readonly step: Step;
  /** Which conversation made it. */
  readonly conversation: string;
  /** The agent's name of the tool. */
  readonly tool: string;
  readonly args: string;
  /** What an action holds that comes from it. */
  readonly needle: string;
  /** How many actions had come before the gate when it was made. */
  readonly at: number;
  /** What came back to the model; `undefined` while nothing has. */
  result: string | undefined;
}

export interface PlayDeps {
  /** Names the conversation; stands in what the user said first. */
  readonly key: string;
  readonly steps: readonly Step[];
  /** How many actions have come before the gate. */
  readonly position: () => number;
  /** Returns a word that was never given before. */
  readonly nextMark: () => string;
  readonly attempts: Attempt[];
}

/** One script being played in one conversation. */
export interface Play {
  /** The step that comes next, with its first call; `undefined` behind the last. */
  next(): Step | undefined;
  answer(request: ModelRequest): ModelAnswer;
  readonly played: { readonly begun: boolean; readonly done: boolean; readonly skipped: readonly Step[]; readonly left: readonly Step[] };
}

interface Made {
  readonly attempt: Attempt;
  readonly id: string;
  readonly resultsBefore: number;
}

export function createPlay({ key, steps, position, nextMark, attempts }: PlayDeps): Play {
  const waiting = [...steps];
  const skipped: Step[] = [];
  /** Calls that the step at hand is still to be played with. */
  let calls: { readonly step: Step; readonly call: Omit<ModelToolCall, 'id'> }[] = [];
  const made: Made[] = [];
  let last: { readonly digest: string; readonly answer: ModelAnswer } | undefined;
  let begun = false;

  function collect({ results }: ModelRequest): void {
    for (const { attempt, id, resultsBefore } of made) {
      if (attempt.result !== undefined) continue;
      const byId = results.find(({ callId }) => callId === id);
      // Some agents give ids of their own: then the newest result belongs to the newest call.
      const newest = made.at(-1)?.attempt === attempt && results.length > resultsBefore ? results.at(-1) : undefined;
      attempt.result = (byId ?? newest)?.text;
    }
  }

  function refill(request: ModelRequest): void {
    while (calls.length === 0) {
      const step = waiting.shift();
      if (step === undefined) return;
      calls = callsOf(step, request, nextMark);
      if (calls.length === 0) skipped.push(step);
    }
  }

  function advance(request: ModelRequest): ModelAnswer {
    refill(request);
    const one = calls.shift();
    if (one === undefined) return { kind: 'say', text: 'All steps have been tried.' };
    const id = `call_${nextMark()}`;
    const { step, call } = one;
    const args = call.text ?? JSON.stringify(call.args);
    const attempt: Attempt = { step, conversation: key, tool: call.name, args, needle: step.needle, at: position(), result: undefined };
    attempts.push(attempt);
    made.push({ attempt, id, resultsBefore: request.results.length });
    return { kind: 'call', call: { id, ...call } };
  }

  return {
    next: () => calls[0]?.step ?? waiting[0],
    answer(request) {
      begun = true;
      collect(request);
      // The same conversation once more is a request that is repeated, not one that goes on.
      const digest = hash('sha256', JSON.stringify(request.conversation));
      const answer = last?.digest === digest ? last.answer : advance(request);
      last = { digest, answer };
      return answer;
    },
    get played() {
      return {
        begun,
        done: begun && waiting.length === 0 && calls.length === 0,
        skipped,
        left: [...calls.map(({ step }) => step), ...waiting],
      };
    },
  };
}

/** A step with each of the tools that do it; one that is allowed only with the first. */
function callsOf(
  step: Step,
  { tools }: ModelRequest,
  nextMark: () => string,
): { readonly step: Step; readonly call: Omit<ModelToolCall, 'id'> }[] {
  if (step.do === 'call') {
    const own = marked(step, nextMark());
    return [{ step: own, call: { name: own.tool, args: own.args } }];
  }
  const chosen = toolsFor(step, tools).slice(0, step.hope === 'through' ? 1 : undefined);
  return chosen.map((tool) => {
    const own = marked(step, nextMark());
    return { step: own, call: fill(own, tool) };
  });
}
