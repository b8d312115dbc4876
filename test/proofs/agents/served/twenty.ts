import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync } from 'node:fs';
import path from 'node:path';
import { dispatch, idOf, type Lab, repository, start, statusOf } from './lab.ts';
import { residentOf } from './processes.ts';
import { control, look } from './script.ts';
import type { Served, Told } from './served.ts';

const CHILDREN = 20;
const CONCURRENCY = 3;
/** Of the server alone, in MB: less than two of its children take. */
const MOST_MB = 350;
const HANG_MS = 5_000;

/** A child that was started, and what its result has to be. */
interface Child {
  readonly kind: string;
  readonly id: string;
  readonly wrong: (told: Told) => readonly string[];
}

/** Twenty children of mixed kinds, three at a time; one crashes at its start and one hangs. */
export async function twenty(lab: Lab): Promise<void> {
  const tell = (name: string, wrong: readonly string[], seen = ''): void => lab.check({ agent: 'all', part: 4, name, wrong, seen });
  const program = path.join(lab.user.bin, 'acp-agent.mjs');
  copyFileSync(path.join(import.meta.dirname, 'acp-agent.mjs'), program);
  chmodSync(program, 0o755);
  const custom = ['scripted', 'crash', 'hang'].map((id) => ({ id, command: program, args: [id] }));
  const served = await start(lab, repository(lab, 'all-4'), { concurrency: CONCURRENCY, allow_observed: true, custom });
  try {
    const begun = performance.now();
    const children = await startAll(lab, served);
    const told = new Map<Child, Told>();
    for (const child of children) told.set(child, await served.ended(child.id));
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    const kinds = Map.groupBy(children, ({ kind }) => kind);
    tell(
      'every result is complete',
      children.flatMap((child) => child.wrong(told.get(child) ?? {}).map((why) => `${child.kind} ${child.id}: ${why}`)),
      `${[...kinds].map(([kind, all]) => `${all.length} ${kind}`).join(', ')} in ${seconds} s`,
    );
    const spans = await Promise.all(children.map(async ({ id }) => await spanOf(served, id)));
    const starts = spans.map(({ from }) => from);
    const late = starts.flatMap((at, index) =>
      at < (starts[index - 1] ?? 0) ? [`${children[index]?.id} began before the one ahead of it`] : [],
    );
    tell('started in order', late);
    const most = Math.max(...starts.map((at) => spans.filter(({ from, to }) => from <= at && at < to).length));
    tell('three at a time', most <= CONCURRENCY ? [] : [`${most} ran at once`], `${most} at most`);
    const peak = residentOf(served.spawned.process.pid ?? -1, 'VmHWM') / 1_024;
    tell('memory of the server', peak <= MOST_MB ? [] : [`more than ${MOST_MB} MB`], `${peak.toFixed(0)} MB at its peak`);
  } finally {
    await served.close();
  }
}

async function startAll(lab: Lab, served: Served): Promise<readonly Child[]> {
  const real = lab.agents.map((agent) => async (): Promise<Child> => {
    const scene = lab.stage.scene([control, look], `${agent.entry.id} has read ${randomBytes(2_000).toString('hex')}, to the end.`);
    const id = await dispatch(served, agent, scene);
    const final = (): string => scene.attempts.length.toString();
    return {
      kind: agent.entry.id,
      id,
      wrong: (told) => (final() === '2' ? hasSaid(told, 'to the end.') : [`${final()} calls of its model`]),
    };
  });
  const word = (): string => `say${randomBytes(6).toString('hex')}`;
  const custom = async (agent: string, wrong: (told: Told, said: string) => readonly string[]): Promise<Child> => {
    const said = word();
    const more = agent === 'hang' ? { budget: { wall_ms: HANG_MS } } : {};
    const id = idOf(await served.call('dispatch_child_task', { agent, objective: `Say ${said} to me.`, ...more }));
    return { kind: agent, id, wrong: (told) => wrong(told, said) };
  };
  const scripted = (): Promise<Child> => custom('scripted', (told, said) => hasSaid(told, `scripted: ${said}`));
  const shell = async (): Promise<Child> => {
    const said = word();
    const id = idOf(await served.call('dispatch_child_task', { agent: 'shell', command: `echo ${said}` }));
    return { kind: 'shell', id, wrong: (told) => hasSaid(told, said) };
  };
  const crash = (): Promise<Child> =>
    custom('crash', (told) => (told['status'] === 'failed' && /startup-crash/.test(statusOf(told)) ? [] : [`it is ${statusOf(told)}`]));
  const hang = (): Promise<Child> =>
    custom('hang', (told) => (told['status'] === 'stopped' && told['stopped_by'] === 'budget' ? [] : [`it is ${statusOf(told)}`]));
  const others = [scripted, shell];
  const makers = [crash, hang, ...real, ...(lab.quick ? [] : real)];
  const all = Array.from({ length: CHILDREN }, (_, index) => makers[index] ?? others[index % others.length] ?? shell);
  const children: Child[] = [];
  for (const make of all) children.push(await make());
  return children;
}

function hasSaid(told: Told, words: string): readonly string[] {
  const { status, text } = told;
  if (status !== 'completed') return [`it is ${statusOf(told)}`];
  return String(text).includes(words) ? [] : [`its result lacks ${JSON.stringify(words)}: ${String(text).slice(-200)}`];
}

/** From when to when a task ran, as its events say; milliseconds since 1970. */
async function spanOf(served: Served, id: string): Promise<{ readonly from: number; readonly to: number }> {
  const { events } = (await served.call('task_output', { task_id: id, view: 'events' })) as {
    events: readonly { readonly at: number; readonly status: string }[];
  };
  return { from: events.find(({ status }) => status === 'running')?.at ?? Number.NaN, to: events.at(-1)?.at ?? Number.NaN };
}
