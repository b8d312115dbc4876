import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookUp, nameTable } from '../../src/shell/name-table.ts';

test('a table tells of every name what a map would, and nothing of others', () => {
  const name = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 12 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.nat())), fc.array(name), (entries, others) => {
      const known = new Map(entries);
      const table = nameTable(entries);
      const asked = [...known.keys(), ...others, ''];
      expect(asked.map((one) => lookUp(table, one))).toEqual(asked.map((one) => known.get(one)));
    }),
  );
});
