import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, fitWidth, graphemes } from '../../src/cli/display-width.ts';

test.each([
  ['', 0],
  ['plain', 5],
  ['日本語', 6],
  ['한글', 4],
  ['e\u0301', 1],
  ['👍🏽', 2],
  ['🇩🇪', 2],
  ['❤\ufe0f', 2],
  ['│ …', 3],
])('%s takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('what fits stays, the rest is cut between signs', () => {
  expect([fitWidth('日本', 4), fitWidth('日本語', 5), fitWidth('日本語', 4), fitWidth('abc', 2)]).toEqual(['日本', '日本…', '日…', 'a…']);
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', ' ', '日', '👍🏽', 'e\u0301')), fc.integer({ min: 1, max: 12 }), (signs, columns) => {
      const text = signs.join('');
      const fitted = fitWidth(text, columns);
      expect(displayWidth(fitted)).toBeLessThanOrEqual(columns);
      expect(
        fitted === text ||
          graphemes(text)
            .slice(0, graphemes(fitted).length - 1)
            .join('') === fitted.slice(0, -1),
      ).toBe(true);
    }),
  );
});
