import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseModelSpec } from '../../../src/policy/classifier/model-spec.ts';
import { parseOutput } from '../../../src/policy/classifier/parse-output.ts';
import { breakerState, CLOSED, failed } from '../../../src/policy/engine/breaker.ts';
import { advance, createEngine, engineNow } from '../../../src/policy/engine/engine.ts';

interface Sequences {
  readonly denialTracker: {
    readonly thresholds: { readonly consecutive: number; readonly cumulative: number };
    readonly sequences: readonly {
      readonly events: string;
      readonly fallback: boolean;
      readonly consecutive?: number;
      readonly cumulative?: number;
    }[];
    readonly guardrail: readonly string[];
  };
  readonly circuitBreaker: { readonly threshold: number; readonly windowMs: number; readonly sequences: readonly string[] };
  readonly parseOutput: readonly (readonly [text: string, verdict: string])[];
  readonly modelResolver: { readonly specs: Readonly<Record<string, 'throw' | readonly [string | null, string]>> };
  readonly differences: readonly { readonly sequence: string; readonly ours: string; readonly reason: string }[];
}

const corpus = JSON.parse(readFileSync(new URL('../../corpora/state-sequences.json', import.meta.url), 'utf8')) as Sequences;

/** `B B A` and `(B B A)x10`. */
function eventsOf(text: string): readonly string[] {
  const repeated = /^\((.*)\)x(\d+)$/.exec(text);
  return repeated === null ? text.split(' ') : Array.from({ length: Number(repeated[2]) }, () => (repeated[1] ?? '').split(' ')).flat();
}

describe('denials', () => {
  test.each(corpus.denialTracker.sequences)('$events', ({ events, fallback, consecutive, cumulative }) => {
    const engine = eventsOf(events).reduce(
      (state, event) => advance(state, event === 'A' ? 'classifier-allow' : 'classifier-deny', 0),
      createEngine('llm'),
    );
    expect(engineNow(engine, 0).kind).toBe(fallback ? 'rules' : 'llm');
    if (consecutive !== undefined) expect(engine.denials).toEqual({ consecutive, cumulative });
  });
});

test('failures: the threshold and the window', () => {
  const { threshold, windowMs } = corpus.circuitBreaker;
  const breakers = Array.from({ length: threshold }, (_, i) => i).map((at) =>
    Array.from({ length: at + 1 }, (_, i) => i).reduce((breaker, time) => failed(breaker, time), CLOSED),
  );
  expect(breakers.map((breaker) => breakerState(breaker, threshold))).toEqual([
    ...Array.from({ length: threshold - 1 }, () => 'closed'),
    'open',
  ]);
  const last = breakers.at(-1) ?? CLOSED;
  expect([breakerState(last, windowMs), breakerState(last, windowMs + threshold)]).toEqual(['open', 'half-open']);
});

test.each(corpus.parseOutput)('what a model says: %s is %s', (text, verdict) => {
  expect(parseOutput(text)?.verdict ?? 'unparseable').toBe(verdict);
});

test.each(Object.entries(corpus.modelResolver.specs))('the model %j', (text, spec) => {
  const parsed = parseModelSpec(text);
  expect(parsed.ok ? [parsed.spec.provider ?? null, parsed.spec.model] : 'throw').toEqual(spec);
});

test('every difference names a sequence that is there, and says why', () => {
  const known = [...corpus.denialTracker.guardrail, ...corpus.circuitBreaker.sequences];
  expect(corpus.differences.filter(({ sequence, ours, reason }) => !known.includes(sequence) || ours === '' || reason === '')).toEqual([]);
});
