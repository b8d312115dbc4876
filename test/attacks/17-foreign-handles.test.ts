import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/session/session.ts';
import { bash } from '../../src/tools/bash.ts';
import { dispatchChildTask } from '../../src/tools/dispatch-child-task.ts';
import { resources } from '../../src/tools/resources.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { taskStop } from '../../src/tools/task-stop.ts';
import { callOf, createBench, use, yes } from '../session-fixture.ts';

const UNKNOWN = 'task_00000000-0000-4000-8000-000000000000';
const VIEWS = ['summary', 'output', 'events', 'final', 'diff', 'report'] as const;
const PAGES = ['transcript', 'events', 'diff'] as const;

/** Every method that takes the id of a task, with what it answers; ids are replaced by a word, so that answers can be compared. */
const METHODS: Readonly<Record<string, (session: Session, id: string) => Promise<unknown>>> = {
  ...Object.fromEntries(
    VIEWS.map((view) => [`task_output ${view}`, (session: Session, id: string) => use(taskOutput, { task_id: id, view }, callOf(session))]),
  ),
  'task_output cursor': (session, id) => use(taskOutput, { task_id: id, cursor: 1, wait_ms: 5_000 }, callOf(session)),
  'task_output several': (session, id) => use(taskOutput, { task_ids: [id, UNKNOWN], wait_ms: 5_000 }, callOf(session)),
  'task_output text': async (session, id) => taskOutput.render(await use(taskOutput, { task_ids: [id] }, callOf(session))),
  task_stop: (session, id) => use(taskStop, { task_id: id, force: true }, callOf(session)),
  'resource output': (session, id) => resources.read(session, { kind: 'output', taskId: id, stream: 'combined', from: 0, max: 10 }),
  ...Object.fromEntries(
    PAGES.map((kind) => [
      `resource ${kind}`,
      (session: Session, taskId: string) => resources.read(session, { kind, taskId, from: 0, max: 10 }),
    ]),
  ),
  ...Object.fromEntries(
    (['markdown', 'html'] as const).map((format) => [
      `resource report ${format}`,
      (session: Session, taskId: string) => resources.read(session, { kind: 'report', taskId, format }),
    ]),
  ),
  'board get': async (session, id) => session.tasks.get(id),
  'board stop': (session, id) => session.tasks.stop(id, { by: 'host', reason: '', force: true }),
  'board wait': (session, id) => session.tasks.wait({ ids: [id], ms: 5_000, signal: new AbortController().signal }),
};

async function twoClients() {
  const bench = createBench();
  const [mine, theirs] = [await bench.open({ preset: 'standard' }), await bench.open({ preset: 'standard' })];
  const background = async (command: string) => (await use(bash, { command, background: true }, callOf(theirs))).task_id ?? '';
  const ended = await background('echo secret');
  await (await theirs.tasks.get(ended))?.ended;
  const running = await background('sleep 81');
  const call = callOf(theirs);
  const child = await use(dispatchChildTask, { command: 'sleep 82', idempotency_key: 'key' }, call);
  return { bench, mine, theirs, foreign: [ended, running, child.task_id ?? ''] };
}

describe('a foreign task', () => {
  test.each(Object.entries(METHODS))('%s answers exactly as for one that never was', async (_, method) => {
    const { mine, theirs, foreign } = await twoClients();
    const before = (await theirs.tasks.list()).map((task) => task.snapshot());
    const unknown = JSON.stringify(await method(mine, UNKNOWN));
    for (const id of foreign) {
      expect(JSON.stringify(await method(mine, id))?.replaceAll(id, UNKNOWN)).toBe(unknown);
    }
    expect((await theirs.tasks.list()).map((task) => task.snapshot())).toEqual(before);
  });

  test('is in no list', async () => {
    const { mine, theirs } = await twoClients();
    expect(await theirs.tasks.list()).toHaveLength(3);
    expect([await mine.tasks.list(), await resources.tasks(mine), await use(taskOutput, {}, callOf(mine))]).toEqual([
      [],
      [],
      { retrieval_status: 'success', tasks: [] },
    ]);
    expect(await resources.read(mine, { kind: 'tasks' })).toEqual({ mimeType: 'application/json', text: '[]' });
  });

  test('changes unseen', async () => {
    const { mine, theirs } = await twoClients();
    const told: unknown[] = [];
    resources.watch(mine, (change) => told.push(change));
    const done = await use(bash, { command: 'echo more', background: true }, callOf(theirs));
    await (await theirs.tasks.get(done.task_id ?? ''))?.ended;
    expect(told).toEqual([]);
  });
});

test('a foreign group is answered exactly like one that nobody named', async () => {
  const { mine, theirs, foreign } = await twoClients();
  const group = { name: 'theirs', maxParallel: undefined, cancel: 'none', budget: undefined } as const;
  const spec = await theirs.tasks.get(foreign[0] ?? '').then((task) => task?.snapshot());
  if (spec === undefined) throw new Error('the task is theirs');
  const { tool, agent, title, verdict, timeoutMs, command, cwd, access } = spec;
  const action = { kind: 'command', tool: 'bash', command, cwd, access } as const;
  const execution = { argv: ['/bin/true'], cwd, env: {} };
  await theirs.tasks.start({
    spec: { tool, agent, title, action, verdict, timeoutMs, limit: 'timeout', group },
    execution,
    approved: true,
  });
  expect((await use(taskOutput, { group: 'theirs' }, callOf(theirs))).tasks).toHaveLength(1);
  for (const view of VIEWS) {
    expect(await use(taskOutput, { group: 'theirs', view }, callOf(mine))).toEqual(
      await use(taskOutput, { group: 'nobody', view }, callOf(mine)),
    );
  }
});

test('a foreign idempotency key starts a task of its own, and says nothing about the other', async () => {
  const { mine, theirs, foreign } = await twoClients();
  const args = { command: 'sleep 82', idempotency_key: 'key' };
  const own = await use(dispatchChildTask, args, callOf(mine));
  expect(own).toMatchObject({ status: 'running' });
  expect(foreign).not.toContain(own.task_id);
  const other = await use(dispatchChildTask, { command: 'sleep 83', idempotency_key: 'key' }, callOf((await twoClients()).mine));
  expect(other).toMatchObject({ status: 'running' });
  expect((await use(dispatchChildTask, args, callOf(theirs))).task_id).toBe(foreign[2]);
});

test('a foreign answer is an unknown one, and stays good for its owner', async () => {
  const { mine, theirs } = await twoClients();
  const command = 'npm install left-pad --dry-run --offline --ignore-scripts';
  const call = callOf(theirs);
  await use(bash, { command }, call);
  const answer = yes(call.asked[0]);
  const refused = await use(bash, { command }, callOf(mine, { answer }));
  expect(refused).toEqual(await use(bash, { command }, callOf(mine, { answer: { ...answer, approvalId: UNKNOWN } })));
  expect(refused).toMatchObject({ status: 'denied', verdict: { rule: 'approval:not-pending' } });
  expect(
    (
      await theirs.gate.authorize(
        { kind: 'command', tool: 'bash', command, cwd: theirs.workspace, access: theirs.access },
        { signal: call.signal, answer },
      )
    ).decision,
  ).toBe('allow');
});

test('closing one session leaves the other alone', async () => {
  const { bench, mine, theirs, foreign } = await twoClients();
  await bench.sessions.close(mine.id);
  expect(await Promise.all(foreign.map(async (id) => (await theirs.tasks.get(id))?.snapshot().status))).toEqual([
    'completed',
    'running',
    'running',
  ]);
});
