import path from 'node:path';
import { expect, test } from 'vitest';
import { customEntry } from '../../../src/agents/catalogue/custom.ts';
import type { ProfilePlace } from '../../../src/agents/catalogue/entry.ts';
import { dispatchChildTask } from '../../../src/tools/dispatch-child-task.ts';
import { taskOutput } from '../../../src/tools/task-output.ts';
import { callOf, use, yes } from '../../session-fixture.ts';
import { agentBench, steps } from '../agent-bench.ts';

const PROGRAM = path.join(import.meta.dirname, '..', 'acp', 'scripted-agent.ts');

test('an agent that hands in a plan first reads in one place, and works in another with what was approved', async () => {
  const places: ProfilePlace[] = [];
  const base = customEntry({ id: 'scripted', command: process.execPath, args: [PROGRAM] });
  const gated = (place: ProfilePlace) => {
    places.push(place);
    return { args: [PROGRAM], env: {}, files: {} };
  };
  const settings = { minAssurance: undefined, allowObserved: true };
  const session = await agentBench({ settings, entry: { ...base, profiles: { gated } } }).open();
  session.tasks.onQuestion(({ answer, approval }) => answer(yes(approval)));
  const request = {
    agent: 'scripted',
    objective: steps({ say: 'I read, then I write.' }),
    access: 'workspace-write',
    plan_first: true,
  } as const;
  const { task_id: id = '' } = await use(dispatchChildTask, request as Parameters<typeof dispatchChildTask.handle>[0], callOf(session));
  await (await session.tasks.get(id))?.ended;
  const told = await use(taskOutput, { task_id: id }, callOf(session));
  expect(told).toMatchObject({ status: 'completed', iterations: '2' });
  const own = path.join(path.dirname(session.workspace), 'state', 'children', id);
  // A private directory is emptied when its child starts, and what an agent calls its conversation may follow from its name.
  expect(places.map(({ privateDir, access, resume }) => ({ privateDir, access, resume }))).toEqual([
    { privateDir: path.join(own, 'plan'), access: 'read-only', resume: undefined },
    { privateDir: own, access: 'workspace-write', resume: undefined },
  ]);
});
