import { bootId } from './boot-id.ts';
import { linuxTable } from './linux-table.ts';
import { macosTable } from './macos-table.ts';
import { openOutput } from './open-output.ts';
import { readEnd, readRunRecord } from './read-record.ts';
import type { RunEnd, RunningCommand } from './run.ts';
import type { RunRecord } from './run-record.ts';
import { stopTree } from './stop-tree.ts';
import { createProcessTree, type OwnProcess, type ProcessTree } from './tree.ts';

/** How often a run is looked at whose processes are not our children. */
const POLL_MS = 100;
/** What a supervisor gets beyond the grace of its command before it is ended itself: it sweeps and drains for a few seconds. */
const SUPERVISOR_MS = 8_000;
/** Milliseconds between TERM and KILL for what a lost run has left. */
const LOST_GRACE_MS = 1_000;

/** A supervised run, seen from any process. */
export interface Attached extends RunningCommand {
  /** What its supervisor has said; absent when there never was one in this directory. */
  readonly record: RunRecord | undefined;
  /** Stops looking; `done` then stays open unless it is known already. The command goes on. */
  release(): void;
}

/**
 * Follows a supervised run from any process, while it lives and after. Takes its output directory, and what tells at once that it is
 * over when somebody knows. What cannot be told from the directory is said in the end that `done` gives: when its supervisor was ended,
 * nobody saw the end, and `survivors` are what still runs of it, to be ended by `stop`.
 */
export async function attach(outputDir: string, over?: Promise<unknown>): Promise<Attached> {
  let record = readRunRecord(outputDir);
  const table = process.platform === 'linux' ? linuxTable : macosTable;
  const hurry = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<RunEnd>();
  let last: { readonly end: RunEnd; readonly lost: boolean } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopping: Promise<RunEnd> | undefined;
  let asked = false;

  /** Nothing but pid, start and boot together names a process. */
  const lives = ({ pid, start }: OwnProcess): boolean => record?.boot === bootId() && table.facts(pid)?.start === start;
  const supervised = (): boolean => record !== undefined && lives(record.supervisor);

  function look(): void {
    clearTimeout(timer);
    if (last !== undefined) return;
    // Before the record of the end is read: it is written before the supervisor goes.
    const goesOn = supervised();
    const end = readEnd(outputDir);
    if (end === undefined && goesOn) {
      timer = setTimeout(look, POLL_MS);
      return;
    }
    record = readRunRecord(outputDir) ?? record;
    last = { end: end ?? lostEnd(record, record === undefined ? undefined : treeOf(record)), lost: end === undefined };
    ended.resolve(last.end);
  }

  function treeOf({ task, command, supervisor, boot }: RunRecord): ProcessTree | undefined {
    if (boot !== bootId()) return undefined;
    const known = command === undefined ? undefined : table.facts(command.pid);
    const root = known !== undefined && known.start === command?.start ? known : undefined;
    // A number that no process has: descent from it proves nothing, only marks do.
    const nobody = { pid: -1, ppid: -1, group: -1, session: -1, start: command?.start ?? supervisor.start };
    const tree = createProcessTree({ table, root: root ?? nobody, marks: { task, tag: command?.tag, pipes: [] } });
    if (root === undefined) tree.rootReaped();
    return tree;
  }

  function signal(one: OwnProcess, name: NodeJS.Signals): void {
    try {
      // Looked up again for each signal: the number may be somebody else's by now.
      if (lives(one)) process.kill(one.pid, name);
    } catch {
      // Gone since, or of another user.
    }
  }

  function ask(name: NodeJS.Signals): void {
    if (record === undefined || last !== undefined) return;
    signal(record.supervisor, name);
    signal(record.supervisor, 'SIGCONT');
  }

  async function stop(): Promise<RunEnd> {
    const limit = Promise.withResolvers<void>();
    const patience = setTimeout(limit.resolve, (record?.stopGraceMs ?? 0) + SUPERVISOR_MS);
    await Promise.race([ended.promise, limit.promise]);
    clearTimeout(patience);
    ask('SIGKILL');
    const end = await ended.promise;
    const tree = last?.lost === true && record !== undefined ? treeOf(record) : undefined;
    if (tree === undefined) return end;
    const swept = await stopTree(tree, { graceMs: LOST_GRACE_MS, hurry: hurry.promise });
    return { ...end, reason: swept.killed.length === 0 ? end.reason : 'stopped', ...swept };
  }

  look();
  void over?.then(look);
  return {
    pid: record?.command?.pid,
    get record() {
      return record;
    },
    output: openOutput(outputDir, { growing: () => last === undefined && supervised() }),
    done: ended.promise,
    stop({ force = false } = {}) {
      if (force) hurry.resolve();
      if (force) ask('SIGINT');
      else if (!asked) ask('SIGTERM');
      asked = true;
      stopping ??= stop();
      return stopping;
    },
    release: () => clearTimeout(timer),
  };
}

/** What can be said of a run whose end nobody has seen. */
function lostEnd(record: RunRecord | undefined, tree: ProcessTree | undefined): RunEnd {
  tree?.look();
  const survivors = (tree?.alive() ?? []).map((one) => tree?.describe(one)).filter((one) => one !== undefined);
  const error = record === undefined ? NO_RECORD : tree === undefined ? OTHER_BOOT : survivors.length === 0 ? LOST : `${LOST} ${LEFT}`;
  return { reason: 'signalled', exitCode: null, signal: null, durationMs: 0, killed: [], survivors, error };
}

const NO_RECORD = 'There is no record of a supervised run.';
const OTHER_BOOT = 'The machine was started anew while it ran. What it had written is kept.';
const LOST = 'Nobody has written down how it ended: its supervisor was killed, or its directory removed.';
const LEFT = 'Some of its processes still run; stop it to end them.';
