import { expect, test } from 'vitest';
import { groupOf } from '../../src/tools/dispatch-input.ts';

test('what a caller does not say of a group is left for whoever knows the group', () => {
  const cancelOf = (group: Omit<NonNullable<Parameters<typeof groupOf>[0]['group']>, 'name'>) =>
    groupOf({ group: { name: 'g', ...group } })?.cancel;
  const budget = { usd: 1 };
  expect([cancelOf({}), cancelOf({ budget }), cancelOf({ budget, cancel: 'none' })]).toEqual([undefined, undefined, 'none']);
});
