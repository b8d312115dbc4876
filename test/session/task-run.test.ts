import { expect, test } from 'vitest';
import { NOTHING_DONE } from '../../src/session/child-report.ts';
import type { HeldBy, TaskSnapshot } from '../../src/session/task-model.ts';
import { specText } from '../../src/session/task-record.ts';
import { takeOverTasks } from '../../src/session/task-recovery.ts';
import { createTaskRun } from '../../src/session/task-run.ts';
import { createTaskState } from '../../src/session/task-state.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';
import { SPEC } from './tasks-fixture.ts';

const REPORT = { ...NOTHING_DONE, turns: 3, allowed: 2, denied: 1, denials: ['no'] };

/** What becomes of a child whose server has died. @param asked its server had been asked to end before */
async function afterCrash(held: HeldBy, asked: boolean): Promise<Pick<TaskSnapshot, 'status' | 'reason' | 'stoppedBy' | 'report'>> {
  const dir = stateDir();
  const dead = opening({ stateDir: dir, owner: { id: 'dead', pid: 8, startedAt: 80, boot: 'boot-1' } });
  const record = { sessionId: 's', queue: 's', tool: 'dispatch_child_task', digest: '', spec: specText({ ...SPEC, held }), key: 'k' };
  const begun = await dead.store.tasks.dispatch({ ...record, id: 'c', createdAt: 1 }, { at: 1, status: 'running' }, { claimed: true });
  if (begun.kind === 'known' || begun.claim === undefined) throw new Error('no claim');
  const stop = { taskId: 'c', seq: 2, at: 2, status: 'running', detail: 'its server ended', data: '{"stoppedBy":"shutdown"}' };
  if (asked) await dead.store.tasks.append(begun.claim, stop);
  const { tasks: engine } = opening({
    stateDir: dir,
    owner: { id: 'here', pid: 9, startedAt: 90, boot: 'boot-1' },
    isAlive: (pid) => pid === 9,
  }).store;
  const nothing = (): undefined => undefined;
  const of = {
    sessionId: 's',
    engine,
    now: () => 99,
    position: nothing,
    changed: nothing,
    asked: nothing,
    lost: nothing,
    unwritten: nothing,
  };
  const [state] = await takeOverTasks({ sessionId: 's', engine, now: of.now, stateOf: (spec, id) => createTaskState(spec, { ...of, id }) });
  if (state === undefined) throw new Error('nothing was taken over');
  const runs = createTaskRun({
    runner: { agent: 'model', run: () => Promise.reject(new Error('never')), goOn: async () => ({ status: 'interrupted', reason: '' }) },
    gate: {} as never,
    recall: async () => REPORT,
    log: nothing,
  });
  await runs.goOn(state);
  const { status, reason = '', stoppedBy, report } = state.task.snapshot();
  return { status, reason, ...(stoppedBy === undefined ? {} : { stoppedBy }), ...(report === undefined ? {} : { report }) };
}

const INTERRUPTED = 'its server ended while it ran, and it is not run again by itself';

test('a child whose server died is interrupted, and what it had done is known', async () => {
  expect(await afterCrash({ assurance: 'caged', version: '1', mode: 'pursue' }, false)).toEqual({
    status: 'interrupted',
    reason: INTERRUPTED,
    report: REPORT,
  });
});

test('one that pursues is paused when its server was asked to end and had no time for it', async () => {
  expect(await afterCrash({ assurance: 'caged', version: '1', mode: 'pursue' }, true)).toEqual({
    status: 'paused',
    reason: 'its server ended',
    stoppedBy: 'shutdown',
    report: REPORT,
  });
});
