import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from '../../src/cli/display-width.ts';
import { underlined } from '../../src/cli/underline.ts';
import type { Span } from '../../src/shell/analysis.ts';

/** The rows as a person sees them, the words that are looked for being marked. */
function shown(command: string, marked: string | Span | undefined, columns = 60): string {
  const start = typeof marked === 'string' ? command.indexOf(marked) : 0;
  const span = typeof marked === 'string' ? { start, end: start + marked.length } : marked;
  return underlined(command, span, columns)
    .flatMap(({ gutter, text, marks }) => [gutter + text, ...(marks === '' ? [] : [' '.repeat(gutter.length) + marks])])
    .join('\n');
}

test('the words that decided', () => {
  expect(shown('cd a && rm -rf b', 'rm -rf b')).toBe('cd a && rm -rf b\n        ^^^^^^^^');
  expect(shown('ls', undefined)).toBe('ls');
  expect(shown('', { start: 0, end: 0 })).toBe('\n^');
});

test('the line that they stand on, with its number and those around it', () => {
  const command = 'one\ntwo\nthree\nrm x\nfive\nsix\nseven\neight';
  expect(shown(command, 'rm x')).toBe(
    '  | … 1 more line before\n2 | two\n3 | three\n4 | rm x\n    ^^^^\n5 | five\n6 | six\n  | … 2 more lines after',
  );
});

test('a span over lines is marked on each of them, and a long one at its beginning', () => {
  expect(shown('a b\nc\nd', 'b\nc')).toBe('1 | a b\n      ^\n2 | c\n    ^\n3 | d');
  const rows = underlined('x\n'.repeat(40), { start: 0, end: 80 }, 60);
  expect([rows.filter((row) => row.marks !== '').length, rows.at(-1)?.text]).toEqual([10, '… 31 more lines after']);
});

test('an empty span is one mark, also behind the last sign of a line', () => {
  expect(shown('echo "a', { start: 5, end: 5 })).toBe('echo "a\n     ^');
  expect(shown('echo (', { start: 6, end: 6 })).toBe('echo (\n      ^');
  expect(shown('a\nb', { start: 1, end: 1 })).toBe('1 | a\n     ^\n2 | b');
  expect(shown('a\nb', { start: 1, end: 2 })).toBe('1 | a\n     ^\n2 | b');
});

test('wide signs take two columns, combining ones none, tabs one, and what hides is spelled out', () => {
  expect(shown('日本 rm', 'rm')).toBe('日本 rm\n     ^^');
  expect(shown('rm 日本', '日本')).toBe('rm 日本\n   ^^^^');
  expect(shown('👍🏽e\u0301 rm', 'rm')).toBe('👍🏽e\u0301 rm\n    ^^');
  expect(shown('a\tb rm', 'rm')).toBe('a b rm\n    ^^');
  expect(shown('\u001b[2J\u202erm', 'rm')).toBe('␛[2J\\u{202e}rm\n            ^^');
});

test('a long line is cut around the mark', () => {
  const filler = 'x'.repeat(1000);
  expect(shown(`${filler} rm -rf a ${filler}`, 'rm -rf a', 40)).toBe(
    `…${'x'.repeat(9)} rm -rf a ${'x'.repeat(19)}…\n${' '.repeat(11)}^^^^^^^^`,
  );
  expect(shown(`rm ${filler}`, `rm ${filler}`, 20)).toBe(`rm ${'x'.repeat(16)}…\n${'^'.repeat(20)}`);
});

test('whatever the command, rows fit, hold no control character, and something is marked', () => {
  const piece = fc.constantFrom(
    'rm -rf x',
    'a',
    ' ',
    '\n',
    '\t',
    '日',
    '👍🏽',
    'e\u0301',
    '\u001b',
    '\u202e',
    '\ud800',
    '\u0000',
    'x'.repeat(90),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1 }),
      fc.nat(300),
      fc.nat(300),
      fc.integer({ min: 20, max: 80 }),
      (pieces, from, length, columns) => {
        const command = pieces.join('');
        const start = Math.min(from, command.length);
        const rows = underlined(command, { start, end: Math.min(start + length, command.length) }, columns);
        const widths = rows.map(({ gutter, text, marks }) => gutter.length + Math.max(displayWidth(text), marks.length));
        // A mark behind the last sign stands outside.
        expect(Math.max(...widths)).toBeLessThanOrEqual(Math.max(columns, 26) + 1);
        expect(rows.filter(({ text }) => /[\p{Cc}\p{Cs}]|\u202e/u.test(text))).toEqual([]);
        expect(rows.some(({ marks }) => marks.includes('^'))).toBe(true);
      },
    ),
  );
});
