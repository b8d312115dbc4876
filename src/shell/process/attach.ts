import { isDeepStrictEqual } from 'node:util';
import { bootId } from './boot-id.ts';
import { linuxTable } from './linux-table.ts';
import { macosTable } from './macos-table.ts';
import { openOutput } from './open-output.ts';
import type { Marks } from './process-table.ts';
import { parseEnd, readEnd, readRunRecord } from './read-record.ts';
import { LONGEST_TIMER_MS, type RunEnd, type RunningCommand } from './run.ts';
import type { RunRecord } from './run-record.ts';
import { stopMarked } from './stop-marked.ts';
import { type StopResult, stopTree } from './stop-tree.ts';
import { isSupervisorOf } from './supervisor-process.ts';
import { createProcessTree, type ProcessTree } from './tree.ts';

/** How often a run is looked at whose processes are not our children. */
const POLL_MS = 100;
/** What a supervisor gets beyond the grace of its command before it is ended itself: it sweeps and drains for a few seconds. */
const SUPERVISOR_MS = 8_000;
/** Milliseconds between TERM and KILL for what a lost run has left. */
const LOST_GRACE_MS = 1_000;

const NOBODY_MET: StopResult = { killed: [], survivors: [] };

/** A supervised run, seen from any process. */
export interface Attached extends RunningCommand {
  /** What its supervisor has said; absent when there never was one in this directory. */
  readonly record: RunRecord | undefined;
  /** Stops looking; `done` then stays open unless it is known already. The command goes on. */
  release(): void;
}

export interface AttachOptions {
  /**
   * The id of the task that is expected there: a record that names another is none, and `stop` ends what carries its mark, whatever the
   * directory says. When absent the task that the record names is believed.
   */
  readonly task?: string | undefined;
  /** What the supervisor says on its standard output until that is closed; how the run ended comes last. For who has started it. */
  readonly said?: Promise<string> | undefined;
}

/**
 * Follows a supervised run from any process, while it lives and after. Takes its output directory. What cannot be told from the directory
 * is said in the end that `done` gives: when its supervisor was ended, nobody saw the end, and `survivors` are what still runs of it, to
 * be ended by `stop`. Whoever can write the directory can forge what stands there, the command first of all: so nobody is signalled who
 * is not the supervisor of this run or carries its marks, and no end counts while the supervisor lives.
 */
export async function attach(outputDir: string, { task, said }: AttachOptions = {}): Promise<Attached> {
  let record = recordOf(outputDir, task);
  const table = process.platform === 'linux' ? linuxTable : macosTable;
  const hurry = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<RunEnd>();
  let last: { readonly end: RunEnd; readonly lost: boolean } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopping: Promise<RunEnd> | undefined;
  let asked = false;
  let proven = false;

  /** Nothing but pid, start and boot together names a process, and what it is it tells itself. */
  function supervised(): boolean {
    if (record === undefined || record.boot !== bootId()) return false;
    const { pid, start } = record.supervisor;
    if (table.facts(pid)?.start !== start) return false;
    proven ||= isSupervisorOf(pid, outputDir);
    return proven;
  }

  function look(): void {
    clearTimeout(timer);
    if (last !== undefined) return;
    if (supervised()) {
      timer = setTimeout(look, POLL_MS);
      return;
    }
    record = laterOf(record, recordOf(outputDir, task));
    const end = record === undefined ? undefined : readEnd(outputDir);
    settle(end ?? lostEnd(record, record === undefined ? undefined : treeOf(record)), end === undefined);
  }

  function settle(end: RunEnd, lost: boolean): void {
    clearTimeout(timer);
    last = { end, lost };
    ended.resolve(end);
  }

  function heard(text: string): void {
    const end = parseEnd(text);
    if (end === undefined) look();
    else if (last === undefined) settle(end, false);
  }

  function treeOf({ task, command, supervisor, boot }: RunRecord): ProcessTree | undefined {
    if (boot !== bootId()) return undefined;
    const marks: Marks = { task, tag: command?.tag, pipes: [] };
    const known = command === undefined ? undefined : table.facts(command.pid);
    // Elsewhere than on Linux no mark can be seen.
    const marked = known !== undefined && (process.platform !== 'linux' || table.carries(known.pid, marks));
    const root = marked && known.start === command?.start ? known : undefined;
    // A number that no process has: descent from it proves nothing, only marks do.
    const nobody = { pid: -1, ppid: -1, group: -1, session: -1, start: command?.start ?? supervisor.start };
    const tree = createProcessTree({ table, root: root ?? nobody, marks });
    if (root === undefined) tree.rootReaped();
    return tree;
  }

  function signal(name: NodeJS.Signals): void {
    try {
      // Looked up again for each signal: the number may be somebody else's by now, and the process another program.
      if (record !== undefined && supervised() && isSupervisorOf(record.supervisor.pid, outputDir))
        process.kill(record.supervisor.pid, name);
    } catch {
      // Gone since, or of another user.
    }
  }

  function ask(name: NodeJS.Signals): void {
    if (last !== undefined) return;
    signal(name);
    signal('SIGCONT');
  }

  async function stop(): Promise<RunEnd> {
    const limit = Promise.withResolvers<void>();
    const patience = setTimeout(limit.resolve, Math.min((record?.stopGraceMs ?? 0) + SUPERVISOR_MS, LONGEST_TIMER_MS));
    await Promise.race([ended.promise, limit.promise]);
    clearTimeout(patience);
    ask('SIGKILL');
    const end = await ended.promise;
    const tree = last?.lost === true && record !== undefined ? treeOf(record) : undefined;
    const swept = tree === undefined ? end : await stopTree(tree, { graceMs: LOST_GRACE_MS, hurry: hurry.promise });
    // A forged record or end leads us past what still runs; the mark of its task does not.
    const marked = task === undefined ? NOBODY_MET : await stopMarked(task, { force: true });
    if (tree === undefined && marked.killed.length + marked.survivors.length === 0) return end;
    const killed = [...swept.killed, ...marked.killed];
    const survivors = [...swept.survivors, ...marked.survivors.filter(({ pid }) => !swept.survivors.some((one) => one.pid === pid))];
    return { ...end, reason: killed.length === 0 ? end.reason : 'stopped', killed, survivors };
  }

  const output = openOutput(outputDir, { growing: () => last === undefined && supervised() });
  look();
  void said?.then(heard);
  // What was written before us is read here, so that later looks find little that is new.
  await output.settled();
  return {
    pid: record?.command?.pid,
    get record() {
      return record;
    },
    output,
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

/** Takes an output directory and the task that is expected there; returns what is believed of the record in it. */
function recordOf(outputDir: string, task: string | undefined): RunRecord | undefined {
  const record = readRunRecord(outputDir);
  return task === undefined || record?.task === task ? record : undefined;
}

/** What a record says later counts when it is of the same run: the command is written down only when it has started. */
function laterOf(first: RunRecord | undefined, later: RunRecord | undefined): RunRecord | undefined {
  const same = first?.boot === later?.boot && first?.task === later?.task && isDeepStrictEqual(first?.supervisor, later?.supervisor);
  return same ? later : first;
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
