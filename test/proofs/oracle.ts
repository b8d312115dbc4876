import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generator } from './oracle/generate.ts';
import { makeImage } from './oracle/image.ts';
import { type Jail, missing, type Observation, openJail } from './oracle/jail.ts';
import { type Kept, keeper } from './oracle/keep.ts';
import { type Violation, violationsOf } from './oracle/properties.ts';
import { readSeeds } from './oracle/seeds.ts';
import { jailWorld, WORKSPACE } from './oracle/workspace.ts';

// Proof: nothing that runs unasked, or under a granted prefix, starts a program that the analysis did not name.
// node test/proofs/oracle.ts --commands N --seed S [--quick] [--jobs J] [--only COMMAND [--cwd DIRECTORY]]
// Commands are generated; those that get an `allow` or a prefix run under real bash in a jail of namespaces, where every program logs its
// start. Exit status: 0 when every property held or there can be no jail here, 1 when one did not hold, 64 for wrong usage.

const QUICK = 2000;
const PROGRESS_MS = 5000;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const note = (line: string): boolean => process.stderr.write(`${line}\n`);

interface Options {
  readonly commands: number;
  readonly seed: number;
  readonly jobs: number;
  readonly only: string | undefined;
  readonly cwd: string;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        commands: { type: 'string' },
        seed: { type: 'string', default: String(randomInt(2 ** 32)) },
        quick: { type: 'boolean', default: false },
        jobs: { type: 'string', default: '2' },
        only: { type: 'string' },
        cwd: { type: 'string', default: WORKSPACE },
      },
    });
    if (values.commands === undefined && !values.quick && values.only === undefined) throw new Error('--commands N or --quick is needed');
    return {
      commands: whole('commands', values.commands ?? String(QUICK), 1, 100_000_000),
      seed: whole('seed', values.seed, 0, 2 ** 32 - 1),
      jobs: whole('jobs', values.jobs, 1, 8),
      only: values.only,
      cwd: values.cwd,
    };
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    process.exit(64);
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} must be a whole number from ${least} to ${most}`);
  return value;
}

/** What was counted. */
interface Tally {
  generated: number;
  kept: number;
  executed: number;
  allowed: number;
  /** Commands of which at least one program was logged. */
  started: number;
  /** Programs that were logged. */
  starts: number;
  late: number;
  readonly distinct: Set<string>;
  readonly violations: Violation[];
}

function count(tally: Tally, kept: Kept, seen: Observation): void {
  tally.executed++;
  tally.starts += seen.starts.length;
  if (seen.starts.length > 0) tally.started++;
  if (seen.late) tally.late++;
  if (kept.verdict.decision === 'allow') tally.allowed++;
  for (const violation of violationsOf(kept, seen)) {
    tally.violations.push(violation);
    note(JSON.stringify(violation));
  }
}

/** The kept commands, in order; no command comes twice. */
function* keptCommands(options: Options, tally: Tally, keep: ReturnType<typeof keeper>): Generator<Kept> {
  const generate = generator(options.seed, readSeeds());
  for (let index = 0; tally.kept < options.commands; index++) {
    const { command, cwd } = generate(index);
    tally.generated++;
    if (tally.distinct.has(command)) continue;
    tally.distinct.add(command);
    const kept = keep(command, cwd);
    if (kept === undefined) continue;
    tally.kept++;
    yield kept;
  }
}

async function prove(options: Options, base: string): Promise<boolean> {
  const tally: Tally = {
    generated: 0,
    kept: 0,
    executed: 0,
    allowed: 0,
    started: 0,
    starts: 0,
    late: 0,
    distinct: new Set(),
    violations: [],
  };
  const keep = keeper(jailWorld(path.join(base, 'home')));
  const commands = keptCommands(options, tally, keep);
  const begun = performance.now();
  const seconds = (): string => ((performance.now() - begun) / 1000).toFixed(0);
  const timer = setInterval(
    () => note(`${seconds()} s: ${tally.executed} of ${options.commands} executed, ${tally.violations.length} violations`),
    PROGRESS_MS,
  );
  const jails = await Promise.all(Array.from({ length: options.jobs }, (_, number) => openJail(base, number)));
  try {
    await Promise.all(
      jails.map(async (jail) => {
        for (const kept of commands) count(tally, kept, await jail.run(kept.command, kept.cwd, kept.env));
      }),
    );
  } finally {
    clearInterval(timer);
    for (const jail of jails) jail.close();
  }
  for (const violation of tally.violations) say(JSON.stringify(violation));
  const of = (property: Violation['property']): number => tally.violations.filter((each) => each.property === property).length;
  say(
    `oracle: seed ${options.seed}, ${tally.generated} generated, ${tally.distinct.size} distinct, ${tally.kept} kept, ${tally.executed} executed ` +
      `(${tally.allowed} allowed, ${tally.executed - tally.allowed} by prefix), ${tally.started} started a logged program (${tally.starts} starts), ` +
      `${tally.late} ended by a time limit, ${seconds()} s; violations: A ${of('A')}, B ${of('B')}, C ${of('C')}`,
  );
  return tally.violations.length === 0;
}

/** Runs one command, kept or not, and shows all that is known of it. */
async function showOne(command: string, cwd: string, base: string): Promise<boolean> {
  const kept = keeper(jailWorld(path.join(base, 'home')))(command, cwd);
  const jail: Jail = await openJail(base, 0);
  const seen = await jail.run(command, cwd, kept?.env ?? {});
  jail.close();
  const named = kept?.analysis.invocations.map(({ argv, wrappers }) => ({ argv, wrappers }));
  const violations = kept === undefined ? [] : violationsOf(kept, seen);
  say(JSON.stringify({ verdict: kept?.verdict ?? 'neither allowed nor with a prefix', named, seen, violations }, undefined, 2));
  return violations.length === 0;
}

const options = readOptions();
const reason = missing();
if (reason !== undefined) {
  for (const tell of [note, say]) tell(`SKIPPED: nothing is proven, there can be no jail here: ${reason}`);
} else {
  if (options.only === undefined) note(`seed ${options.seed}`);
  const base = mkdtempSync(path.join(tmpdir(), 'oracle-'));
  process.once('exit', () => rmSync(base, { recursive: true, force: true }));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));
  makeImage(base);
  const held = options.only === undefined ? await prove(options, base) : await showOne(options.only, options.cwd, base);
  process.exitCode = held ? 0 : 1;
}
