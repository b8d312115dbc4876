import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePattern, holdsPattern, matchesPattern, mayMatchBelow, segmentsOf } from '../../../src/policy/rules/glob.ts';

const SLOW: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]', '.': '\\.' };

/** The same by a regular expression, which is slow at worst. */
function slowly(pattern: string, path: string): boolean {
  const source = segmentsOf(pattern)
    .map((segment, at, all) => {
      if (segment === '**') return at === all.length - 1 ? '(/[^/]+)+' : '(/[^/]+)*';
      return `/${[...segment].map((letter) => SLOW[letter] ?? letter).join('')}`;
    })
    .join('');
  return new RegExp(`^${source}$`).test(path);
}

const letters = fc.array(fc.constantFrom('a', 'b', '.'), { minLength: 1, maxLength: 4 }).map((all) => all.join(''));
const path = fc.array(letters, { minLength: 1, maxLength: 5 }).map((all) => `/${all.join('/')}`);
const wild = fc.array(fc.constantFrom('a', 'b', '*', '?'), { minLength: 1, maxLength: 4 }).map((all) => all.join('').replace(/\*+/g, '*'));
const pattern = fc.array(fc.oneof(wild, fc.constant('**')), { minLength: 1, maxLength: 5 }).map((all) => `/${all.join('/')}`);

test('a pattern matches what the same regular expression matches', () => {
  fc.assert(
    fc.property(pattern, path, (written, real) => {
      expect(matchesPattern(compilePattern(written), segmentsOf(real))).toBe(slowly(written, real));
    }),
    { numRuns: 3_000 },
  );
});

test('whatever matches lies below each of its directories, as far as these can tell', () => {
  fc.assert(
    fc.property(pattern, path, fc.nat({ max: 4 }), (written, real, depth) => {
      const compiled = compilePattern(written);
      const names = segmentsOf(real);
      fc.pre(matchesPattern(compiled, names) && depth < names.length);
      expect(mayMatchBelow(compiled, names.slice(0, depth))).toBe(true);
      if (depth <= compiled.fixed) expect(holdsPattern(compiled, names.slice(0, depth))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a pattern that a backtracking matcher would never finish is matched at once', () => {
  const bad = compilePattern(`/${'a*'.repeat(60)}b/${'**/a/'.repeat(60)}b`);
  expect(matchesPattern(bad, segmentsOf(`/${'a'.repeat(2_000)}/${'a/'.repeat(200)}`))).toBe(false);
});
