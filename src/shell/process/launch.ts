import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Guard } from './guard.ts';
import { linuxTable } from './linux-table.ts';
import { macosTable } from './macos-table.ts';
import { MARKER } from './marker.ts';
import { startFailedText, whyNotStartable } from './start-error.ts';
import { type Launch, launchTagged, newTag } from './tag.ts';
import { createProcessTree, type OwnProcess, type ProcessTree } from './tree.ts';

/** What to start. */
export interface LaunchSpec {
  /** argv[0] is the absolute path of the program. */
  readonly argv: readonly string[];
  /** What the program sees as its own name; argv[0] when absent. */
  readonly argv0?: string;
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** What it gets of ours beside its standard output and error. */
export interface Handed {
  /** A pipe to its standard input, which is closed otherwise. */
  readonly input?: boolean;
  /** A descriptor of ours that it inherits as number 3. */
  readonly inherit?: number | undefined;
}

export interface Child {
  readonly process: ChildProcess;
  /** Absent when its standard input is closed. */
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/** The first process of a command, and by what the others are known when nobody who started them is left. */
export interface StartedProcess extends OwnProcess {
  readonly tag?: string | undefined;
}

export interface Launched {
  readonly pid: number;
  readonly child: Child;
  readonly tree: ProcessTree;
  readonly first: StartedProcess;
  /** Tells the guard that nothing of it lives. */
  readonly unguard: () => void;
}

export type Started = Launched | { readonly failed: Promise<string> };

/**
 * Takes a spec, who ends its processes when we are killed, and what it gets of ours; starts its program as the leader of a new session
 * and group. Returns why it did not start, else the child.
 */
export function launch({ argv, argv0, cwd, env }: LaunchSpec, guard?: Guard, { input = false, inherit }: Handed = {}): Started {
  const linux = process.platform === 'linux';
  const table = linux ? linuxTable : macosTable;
  const [file = '', ...args] = argv;
  const why = whyNotStartable(file, cwd);
  if (why !== undefined) return { failed: Promise.resolve(why) };
  const tag = linux ? newTag() : undefined;
  const start: Launch = tag === undefined ? { file, args, argv0 } : launchTagged(argv, argv0, tag);
  // Before the start: a kill between the two must not leave it unknown.
  const unguard = tag === undefined ? undefined : guard?.watch(tag);
  const stdio = [input ? 'pipe' : 'ignore', 'pipe', 'pipe', ...(inherit === undefined ? [] : [inherit])] as const;
  const options: SpawnOptions = { cwd, env, detached: true, stdio: [...stdio] };
  try {
    const child = spawn(start.file, start.args, start.argv0 === undefined ? options : { ...options, argv0: start.argv0 });
    const { pid, stdin, stdout, stderr } = child;
    if (pid === undefined) {
      unguard?.();
      return { failed: new Promise((resolve) => child.once('error', (error) => resolve(startFailedText(error)))) };
    }
    if (stdout === null || stderr === null) throw new Error('pipes were asked for');
    // Gone already when it was quicker than we are; then nothing of it can be signalled, and any start is as good.
    const root = table.facts(pid) ?? { pid, ppid: process.pid, group: pid, session: pid, start: '0' };
    return {
      pid,
      child: { process: child, stdin: stdin ?? undefined, stdout, stderr },
      tree: createProcessTree({ table, root, marks: table.marksOf(pid, env[MARKER], tag) }),
      first: { pid, start: root.start, tag },
      unguard: unguard ?? guard?.watch(String(pid)) ?? (() => undefined),
    };
  } catch (error) {
    unguard?.();
    return { failed: Promise.resolve(startFailedText(error)) };
  }
}
