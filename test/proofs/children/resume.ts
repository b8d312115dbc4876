import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { worktreesDir } from '../../../src/rooms/worktrees-dir.ts';
import { leftOf } from '../agents/served/processes.ts';
import type { Bench } from './bench.ts';
import { type Lab, until } from './lab.ts';
import {
  createHold,
  createStepPlay,
  FILE,
  type Hold,
  LINE_BETWEEN,
  lineOf,
  MOMENTS,
  type Moment,
  STEPS,
  type StepPlay,
  stepFiles,
} from './steps.ts';

/** How a server ends, and what its child is called then. */
const ENDS = { SIGINT: 'paused', SIGKILL: 'interrupted' } as const;
const ISOLATIONS = ['none', 'worktree'] as const;
/** Of servers that come up anew, on a machine with few cores. */
const AT_ONCE = 3;

interface Case {
  readonly end: keyof typeof ENDS;
  readonly isolation: (typeof ISOLATIONS)[number];
  readonly moment: Moment;
}

/** Each moment once, with each end and each isolation among them. */
const QUICK: readonly Case[] = [
  { end: 'SIGINT', isolation: 'none', moment: 'before its first call' },
  { end: 'SIGKILL', isolation: 'worktree', moment: 'in a call of the model' },
  { end: 'SIGINT', isolation: 'worktree', moment: 'in a command' },
  { end: 'SIGKILL', isolation: 'none', moment: 'between' },
  { end: 'SIGKILL', isolation: 'worktree', moment: 'in a check' },
];

/** The server of a child that pursues ends at every moment; the next one goes on: nothing is done twice, nothing is lost. */
export async function resume(lab: Lab): Promise<void> {
  const all: Case[] = (Object.keys(ENDS) as (keyof typeof ENDS)[]).flatMap((end) =>
    ISOLATIONS.flatMap((isolation) => MOMENTS.map((moment) => ({ end, isolation, moment }))),
  );
  const cases = lab.quick ? QUICK : all;
  const left = cases.values();
  const worker = async (): Promise<void> => {
    for (const one of left) await interrupted(lab, one).catch((error: unknown) => lab.check(nameOf(one), [String(error)]));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const nameOf = ({ end, isolation, moment }: Case): string => `${end} ${moment}, isolation ${isolation}`;

async function interrupted(lab: Lab, one: Case): Promise<void> {
  const { end, isolation, moment } = one;
  const name = nameOf(one);
  const hold = createHold(path.join(lab.root, name.replaceAll(/\W+/g, '-'), 'hold'));
  const bench = lab.bench(name.replaceAll(/\W+/g, '-'), stepFiles(hold));
  const play = createStepPlay(moment);
  lab.model.play(`[${name}]`, play.script);
  if (moment === 'in a command') hold.set('tool');
  if (moment === 'in a check') hold.set('check');
  const first = await bench.serve();
  const { task_id: id } = await first.dispatch({
    agent: 'loop',
    objective: `[${name}] Append the lines to ${FILE}, one after the other.`,
    mode: 'pursue',
    access: 'workspace-write',
    isolation,
    verify: { checks: ['node check.mjs'] },
  });
  await until(`${name}: it comes so far`, () => isAt(moment, { bench, hold, play, isolation }));
  const asked = performance.now();
  await first.signal(end);
  const took = `its server was over after ${Math.round(performance.now() - asked)} ms`;
  lab.check(
    `${name}: nothing of it lives on`,
    (await leftOf(id, new Set(), 5_000)).map(({ pid, command }) => `${pid} ${command}`),
    took,
  );
  hold.release();

  const second = await bench.serve();
  try {
    const before = await second.ended(id);
    lab.same(`${name}: it is ${ENDS[end]}`, before.status, ENDS[end]);
    const { task_id: again } = await second.dispatch({ resume: id });
    const after = await second.ended(again);
    lab.same(
      `${name}: it goes on to its end`,
      [after.status, after.evidence?.confidence, after.evidence?.signals],
      ['completed', 'verified', []],
    );
    const wanted = Array.from({ length: STEPS }, (_, index) => lineOf(index + 1));
    if (isolation === 'worktree') {
      lab.same(`${name}: the workspace has nothing of it`, existsSync(path.join(bench.workspace, FILE)), false);
      const { stdout } = await bench.person('patch', again);
      lab.same(
        `${name}: the patch has each line once`,
        stdout.match(/^\+line-\d$/gm)?.map((line) => line.slice(1)),
        wanted,
      );
    } else {
      const lines = readFileSync(path.join(bench.workspace, FILE), 'utf8').trimEnd().split('\n');
      lab.same(`${name}: each line is there once`, lines, wanted);
    }
  } finally {
    await second.close();
  }
}

interface Going {
  readonly bench: Bench;
  readonly hold: Hold;
  readonly play: StepPlay;
  readonly isolation: Case['isolation'];
}

function isAt(moment: Moment, { bench, hold, play, isolation }: Going): boolean {
  switch (moment) {
    case 'before its first call':
    case 'in a call of the model':
      return play.waits();
    case 'in a command':
      return hold.reached('tool');
    case 'in a check':
      return hold.reached('check');
    case 'between':
      return placesOf(bench, isolation).some((dir) => textOf(path.join(dir, FILE)).includes(LINE_BETWEEN));
  }
}

/** Where a child of a bench works. */
function placesOf({ workspace, home }: Bench, isolation: Case['isolation']): readonly string[] {
  if (isolation === 'none') return [workspace];
  const dir = worktreesDir(home);
  return existsSync(dir) ? readdirSync(dir).map((name) => path.join(dir, name)) : [];
}

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
