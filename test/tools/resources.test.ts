import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { NO_COSTS } from '../../src/model/cost.ts';
import { bash } from '../../src/tools/bash.ts';
import { resources } from '../../src/tools/resources.ts';
import { callOf, createBench, use, yes } from '../session-fixture.ts';

const AWAITED = 'echo one; until [ -e go ]; do sleep 0.02; done; echo two';
const json = async (read: ReturnType<typeof resources.read>): Promise<unknown> => JSON.parse((await read)?.text ?? '');

test('the session, its policy and its plan', async () => {
  const session = await createBench().open({ preset: 'standard', clientName: 'host\u202e' });
  expect(await json(resources.read(session, { kind: 'session' }))).toEqual({
    id: session.id,
    client: 'host\\u{202e}',
    workspace: session.workspace,
    access: 'workspace-write',
    preset: 'standard',
    sandbox: 'none',
    kept: 'memory',
    why: 'No file was asked for.',
  });
  writeFileSync(path.join(session.workspace, 'x.sh'), 'echo ran\n');
  const call = callOf(session);
  await use(bash, { command: 'bash x.sh' }, call);
  await use(bash, { command: 'bash x.sh' }, callOf(session, { answer: { ...yes(call.asked[0]), choice: 'allow_session' } }));
  expect(await json(resources.read(session, { kind: 'policy' }))).toEqual({
    preset: 'standard',
    access: 'workspace-write',
    sandbox: 'none',
    decisions: expect.objectContaining({ 'read-only': 'allow', network: 'ask' }),
    engine: { kind: 'rules', why: 'chosen' },
    costs: NO_COSTS,
    grants: [`exact ["bash","x.sh"] in ${session.workspace}`],
  });
  expect(await json(resources.read(session, { kind: 'todos' }))).toEqual({ version: 0, items: [] });
});

test('tasks and a range of their output', async () => {
  const session = await createBench().open();
  const { task_id: taskId = '' } = await use(bash, { command: 'echo "€uro"; echo err >&2', background: true }, callOf(session));
  await (await session.tasks.get(taskId))?.ended;
  expect(await resources.tasks(session)).toEqual([{ id: taskId, title: 'echo "€uro"; echo err >&2' }]);
  expect(await json(resources.read(session, { kind: 'tasks' }))).toMatchObject([{ id: taskId, status: 'completed', exitCode: 0 }]);
  const read = (stream: 'stdout' | 'stderr', from: number, max: number) =>
    resources.read(session, { kind: 'output', taskId, stream, from, max });
  expect(await read('stdout', 0, 100)).toEqual({ mimeType: 'text/plain', text: '€uro\n', range: { from: 0, next: 7, total: 7 } });
  expect(await read('stdout', 3, 4)).toEqual({ mimeType: 'text/plain', text: 'uro\n', range: { from: 3, next: 7, total: 7 } });
  expect(await read('stderr', 99, 100)).toEqual({ mimeType: 'text/plain', text: '', range: { from: 4, next: 4, total: 4 } });
  expect(await resources.read(session, { kind: 'output', taskId: 'task_unknown', stream: 'combined', from: 0, max: 1 })).toBeUndefined();
});

test('changes are told until nobody wants them', async () => {
  const session = await createBench().open();
  const told: string[] = [];
  const both = Promise.withResolvers<void>();
  const end = resources.watch(session, (change) => {
    const name = change.kind === 'list' ? 'list' : change.ref.kind;
    if (told.at(-1) !== name) told.push(name);
    if (told.includes('output') && told.includes('list')) both.resolve();
  });
  const { task_id: taskId = '' } = await use(bash, { command: AWAITED, background: true }, callOf(session));
  await both.promise;
  expect(told).toEqual(['tasks', 'list', 'output']);
  end();
  writeFileSync(path.join(session.workspace, 'go'), '');
  await (await session.tasks.get(taskId))?.ended;
  expect(told).toEqual(['tasks', 'list', 'output']);
});
