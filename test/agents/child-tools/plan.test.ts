import { expect, test } from 'vitest';
import { planTool } from '../../../src/agents/child-tools/plan.ts';
import type { PlanItem } from '../../../src/agents/pursue/director.ts';
import { failed, ok } from './fixture.ts';

const { signal } = new AbortController();

test('replaces the list, and tells what is open or what is wrong with it', async () => {
  let kept: readonly PlanItem[] = [];
  const tool = planTool({
    open: () => kept.filter(({ status }) => status !== 'completed').map(({ subject }) => subject),
    async set(items) {
      if (items.filter(({ status }) => status === 'in_progress').length > 1) return 'At most one item may be in progress.';
      kept = items;
      return undefined;
    },
    judged: async () => {},
    nextRound: async () => {},
  });
  const items: PlanItem[] = [
    { subject: 'read', status: 'completed' },
    { subject: 'write', status: 'in_progress' },
    { subject: 'test', status: 'pending' },
  ];
  expect(await tool.call({ items }, signal)).toEqual(ok('Open:\n- write\n- test'));
  expect(kept).toEqual(items);
  const two = items.map(({ subject }): PlanItem => ({ subject, status: 'in_progress' }));
  expect(await tool.call({ items: two }, signal)).toEqual(failed('At most one item may be in progress.'));
  expect(await tool.call({ items: [] }, signal)).toEqual(ok('Nothing is open.'));
  expect(tool.input.safeParse({ items: [{ subject: 'x', status: 'done' }] }).success).toBe(false);
});

test('what goes wrong in it is a reply', async () => {
  const broken = planTool({
    open: () => [],
    set: () => Promise.reject(new Error('foreign')),
    judged: async () => {},
    nextRound: async () => {},
  });
  expect(await broken.call({ items: [] }, signal)).toEqual(failed('It failed.'));
});
