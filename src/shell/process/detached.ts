import { spawn } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readdirSync } from 'node:fs';
import { type Readable, Writable } from 'node:stream';
import { type Attached, attach } from './attach.ts';
import { MARKER } from './marker.ts';
import { openOutput } from './open-output.ts';
import { parseEnd } from './read-record.ts';
import type { RunEnd, RunSpec } from './run.ts';
import { supervisorLog } from './run-record.ts';
import { outputFailedText, startFailedText } from './start-error.ts';

/** How our own program is started as a supervisor. */
export interface Supervisor {
  /** node, the main file and the sub-command; argv[0] absolute. */
  readonly argv: readonly string[];
  /** Its whole environment, without any mark of a child: it is none. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Leaves the program to init and goes: hosts that end a server together with all that descends from it do not find it. A shell
 * takes the standard input of what it leaves in the background away, so that comes by another number.
 */
const HAND_OVER = '"$@" <&3 3<&- &';

/**
 * Starts a command that goes on when we end. Takes the spec, whose output directory must be new or empty, and the supervisor. Resolves
 * when the run has been written down, so that `attach` finds it, or when it is over; never rejects.
 */
export async function startDetached(spec: RunSpec, supervisor: Supervisor): Promise<Attached> {
  let log: number;
  try {
    log = openLog(spec.outputDir);
  } catch (error) {
    return notStarted(spec, startFailed(outputFailedText(spec.outputDir, error, false)));
  }
  try {
    const child = spawn('/bin/sh', ['-c', HAND_OVER, 'bailiwick-supervise', ...supervisor.argv], {
      cwd: '/',
      env: supervisor.env,
      detached: true,
      stdio: ['ignore', 'pipe', log, 'pipe'],
    });
    const said = listen(child.stdout);
    const broken = new Promise<string>((resolve) => child.once('error', (error) => resolve(startFailedText(error))));
    const input = child.stdio[3];
    if (input instanceof Writable) {
      // Gone before it has read all: it says so, or nothing.
      input.on('error', () => undefined);
      input.end(JSON.stringify(spec));
    }
    child.unref();
    const problem = await Promise.race([said.first, broken]);
    const run = await attach(spec.outputDir, { task: spec.env[MARKER], said: said.all });
    if (run.record?.command !== undefined) return run;
    const end = problem === undefined ? parseEnd(await said.all) : startFailed(problem);
    return notStarted(spec, end ?? startFailed(NO_SUPERVISOR));
  } catch (error) {
    return notStarted(spec, startFailed(startFailedText(error)));
  } finally {
    closeSync(log);
  }
}

/** Makes the directory and its log. Throws as the file system does, also when another run has used the directory. */
function openLog(dir: string): number {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (readdirSync(dir).length > 0) throw Object.assign(new Error('not empty'), { code: 'EEXIST' });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | constants.O_NOFOLLOW;
  return openSync(supervisorLog(dir), flags, 0o600);
}

/** A supervisor says one line when the run is written down, and how it ended at last. */
function listen(stdout: Readable | null): { readonly first: Promise<undefined>; readonly all: Promise<string> } {
  const first = Promise.withResolvers<undefined>();
  const all = Promise.withResolvers<string>();
  let text = '';
  if (stdout === null) throw new Error('a pipe was asked for');
  stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    first.resolve(undefined);
  });
  stdout.once('close', () => {
    first.resolve(undefined);
    all.resolve(text);
  });
  stdout.on('error', () => undefined);
  return { first: first.promise, all: all.promise };
}

function startFailed(error: string): RunEnd {
  return { reason: 'start_failed', exitCode: null, signal: null, durationMs: 0, killed: [], survivors: [], error };
}

function notStarted(spec: RunSpec, end: RunEnd): Attached {
  const done = Promise.resolve(end);
  return { pid: undefined, record: undefined, output: openOutput(spec.outputDir), done, stop: () => done, release: () => undefined };
}

const NO_SUPERVISOR = 'The supervisor of the command could not be started. Its log in the output directory says more.';
