import { expect, test } from 'vitest';
import { checkExamples } from '../../src/shell/broken-examples.ts';
import { leaf } from '../../src/shell/programs/leaf.ts';

test('every table holds what it says of its program', () => {
  const { programs, examples, broken } = checkExamples();
  expect(broken).toEqual([]);
  expect(programs).toBeGreaterThan(1_000);
  expect(examples).toBeGreaterThan(programs);
});

test('a table that does not is found', () => {
  const table = {
    names: ['cat'],
    operands: 'read',
    match: { 'cat x': 'network', 'cat y': 'read-only' },
    notMatch: ['cat z', 'cat --frob'],
  } as const;
  expect(checkExamples([leaf(table)])).toEqual({ programs: 1, examples: 4, broken: ['cat x', 'cat z'] });
});
