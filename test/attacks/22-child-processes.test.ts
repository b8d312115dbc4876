import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { taskStop } from '../../src/tools/task-stop.ts';
import { createServers } from '../servers.ts';
import { callOf, use } from '../session-fixture.ts';
import { living } from '../shell/process/fixture.ts';
import { approved, begin, does, hostileBench, outcome } from './children.ts';
import type { Step } from './hostile-agent.ts';

/** What a child started and let go of is gone when the child is, however it went. */
const AGENT = path.join(import.meta.dirname, 'hostile-agent.ts');
const sleeper = (name: string): string => `bash -c 'exec -a ${name} sleep 600' >/dev/null 2>&1 </dev/null`;

/** Ways out, each with a name of its own to be found by. */
function waysOut(name: string): readonly string[] {
  return [
    `setsid -f ${sleeper(`${name}-setsid`)}`,
    `nohup ${sleeper(`${name}-nohup`)} &`,
    `${sleeper(`${name}-disown`)} & disown`,
    `( ( env -i /usr/bin/setsid ${sleeper(`${name}-double`)} & ) & )`,
    `env -i /usr/bin/setsid -f /usr/bin/nohup ${sleeper(`${name}-emptied`)}`,
    `trap '' TERM HUP INT; setsid -f ${sleeper(`${name}-deaf`)}`,
  ];
}
const WAYS = 6;

const found = (name: string): number => living(name).length;
const all = (name: string): Promise<void> => expect.poll(() => found(name), { timeout: 10_000, interval: 20 }).toBe(WAYS);
const none = (name: string): Promise<void> => expect.poll(() => found(name), { timeout: 10_000, interval: 50 }).toBe(0);
const fresh = (): string => `escape-${randomUUID()}`;

const fromAgent = (name: string): Step => ({ shell: waysOut(name).join('\n') });
const fromCage = (name: string): readonly Step[] => waysOut(name).map((command) => ({ tool: 'bash', args: { command } }));

describe('what the agent itself let go of', () => {
  test('ends when it has done what it was told', async () => {
    const session = await hostileBench().open();
    const name = fresh();
    const id = await begin(session, fromAgent(name));
    expect(await outcome(session, id)).toMatchObject({ status: 'completed' });
    expect(found(name)).toBe(0);
  });

  test.each(['stopped', 'killed', 'broken off'] as const)('ends when it is %s', async (how) => {
    const session = await hostileBench().open();
    const name = fresh();
    const last: Step = how === 'killed' ? { die: true } : how === 'broken off' ? { raw: 'no message\n' } : { hang: true };
    const id = await begin(session, { stubborn: true }, fromAgent(name), last, { hang: true });
    if (how === 'stopped') {
      await all(name);
      await use(taskStop, { task_id: id }, callOf(session));
    }
    const seen = await outcome(session, id);
    expect(seen.status).toBe(how === 'stopped' ? 'stopped' : 'failed');
    expect(found(name)).toBe(0);
  });

  test('ends with the session', async () => {
    const bench = hostileBench();
    const session = await bench.open();
    const name = fresh();
    await begin(session, { stubborn: true }, fromAgent(name), { hang: true });
    await all(name);
    await bench.sessions.closeAll();
    expect(found(name)).toBe(0);
  });
});

describe('what a command of a caged child let go of', () => {
  test('ends with the command, not only with the child', async () => {
    const session = await hostileBench('caged').open();
    const name = fresh();
    const id = await begin(session, ...fromCage(name), { say: 'done' }, { hang: true });
    const task = await session.tasks.get(id);
    let over = false;
    void approved(session, id).then(() => {
      over = true;
    });
    await expect.poll(async () => (await task?.output()?.read('stdout', 0, 65_536))?.text.endsWith('done'), { timeout: 15_000 }).toBe(true);
    await none(name);
    expect(over).toBe(false);
    await use(taskStop, { task_id: id }, callOf(session));
  });

  test('ends when the child is killed in the middle of it', async () => {
    const bench = hostileBench('caged');
    const session = await bench.open();
    const name = fresh();
    const command = `${waysOut(name).join('\n')}\nsleep 600`;
    const id = await begin(session, { stubborn: true }, { tool: 'bash', args: { command } }, { hang: true });
    const ended = approved(session, id);
    await all(name);
    await use(taskStop, { task_id: id }, callOf(session));
    expect(await ended).toMatchObject({ status: 'stopped' });
    await none(name);
  });
});

describe('a server that is killed', () => {
  const servers = createServers('relaxed');

  test('leaves nothing of its children: neither the agent nor what that let go of', async () => {
    const home = path.dirname(servers.workspace);
    const custom = [{ id: 'scripted', command: process.execPath, args: [AGENT] }];
    writeFileSync(
      path.join(home, '.config', 'bailiwick', 'settings.json'),
      JSON.stringify({ preset: 'relaxed', agents: { allow_observed: true, custom } }),
    );
    const server = await servers.start();
    const name = fresh();
    const objective = does({ stubborn: true }, { shell: `${waysOut(name).join('\n')}\necho $PPID > pid` }, { hang: true });
    const child = await servers.call(server, 'dispatch_child_task', { agent: 'scripted', access: 'workspace-write', objective });
    expect(child).toMatchObject({ status: 'running' });
    const pid = await servers.pidIn('pid');
    await all(name);
    await servers.kill(server);
    await none(name);
    await expect.poll(() => isThere(pid), { timeout: 5_000 }).toBe(false);
    const heir = await servers.start();
    expect(await servers.ended(heir, String(child['task_id']))).toMatchObject({ status: 'interrupted' });
  });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
