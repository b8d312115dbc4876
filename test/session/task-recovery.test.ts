import { expect, test } from 'vitest';
import { specText } from '../../src/session/task-record.ts';
import { takeOverTasks } from '../../src/session/task-recovery.ts';
import { createTaskState } from '../../src/session/task-state.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';
import { SPEC } from './tasks-fixture.ts';

test('what another process left is as old as it was, and what waited there for its turn is stopped', async () => {
  const dir = stateDir();
  const dead = opening({ stateDir: dir, owner: { id: 'dead', pid: 8, startedAt: 80, boot: 'boot-1' } });
  const record = { sessionId: 's', queue: 's', tool: 'bash', digest: '', spec: specText({ ...SPEC, survive: true }) };
  await dead.store.tasks.dispatch({ ...record, id: 'held', key: 'held', createdAt: 11 }, { at: 12, status: 'running' }, { claimed: true });
  await dead.store.tasks.dispatch(
    { ...record, id: 'queued', key: 'queued', createdAt: 13 },
    { at: 14, status: 'queued' },
    { claimed: false },
  );
  const { tasks: engine } = opening({
    stateDir: dir,
    owner: { id: 'here', pid: 9, startedAt: 90, boot: 'boot-1' },
    isAlive: (pid) => pid === 9,
  }).store;
  const nothing = (): undefined => undefined;
  const taken = await takeOverTasks({
    sessionId: 's',
    engine,
    now: () => 99,
    stateOf: (spec, id) =>
      createTaskState(spec, {
        id,
        sessionId: 's',
        engine,
        now: () => 99,
        position: nothing,
        changed: nothing,
        asked: nothing,
        lost: nothing,
        unwritten: nothing,
      }),
  });
  expect(
    taken
      .map(({ task }) => task.snapshot())
      .map(({ id, status, createdAt, startedAt, survive }) => ({ id, status, createdAt, startedAt, survive })),
  ).toEqual([{ id: 'held', status: 'running', createdAt: 11, startedAt: 12, survive: true }]);
  const [queued] = await engine.list({ limit: 1 });
  expect([queued?.id, queued?.status, queued?.endedAt]).toEqual(['queued', 'stopped', 99]);
});
