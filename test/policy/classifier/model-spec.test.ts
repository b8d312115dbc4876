import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseModelSpec, resolveModel } from '../../../src/policy/classifier/model-spec.ts';

const problem = (text: string) => ({ ok: false, problem: `"${text}" is neither a model nor provider:model` });

test.each([
  ['a:b', { ok: true, spec: { provider: 'a', model: 'b' } }],
  ['b', { ok: true, spec: { provider: undefined, model: 'b' } }],
  ['a:b:c', { ok: true, spec: { provider: 'a', model: 'b:c' } }],
  [' a : b ', { ok: true, spec: { provider: 'a', model: 'b' } }],
  ['', problem('')],
  [' ', problem(' ')],
  [':b', problem(':b')],
  ['a:', problem('a:')],
  ['a: ', problem('a: ')],
  [':\u202e', { ok: false, problem: '":\\u{202e}" is neither a model nor provider:model' }],
])('%j is %j', (text, expected) => {
  expect(parseModelSpec(text)).toEqual(expected);
});

const LAYERS = ['flag', 'environment', 'session', 'settings', 'main'] as const;

test('the strongest layer that says anything wins, whatever the others say', () => {
  const blank = fc.constantFrom(undefined, '', ' ', '\t\n');
  fc.assert(
    fc.property(fc.nat(LAYERS.length - 1), fc.array(blank, { minLength: 5, maxLength: 5 }), fc.string(), (at, blanks, below) => {
      const entries = LAYERS.map((layer, i) => [layer, i < at ? blanks[i] : i === at ? 'p:m' : below]);
      expect(resolveModel(Object.fromEntries(entries))).toEqual({
        kind: 'model',
        layer: LAYERS[at],
        spec: { provider: 'p', model: 'm' },
      });
    }),
  );
});

test('a malformed layer is an error although the one below is good', () => {
  expect(resolveModel({ flag: ' ', environment: 'a:', settings: 'good:one', main: 'main' })).toEqual({
    kind: 'malformed',
    layer: 'environment',
    problem: '"a:" is neither a model nor provider:model',
  });
});

test('nobody says anything', () => {
  expect(resolveModel({ flag: '', environment: undefined, main: '  ' })).toEqual({ kind: 'none' });
});
