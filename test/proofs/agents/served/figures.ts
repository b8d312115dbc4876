import { setTimeout } from 'node:timers/promises';
import { median, quantile } from '../../../../bench/measure.ts';
import { bare } from './bare.ts';
import { dispatch, idOf, type Lab, logOf, type Ready, repository, start } from './lab.ts';
import { processesOf, residentOf } from './processes.ts';
import { control, look, think } from './script.ts';
import type { Served } from './served.ts';

/** One figure, and what it is measured against in the same run. */
export interface Figure {
  readonly what: string;
  readonly ours: number;
  readonly against: string;
  readonly theirs: number;
  readonly unit: 'ms' | 'MB' | 'us';
  readonly compare: 'ratio' | 'difference';
}

const SAID = 'That was all.';
const IDLE = 3;
/** The program that leads a caged child to its tools. */
const BRIDGE = /\bcage\b/;
/** Milliseconds after which what a start has used is given back, as far as it is. */
const SETTLE_MS = 2_000;

/** What a child costs, for one agent. Takes a few minutes. */
export async function figuresOf(lab: Lab, agent: Ready): Promise<readonly Figure[]> {
  const rounds = lab.quick ? 3 : 7;
  const workspace = repository(lab, `${agent.entry.id}-6`);
  const figures = [...(await answers(lab, agent, workspace))];
  const served = await start(lab, workspace);
  try {
    figures.push(await untilModel(lab, agent, { served, workspace, rounds }));
    figures.push(...(await calls(lab, agent, { served, workspace })));
    figures.push(...(await memory(lab, agent, served)));
  } finally {
    lab.stage.wake();
    await served.close();
  }
  return figures;
}

interface Measured {
  readonly served: Served;
  readonly workspace: string;
}

/** How long a dispatch takes to be answered; none of what it asks for starts, since another child has the only place. */
async function answers(lab: Lab, agent: Ready, workspace: string): Promise<readonly Figure[]> {
  const served = await start(lab, workspace, { concurrency: 1 });
  const times = { agent: [] as number[], shell: [] as number[] };
  try {
    await served.call('dispatch_child_task', { agent: 'shell', command: 'sleep 500' });
    for (let round = 0; round < (lab.quick ? 20 : 60); round += 1) {
      for (const [kind, more] of [
        ['shell', { agent: 'shell', command: `echo ${round}` }],
        ['agent', { agent: agent.entry.id, objective: `Do ${round}.` }],
      ] as const) {
        const begun = performance.now();
        idOf(await served.call('dispatch_child_task', more));
        // The first loads what drives agents.
        if (round > 0) times[kind].push(performance.now() - begun);
      }
    }
  } finally {
    await served.close();
  }
  return ([0.5, 0.99] as const).map((q) => ({
    what: `answer to a dispatch, p${q * 100}`,
    ours: quantile(times.agent, q),
    against: 'of "shell"',
    theirs: quantile(times.shell, q),
    unit: 'ms',
    compare: 'ratio',
  }));
}

async function untilModel(lab: Lab, agent: Ready, of: Measured & { readonly rounds: number }): Promise<Figure> {
  const { served, workspace, rounds } = of;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const scene = lab.stage.scene([control], SAID);
    const begun = performance.now();
    const id = await dispatch(served, agent, scene);
    const called = await Promise.race([scene.called, served.ended(id).then(() => undefined)]);
    if (called === undefined) throw new Error('the model was never called');
    await served.ended(id);
    const other = lab.stage.scene([control], SAID);
    const started = performance.now();
    await bare(lab, agent, { level: agent.level, cwd: workspace, prompt: other.key });
    // The first warms what is cached.
    if (round === 0) continue;
    ours.push(called - begun);
    const calledBare = await Promise.race([other.called, setTimeout(SETTLE_MS)]);
    if (calledBare === undefined) throw new Error(`the bare ${agent.entry.id} never called its model`);
    theirs.push(calledBare - started);
  }
  return {
    what: 'dispatch until the first call of the model',
    ours: median(ours),
    against: 'the agent alone, started the same way',
    theirs: median(theirs),
    unit: 'ms',
    compare: 'difference',
  };
}

/** What a call costs: how long the gate thinks, and what our way to bash adds to a turn. */
async function calls(lab: Lab, agent: Ready, { served, workspace }: Measured): Promise<readonly Figure[]> {
  const steps = Array.from({ length: lab.quick ? 10 : 30 }, () => look);
  const scene = lab.stage.scene(steps, SAID);
  const id = await dispatch(served, agent, scene);
  await served.ended(id);
  const turn = median(scene.turns);
  const decided = (await logOf(lab, workspace, id)).flatMap((line) => {
    const { latencyUs, kind } = JSON.parse(line) as { readonly latencyUs?: number; readonly kind: string };
    return kind === 'decision' && latencyUs !== undefined ? [latencyUs] : [];
  });
  const gate: readonly Figure[] = ([0.5, 0.99] as const).map((q) => ({
    what: `the gate's answer to a call, p${q * 100}`,
    ours: quantile(decided, q),
    against: 'a whole call, from the answer of the model to its next request',
    theirs: turn * 1_000,
    unit: 'us',
    compare: 'ratio',
  }));
  if (agent.entry.profiles.gated === undefined) return gate;
  const other = lab.stage.scene(steps, SAID);
  await bare(lab, agent, { level: 'gated', cwd: workspace, prompt: other.key });
  const against = "with the agent's own tool, nothing judged";
  return [
    ...gate,
    { what: `bash as ${agent.level}, a call`, ours: turn, against, theirs: median(other.turns), unit: 'ms', compare: 'difference' },
  ];
}

/** What stays of us for children that do nothing, each. */
async function memory({ stage }: Lab, agent: Ready, served: Served): Promise<readonly Figure[]> {
  const pid = served.spawned.process.pid ?? -1;
  await setTimeout(SETTLE_MS);
  const before = residentOf(pid);
  stage.sleep();
  const ids: string[] = [];
  for (let index = 0; index < IDLE; index += 1) {
    const scene = stage.scene([control, think], SAID);
    ids.push(await dispatch(served, agent, scene));
    await scene.thinks;
  }
  await setTimeout(SETTLE_MS);
  const grown = residentOf(pid) - before;
  const rows = ids.flatMap((id) => processesOf(id)).map(({ pid: of, command }) => ({ kb: residentOf(of), ours: BRIDGE.test(command) }));
  const sum = (ours: boolean): number => rows.reduce((all, row) => all + (row.ours === ours ? row.kb : 0), 0);
  for (const id of ids) await served.call('task_stop', { task_id: id, force: true });
  stage.wake();
  const each = (kb: number): number => kb / 1_024 / IDLE;
  const against = 'the processes of the agent';
  return [
    { what: 'memory of an idle child, the server', ours: each(grown), against, theirs: each(sum(false)), unit: 'MB', compare: 'ratio' },
    { what: 'memory of an idle child, its bridge', ours: each(sum(true)), against, theirs: each(sum(false)), unit: 'MB', compare: 'ratio' },
  ];
}
