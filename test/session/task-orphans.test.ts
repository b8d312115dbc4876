import { expect, test } from 'vitest';
import { endOrphans } from '../../src/session/task-orphans.ts';
import { specText } from '../../src/session/task-record.ts';
import type { RunEnd } from '../../src/shell/process/run.ts';
import type { TaskRecord } from '../../src/store/tasks/engine.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';
import { SPEC } from './tasks-fixture.ts';

const END: RunEnd = { reason: 'exited', exitCode: 3, signal: null, durationMs: 5, killed: [], survivors: [] };

function record(id: string, survive: boolean): TaskRecord {
  return { id, sessionId: 's', queue: 's', tool: 'bash', key: id, digest: '', spec: specText({ ...SPEC, survive }), createdAt: 1 };
}

test('what a dead server held is interrupted; what survives it ends as it ended, or stays while it lives', async () => {
  const dir = stateDir();
  const dead = opening({ stateDir: dir, owner: { id: 'dead', pid: 8, startedAt: 80, boot: 'boot-1' } });
  const held = { at: 2, status: 'running' };
  await dead.store.tasks.dispatch(record('ordinary', false), held, { claimed: true });
  await dead.store.tasks.dispatch(record('over', true), held, { claimed: true });
  await dead.store.tasks.dispatch(record('lost', true), held, { claimed: true });
  await dead.store.tasks.dispatch(record('alive', true), held, { claimed: true });
  const queued = { at: 2, status: 'queued' };
  await dead.store.tasks.dispatch(record('waiting', false), queued, { claimed: false });
  await dead.store.tasks.dispatch({ ...record('its turn', false), sessionId: 'open' }, queued, { claimed: false });
  const { tasks } = opening({
    stateDir: dir,
    owner: { id: 'here', pid: 9, startedAt: 90, boot: 'boot-1' },
    isAlive: (pid) => pid === 9,
  }).store;
  const endOf = async ({ id }: { readonly id: string }) => (id === 'over' ? END : id === 'lost' ? 'unknown' : undefined);
  const swept: string[] = [];
  const given = {
    engine: tasks,
    endOf,
    stopRun: async ({ id }: { readonly id: string }) => void swept.push(id),
    isOpen: (id: string) => id === 'open',
  };
  expect(await endOrphans({ ...given, now: () => 7 })).toBe(4);
  expect(await endOrphans({ ...given, now: () => 8 })).toBe(0);
  expect(swept).toEqual(['ordinary', 'lost']);
  const listed = await tasks.list({ limit: 9 });
  expect(listed.map(({ id, status, endedAt }) => [id, status, endedAt])).toEqual([
    ['its turn', 'queued', undefined],
    ['waiting', 'stopped', 7],
    ['alive', 'running', undefined],
    ['lost', 'interrupted', 7],
    ['over', 'failed', 7],
    ['ordinary', 'interrupted', 7],
  ]);
  expect(await tasks.events('over', 2)).toEqual([
    { taskId: 'over', seq: 2, at: 7, status: 'failed', detail: 'it exited with code 3', data: JSON.stringify({ end: END }) },
  ]);
});
