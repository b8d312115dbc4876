import { expect, test } from 'vitest';
import type { ClientOptions } from '../harness.ts';
import { createServers } from '../servers.ts';

/** Whoever says the same name in the same workspace gets the plan and the tasks of a server that has died, and no right of it. */
const servers = createServers('standard');
const COMMIT = { command: 'git commit --allow-empty -m x' };
const forSession: ClientOptions = { elicit: () => ({ action: 'accept', content: { choice: 'allow_session' } }) };

test('a grant has died with its connection', async () => {
  const owner = await servers.start(forSession);
  await servers.call(owner, 'todo_update', { op: 'add', subject: 'plan' });
  expect(await servers.call(owner, 'bash', COMMIT)).toMatchObject({ verdict: { rule: 'approval:allow_session' } });
  expect(await servers.call(owner, 'bash', COMMIT)).toMatchObject({ verdict: { rule: 'grant:session' } });
  await servers.kill(owner);
  const heir = await servers.start();
  expect(await servers.call(heir, 'todo_update', { op: 'list' })).toMatchObject({ items: [{ subject: 'plan' }] });
  expect(await servers.call(heir, 'bash', COMMIT)).toMatchObject({ status: 'needs_approval' });
});

test('so has a question, and nothing that waited for it runs', async () => {
  const owner = await servers.start();
  const { task_id: id } = await servers.call(owner, 'bash', COMMIT);
  await servers.kill(owner);
  const heir = await servers.start();
  expect(await servers.ended(heir, String(id))).toMatchObject({ status: 'interrupted' });
  expect(servers.person('approve', '1')).toMatchObject({ status: 1 });
  expect(await servers.ended(heir, String(id))).toMatchObject({ status: 'interrupted' });
});

test("a server that stands still is alive: its session is nobody else's", async () => {
  const owner = await servers.start();
  await servers.call(owner, 'todo_update', { op: 'add', subject: 'mine' });
  owner.process.kill('SIGSTOP');
  const beside = await servers.start();
  expect(await servers.call(beside, 'todo_update', { op: 'list' })).toMatchObject({ items: [] });
  owner.process.kill('SIGCONT');
  expect(await servers.call(owner, 'todo_update', { op: 'list' })).toMatchObject({ items: [{ subject: 'mine' }] });
});
