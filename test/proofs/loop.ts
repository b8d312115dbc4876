import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startScriptedModel } from '../../src/agents/verify/model/model-server.ts';
import { visible } from '../../src/shell/visible.ts';
import { programPath } from './loop/commands.ts';
import { missed, wrongWith } from './loop/expected.ts';
import { type Flags, readFlags, USAGE } from './loop/flags.ts';
import { makeHome, settingsFor } from './loop/home.ts';
import { type Row, rowOf, tableOf, totalsOf } from './loop/report.ts';
import { makeRepository } from './loop/repository.ts';
import { scoreOf } from './loop/score.ts';
import { createScriptPlay, LAZY } from './loop/script-play.ts';
import { selfCheck } from './loop/self-check.ts';
import { type ServedTask, type Surroundings, serveTask } from './loop/served-task.ts';
import { readTasks, type Task } from './loop/task.ts';

// Score: how a model does as our own loop. A child of a real server works through small tasks, each scored by tests that it never sees.
// Without a model it plays scripts: that proves the harness and nothing else. What it takes is in `USAGE`.

const LINES_SHOWN = 12;

const flags = flagsOr64();
const progress = flags.json ? process.stderr : process.stdout;
const say = (line: string): boolean => progress.write(`${visible(line)}\n`);

const tasks = chosen(readTasks());
const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'bailiwick-loop-')));
try {
  process.exitCode = (await prove()) ? 0 : 1;
} finally {
  if (flags.keep) say(`kept: ${root}`);
  else rmSync(root, { recursive: true, force: true });
}

async function prove(): Promise<boolean> {
  const PATH = programPath();
  if (!(await tasksAreSound(PATH))) return false;
  if (flags.real === undefined)
    say(`SCRIPTED MODEL: THIS PROVES THE HARNESS, NOT A MODEL.${flags.lazy ? ' It is lazy: nothing may pass.' : ''}`);
  const plays = new Map(tasks.map(({ objective, script }) => [objective, createScriptPlay(flags.lazy ? LAZY : script)]));
  const scripted = flags.real === undefined ? await startScriptedModel({ plays, secrets: [], sub: '' }) : undefined;
  try {
    const home = makeHome(root, PATH, settingsFor(flags, scripted?.baseUrl));
    const rows: Row[] = [];
    for (const task of tasks) {
      const row = await run(task, { ...home, stateDir: path.join(root, 'state'), PATH, keys: keysOf(flags), wallMs: flags.wallMs });
      const unplayed = flags.real === undefined && !flags.lazy ? (plays.get(task.objective)?.missed ?? []) : [];
      rows.push({ ...row, wrong: [...row.wrong, ...unplayed] });
      say(`${row.passed ? 'pass' : 'FAIL'} ${task.id}: ${row.status}`);
      if (!row.passed && !flags.lazy) say(shown(row.why));
    }
    return tell(rows);
  } finally {
    await scripted?.close();
  }
}

async function tasksAreSound(PATH: string): Promise<boolean> {
  const wrong: string[] = [];
  for (const task of tasks) wrong.push(...(await selfCheck(task, path.join(root, 'self-check', task.id), PATH)));
  // Whoever looks around later is to find no solution.
  rmSync(path.join(root, 'self-check'), { recursive: true });
  for (const one of wrong) say(`unsound: ${one}`);
  say(`self-check: ${tasks.length} tasks, each fails before and passes after its scripted solution${wrong.length === 0 ? '' : ': NOT SO'}`);
  return wrong.length === 0;
}

/** A child that comes to no end is a miss of the harness, and the others go on. */
async function run(task: Task, around: Surroundings): Promise<Row> {
  const dir = path.join(root, 'work', task.id);
  makeRepository(task, dir);
  const served = await serveTask(task, dir, around).catch(lost);
  const final = served.told.text ?? '';
  const score = await scoreOf(task, { dir, final, scratch: path.join(root, 'scored', task.id), PATH: around.PATH });
  const row = rowOf(task, served, score, served.told.status === 'lost' ? [`it was lost: ${served.told.reason}`] : []);
  return { ...row, wrong: [...row.wrong, ...wrongWith(flags, row)] };
}

/** The last lines, set off. */
function shown(why: string): string {
  return why.trimEnd().split('\n').slice(-LINES_SHOWN).join('\n').replaceAll(/^/gm, '     ');
}

function lost(error: unknown): ServedTask {
  const reason = error instanceof Error ? error.message : String(error);
  return { told: { retrieval_status: 'none', status: 'lost', reason }, questions: [] };
}

function tell(rows: readonly Row[]): boolean {
  const wrong = missed(flags, rows);
  const { real, lazy } = flags;
  if (flags.json) {
    const model = real === undefined ? { scripted: true, lazy } : { scripted: false, name: real.model, base_url: placeOf(real.baseUrl) };
    process.stdout.write(`${JSON.stringify({ model, tasks: rows, totals: totalsOf(rows), wrong }, undefined, 2)}\n`);
  } else for (const line of tableOf(rows)) say(line);
  for (const one of wrong) say(`MISS ${one}`);
  if (real === undefined) say('scripted model: this proves the harness, not a model');
  return wrong.length === 0;
}

function chosen(all: readonly Task[]): readonly Task[] {
  const unknown = (flags.only ?? []).filter((id) => !all.some((task) => task.id === id));
  if (unknown.length === 0) return all.filter(({ id }) => flags.only?.includes(id) ?? true);
  process.stderr.write(`--only: ${unknown.join(', ')}: there are ${all.map(({ id }) => id).join(', ')}\n`);
  process.exit(64);
}

/** Without what may be a key. */
function placeOf(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname}`;
}

/** Only for the model: the server takes it from its environment, and no command gets it. */
function keysOf({ real }: Flags): Readonly<Record<string, string>> {
  const name = real?.apiKeyEnv;
  const key = name === undefined ? undefined : process.env[name];
  return name === undefined || key === undefined ? {} : { [name]: key };
}

/** Wrong usage exits 64, as everywhere. */
function flagsOr64(): Flags {
  try {
    return readFlags(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(64);
  }
}
