import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holds, includes, nameSet } from '../../src/shell/name-set.ts';

const names = ['if', 'then', 'a', 'ab', 'ba', 'x'.repeat(64)];
const set = nameSet(names.join(' '));

test('a set tells of every text whether it is one of the names, and of a piece of it in whatever case', () => {
  const piece = fc.oneof(fc.constantFrom(...names), fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'i', 'f', 'x'), maxLength: 70 }));
  fc.assert(
    fc.property(piece, piece, (before, text) => {
      expect([includes(set, text), holds(set, before + text, before.length, before.length + text.length)]).toEqual([
        names.includes(text),
        names.includes(text.toLowerCase()),
      ]);
    }),
  );
});
