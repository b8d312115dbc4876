import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from '../../src/cli/display-width.ts';
import { wrapped } from '../../src/cli/wrapped.ts';

test.each([
  ['all that fits', 20, 'Name all that fits'],
  ['one two three four', 14, 'Name one two\n     three\n     four'],
  ['a 0123456789012 b', 14, 'Name a\n     012345678\n     9012 b'],
  ['', 14, 'Name '],
])('%j in %i columns', (text, columns, lines) => {
  expect(wrapped('Name ', text, columns)).toBe(lines);
});

test('no line is too long, and nothing of the text is lost', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '\u8a9e', '\u00e9'), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 13, max: 60 }), (words, columns) => {
      const lines = wrapped('Name ', words.join(' '), columns).split('\n');
      expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([]);
      expect(lines.map((line) => line.slice(5).replaceAll(' ', '')).join('')).toBe(words.join(''));
    }),
  );
});
