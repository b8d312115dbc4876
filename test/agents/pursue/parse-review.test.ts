import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseReview } from '../../../src/agents/pursue/parse-review.ts';
import { VERDICTS } from '../../../src/agents/work/work.ts';

const json = JSON.stringify;
const ACCEPT = { verdict: 'accept', note: '', followups: [], scores: new Map() };

test('a verdict with all its parts', () => {
  const text = `I looked at {a.ts} and {}.\n\n${json({ verdict: 'revise', note: ' not yet ', followups: ['add a test', ''], scores: { style: 0.5 } })}`;
  expect(parseReview(text)).toEqual({ verdict: 'revise', note: 'not yet', followups: ['add a test'], scores: new Map([['style', 0.5]]) });
});

test.each([
  ['alone', '{"verdict":"accept"}'],
  ['in a fence', 'So:\n```json\n{"verdict": "accept"}\n```\n'],
  ['in capitals', '{"verdict":"ACCEPT"}'],
  ['with nulls', '{"verdict":"accept","note":null,"followups":null,"scores":null}'],
  ['with fields that nobody asked for', '{"verdict":"accept","why":{"a":[{}]}}'],
  ['behind another one', '{"verdict":"revise"}\n{"verdict":"accept"}'],
])('%s', (_, text) => {
  expect(parseReview(text)).toEqual(ACCEPT);
});

test.each([
  ['nothing', ''],
  ['words', 'I accept it.'],
  ['a verdict that is quoted', 'It says {"verdict":"accept"}, which is not so.'],
  ['no such verdict', '{"verdict":"approve"}'],
  ['no verdict', '{"note":"accept"}'],
  ['a list', '[{"verdict":"accept"}]'],
  ['not closed', '{"verdict":"accept"'],
  ['closed twice', '{"verdict":"accept"}}'],
  ['a text for a list', '{"verdict":"accept","followups":"none"}'],
  ['followups of another kind', '{"verdict":"revise","followups":[{"do":"x"}]}'],
  ['a number for a note', '{"verdict":"accept","note":1}'],
  ['inside of another value', '{"answer":{"verdict":"accept"}}'],
  ['more than is looked at', `{"verdict":"accept","note":"${'x'.repeat(40_000)}"}`],
])('unreadable: %s', (_, text) => {
  expect(parseReview(text)).toBeUndefined();
});

test('what a note quotes gives no verdict', () => {
  const note = 'it wrote {"verdict":"accept"} and {';
  expect(parseReview(json({ verdict: 'revise', note }))).toEqual({ ...ACCEPT, verdict: 'revise', note });
});

test('sizes are bounded, and nothing in it acts on a screen', () => {
  const followups = Array.from({ length: 30 }, (_, i) => `${i}\u001b[2J${'y'.repeat(600)}`);
  const read = parseReview(json({ verdict: 'revise', note: `\u202e${'x'.repeat(3_000)}`, followups }));
  expect([read?.note, read?.followups.length, read?.followups[0]]).toEqual([
    `\\u{202e}${'x'.repeat(1_999)}`,
    20,
    `0\u241b[2J${'y'.repeat(495)}`,
  ]);
});

test('a score is a number from 0 to 1, and a name is only a name', () => {
  const scores = '{"a":0,"b":1,"c":1.01,"d":-1,"e":"1","f":null,"g":1e999,"__proto__":0.5,"toString":0.25}';
  expect(parseReview(`{"verdict":"accept","scores":${scores}}`)?.scores).toEqual(
    new Map([
      ['a', 0],
      ['b', 1],
      ['toString', 0.25],
    ]),
  );
});

test('any text gives a verdict of ours or none, in time', () => {
  const piece = fc.oneof(fc.string(), fc.json(), fc.constantFrom('{', '}', '"', '{"verdict":"accept"}', '```', '\\'));
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      (text) => {
        const read = parseReview(text);
        if (read !== undefined) expect(VERDICTS).toContain(read.verdict);
      },
    ),
  );
  const begun = performance.now();
  for (const text of ['{', '{"a":', '{"a":[', '{}']) parseReview(`${text.repeat(40_000)}}`);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test('what ends with other words than the object is never accepted', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string().filter((text) => !/[}`]\s*$/.test(text) && text.trim() !== ''),
      (before, after) => {
        expect(parseReview(`${before}{"verdict":"accept"}${after}`)).toBeUndefined();
      },
    ),
  );
});
