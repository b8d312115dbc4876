import { expect, test } from 'vitest';
import { lookupProgram } from '../../../src/shell/programs/index.ts';
import { BUILTIN, COPIER, COPIES_THROUGH, OPENER, RUNS_ONCE, SHALLOW, traitsOf } from '../../../src/shell/programs/traits.ts';

test('a name has the traits of every list that it stands in, and no others', () => {
  expect(traitsOf('cp') & (COPIER | COPIES_THROUGH | OPENER | BUILTIN | SHALLOW)).toBe(COPIER | COPIES_THROUGH | OPENER);
  expect(traitsOf('cd') & (BUILTIN | SHALLOW | RUNS_ONCE)).toBe(BUILTIN | SHALLOW);
  expect(traitsOf('no-such-program')).toBe(0);
});

test('a look-up gives the traits also where there is no table, and none to a variant', () => {
  expect([lookupProgram('vdir').traits, lookupProgram('git').traits]).toEqual([traitsOf('vdir'), traitsOf('git')]);
  expect(lookupProgram('python3.12').traits).toBe(0);
});
