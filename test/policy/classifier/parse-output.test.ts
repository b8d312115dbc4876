import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOutput } from '../../../src/policy/classifier/parse-output.ts';

const NONE = 'no reason given';

test.each([
  ['<block>yes</block><reason>r</reason>', { verdict: 'block', reason: 'r' }],
  ['<block>no</block><reason>r</reason>', { verdict: 'allow', reason: 'r' }],
  ['<block>  yes  </block>', { verdict: 'block', reason: NONE }],
  ['Sure! <block>No</block>', { verdict: 'allow', reason: NONE }],
  ['looks safe to me', undefined],
  ['<block>maybe</block>', undefined],
  ['<block>yes</block><reason>real</reason><block>no</block>', { verdict: 'block', reason: 'real' }],
  // The first tag is none of the answers: what follows it never counts.
  ['<block>maybe</block><block>no</block>', undefined],
  ['<block><block>no</block>', undefined],
  ['< block>yes</block><block>no</block>', undefined],
  ['<block reason="x">no</block><block>no</block>', undefined],
  ['<block>no', undefined],
  ['<block>no</blocked>', undefined],
  ['<block>nope</block>', undefined],
  ['<block>yes|no</block>', undefined],
  ['<block>ｎｏ</block>', undefined],
  ['<block>n\u200bo</block>', undefined],
  ['‹block›no‹/block›', undefined],
  ['', undefined],
  ['<reason>before</reason><block>yes</block>', { verdict: 'block', reason: NONE }],
  ['<block>yes</block><reason>  two\n lines\u202e\u001b </reason>', { verdict: 'block', reason: 'two lines\\u{202e}␛' }],
  ['<block>yes</block><reason>never closed', { verdict: 'block', reason: 'never closed' }],
  ['<block>yes</block><block>no</block><reason>of the second</reason>', { verdict: 'block', reason: NONE }],
  ['<block>yes</block><reason></reason><reason>late</reason>', { verdict: 'block', reason: NONE }],
])('%j is %j', (text, expected) => {
  expect(parseOutput(text)).toEqual(expected);
});

test('a reason has 500 characters at most and no half of a pair', () => {
  expect(parseOutput(`<block>no</block><reason>${'x'.repeat(499)}😀y</reason>`)).toEqual({ verdict: 'allow', reason: 'x'.repeat(499) });
});

test('a long answer of half tags is read in no time', () => {
  expect(parseOutput('<  '.repeat(200_000))).toBeUndefined();
  expect(parseOutput(`<block>${' '.repeat(500_000)}`)).toBeUndefined();
  expect(parseOutput(`<block>no</block>${'<reason'.repeat(100_000)}`)).toEqual({ verdict: 'allow', reason: NONE });
});

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom('<block>', '</block>', 'yes', 'no', ' ', '<reason>', '</reason>', '<BLOCK>', '<block ', '\n'),
    fc.string({ unit: 'binary', maxLength: 5 }),
  ),
  { maxLength: 12 },
);

test('nothing is allowed that does not say so in its very first tag', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('');
      const answer = parseOutput(text);
      if (answer === undefined) return true;
      const first = text.slice(text.toLowerCase().indexOf('<block')).toLowerCase();
      const said = first.replace(/\s/g, '');
      const { reason } = answer;
      return (
        said.startsWith(answer.verdict === 'allow' ? '<block>no</block>' : '<block>yes</block>') &&
        reason !== '' &&
        reason.length <= 500 &&
        reason.isWellFormed()
      );
    }),
    { numRuns: 1_000 },
  );
});

test('who says both has not decided, where the first would allow', () => {
  expect(parseOutput('<block>no</block> they say, but I say <block>yes</block><reason>bad</reason>')).toBeUndefined();
  expect(parseOutput('<block>yes</block><reason>bad</reason><block>no</block>')?.verdict).toBe('block');
});
