import { randomInt } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { connectSpawned, type Spawned } from '../../harness.ts';
import type { Part } from './part.ts';
import { integrityOf } from './state.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'src', 'main.ts');
/** What was started by a server ends at most so long after it was killed. */
const LEFT_MS = 5_000;

/** What one host was told by its servers, one after the other. */
interface Host {
  readonly name: string;
  /** Ids of items of its list, with their subjects. */
  readonly items: Map<string, string>;
  /** Ids of tasks, with what they print; `undefined` for one that never ends by itself. */
  readonly tasks: Map<string, string | undefined>;
  server: Spawned;
  /** Resolves when the driver has noticed the end of its server. */
  driven: Promise<void>;
}

const dispatched = z.looseObject({ task_id: z.string() });
const listed = z.looseObject({ items: z.array(z.looseObject({ id: z.string(), subject: z.string() })) });
const found = z.looseObject({ retrieval_status: z.string(), status: z.string().optional(), text: z.string().optional() });

/** Two real servers over stdio in one workspace are killed at random moments; the next ones are asked for all that was acknowledged. */
export const servers: Part = async ({ quick, scratch }) => {
  const wanted = quick ? 6 : 60;
  const dir = join(scratch, 'servers');
  const [workspace, stateDir, home] = [join(dir, 'project'), join(dir, 'state'), join(dir, 'home')];
  for (const made of [workspace, stateDir, home]) mkdirSync(made, { recursive: true, mode: 0o700 });
  const endless = `sleep 3${randomInt(1e6, 1e7)}`;
  const connect = (name: string): Promise<Spawned> => {
    const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', BAILIWICK_WORKSPACE: workspace, BAILIWICK_STATE_DIR: stateDir };
    return connectSpawned('v2 legacy', { command: process.execPath, args: [MAIN], env, cwd: workspace, home }, { name });
  };
  const begin = async (name: string, items: Host['items'], tasks: Host['tasks']): Promise<Host> => {
    const host: Host = { name, items, tasks, server: await connect(name), driven: Promise.resolve() };
    host.driven = drive(host, endless);
    return host;
  };
  const wrong: string[] = [];
  const counts = { items: 0, tasks: 0 };
  let hosts = [await begin('host one', new Map(), new Map()), await begin('host two', new Map(), new Map())];
  for (let kills = 0; kills < wanted; ) {
    // What an empty set of facts would prove is nothing: each host has been told something.
    while (hosts.some(({ items, tasks }) => items.size === 0 || tasks.size === 0)) await setTimeout(20);
    await setTimeout(randomInt(1, 400));
    const victims = randomInt(2) === 0 ? hosts : hosts.slice(randomInt(2)).slice(0, 1);
    for (const { server } of victims) server.process.kill('SIGKILL');
    await Promise.all(victims.map(({ server, driven }) => Promise.all([server.exited, driven])));
    kills += victims.length;
    if (victims.length === hosts.length) wrong.push(...(await leftBehind(endless)));
    const integrity = integrityOf(stateDir);
    if (integrity !== 'ok') wrong.push(`integrity: ${integrity}`);
    const fresh = await Promise.all(
      victims.map(async ({ name, items, tasks }) => {
        const server = await connect(name);
        const seen = await verify({ name, items, tasks, server });
        counts.items += items.size;
        counts.tasks += tasks.size;
        wrong.push(...seen);
        const host: Host = { name, items, tasks, server, driven: Promise.resolve() };
        host.driven = drive(host, endless);
        return host;
      }),
    );
    hosts = [...hosts.filter((host) => !victims.includes(host)), ...fresh];
  }
  for (const { server } of hosts) server.process.kill('SIGKILL');
  await Promise.all(hosts.map(({ server, driven }) => Promise.all([server.exited, driven])));
  wrong.push(...(await leftBehind(endless)));
  return {
    name: `${wanted} kill -9 of two real servers of one workspace`,
    wrong,
    figures: `${counts.items} acknowledged items and ${counts.tasks} tasks asked for`,
  };
};

/** Calls until the server is gone; what it answered was acknowledged. */
async function drive(host: Host, endless: string): Promise<void> {
  const { client, exited } = host.server;
  const gone = exited.then(() => undefined);
  for (let n = 0; ; n++) {
    const subject = `${host.name} ${n} ${randomInt(1e9)}`;
    const work =
      randomInt(3) > 0
        ? client.call('todo_update', { op: 'add', subject }).then(({ structuredContent }) => {
            const item = listed.safeParse(structuredContent).data?.items.find((each) => each.subject === subject);
            if (item !== undefined) host.items.set(item.id, subject);
          })
        : dispatch(host, randomInt(4) === 0 ? undefined : `printed ${n} ${randomInt(1e9)}`, endless);
    const over = await Promise.race([work.then(() => false).catch(() => true), gone.then(() => true)]);
    if (over) return;
  }
}

async function dispatch({ server, tasks }: Host, prints: string | undefined, endless: string): Promise<void> {
  const command = prints === undefined ? endless : `echo '${prints}'`;
  const { structuredContent } = await server.client.call('dispatch_child_task', { objective: 'a proof', agent: 'shell', command });
  const task = dispatched.safeParse(structuredContent).data;
  if (task !== undefined) tasks.set(task.task_id, prints);
}

async function verify({ name, items, tasks, server }: Omit<Host, 'driven'>): Promise<readonly string[]> {
  const wrong: string[] = [];
  const list = await server.client.call('todo_update', { op: 'list' });
  const kept = new Map(listed.parse(list.structuredContent).items.map(({ id, subject }) => [id, subject]));
  for (const [id, subject] of items)
    if (kept.get(id) !== subject) wrong.push(`${name}: item ${id} is ${JSON.stringify(kept.get(id))}, not ${subject}`);
  for (const [id, prints] of tasks) {
    const { structuredContent } = await server.client.call('task_output', { task_id: id, view: 'output' });
    const task = found.safeParse(structuredContent).data;
    const isOver = task?.status === 'completed' || task?.status === 'interrupted' || task?.status === 'stopped';
    if (!isOver) wrong.push(`${name}: task ${id} is ${JSON.stringify(structuredContent)?.slice(0, 300)}`);
    if (task?.status === 'completed' && !JSON.stringify(structuredContent).includes(String(prints)))
      wrong.push(`${name}: task ${id} lost its output`);
  }
  return wrong;
}

/** Processes of our children that live on although both servers are dead. */
async function leftBehind(endless: string): Promise<readonly string[]> {
  const until = performance.now() + LEFT_MS;
  for (;;) {
    const left = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && argvOf(pid).includes(endless));
    if (left.length === 0) return [];
    if (performance.now() > until) return left.map((pid) => `process ${pid} was left behind: ${argvOf(pid)}`);
    await setTimeout(50);
  }
}

function argvOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
