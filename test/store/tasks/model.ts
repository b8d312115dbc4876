import type { StoredTask, TaskPhase } from '../../../src/store/tasks/engine.ts';

/** What a task is to a person with paper and pencil. */
interface Line {
  readonly queue: string;
  phase: TaskPhase;
  readonly statuses: string[];
  holder: number | undefined;
  /** The claim that counts, as its place among all claims. */
  good: number | undefined;
  ordered: boolean;
}

/** The rules of a task engine once more, as simple as they can be said: tasks are `task0`, `task1` … in the order of their dispatch. */
export interface Model {
  readonly lines: readonly Line[];
  dispatch(queue: string, holder: number | undefined): void;
  /** The task that comes next, with what claiming it does. */
  claim(
    wanted: {
      readonly queues: readonly string[];
      readonly limits: { readonly queue: number; readonly worker: number };
      /** Indices of tasks that may not begin now. */
      readonly except: readonly number[];
    },
    worker: number,
  ): number | undefined;
  write(claim: number, taskIndex: number, gap: number, to: TaskPhase): boolean;
  cancel(taskIndex: number): TaskPhase | 'unknown';
  orders(worker: number): readonly string[];
  /** Of these lost workers. */
  orphans(lost: ReadonlySet<number>): readonly string[];
  takeOver(taskIndex: number, worker: number, lost: ReadonlySet<number>): boolean;
  /** The claim at this place is one that was given for this task. */
  given(claim: number): number | undefined;
}

export const STATUS: Readonly<Record<TaskPhase, string>> = { queued: 'queued', held: 'running', ended: 'completed' };

export function createModel(): Model {
  const lines: Line[] = [];
  const claims: number[] = [];
  const held = (counts: (line: Line) => boolean): number => lines.filter((line) => line.phase === 'held' && counts(line)).length;
  const hold = (taskIndex: number, worker: number): void => {
    const line = lines[taskIndex];
    if (line === undefined) return;
    line.phase = 'held';
    line.holder = worker;
    line.good = claims.push(taskIndex) - 1;
  };
  const end = (line: Line, status: string): void => {
    line.phase = 'ended';
    line.holder = undefined;
    line.statuses.push(status);
  };
  const isOrphan = (line: Line | undefined, worker: number | undefined, lost: ReadonlySet<number>): boolean =>
    line?.phase === 'held' && line.holder !== undefined && line.holder !== worker && lost.has(line.holder);

  return {
    lines,
    dispatch(queue, holder) {
      const status = holder === undefined ? 'queued' : 'running';
      lines.push({ queue, phase: 'queued', statuses: [status], holder: undefined, good: undefined, ordered: false });
      if (holder !== undefined) hold(lines.length - 1, holder);
    },
    claim({ queues, limits, except }, worker) {
      if (held(({ holder }) => holder === worker) >= limits.worker) return undefined;
      const [next] = queues
        .map((queue) => ({
          head: lines.findIndex((line, n) => line.queue === queue && line.phase === 'queued' && !except.includes(n)),
          running: held((line) => line.queue === queue),
        }))
        .filter(({ head, running }) => head >= 0 && running < limits.queue)
        .sort((a, b) => a.running - b.running || a.head - b.head);
      if (next === undefined) return undefined;
      hold(next.head, worker);
      lines[next.head]?.statuses.push('running');
      return next.head;
    },
    write(claim, taskIndex, gap, to) {
      const line = lines[taskIndex];
      if (line === undefined || claims[claim] !== taskIndex || line.phase !== 'held' || line.good !== claim || gap !== 0) return false;
      if (to === 'ended') end(line, STATUS.ended);
      else line.statuses.push(STATUS[to]);
      if (to !== 'queued') return true;
      line.phase = 'queued';
      line.holder = undefined;
      if (line.ordered) end(line, 'stopped');
      return true;
    },
    cancel(taskIndex) {
      const line = lines[taskIndex];
      if (line === undefined) return 'unknown';
      const was = line.phase;
      if (was === 'queued') end(line, 'stopped');
      if (was === 'held') line.ordered = true;
      return was;
    },
    orders: (worker) => lines.flatMap((line, n) => (line.phase === 'held' && line.holder === worker && line.ordered ? [`task${n}`] : [])),
    orphans: (lost) => lines.flatMap((line, n) => (isOrphan(line, undefined, lost) ? [`task${n}`] : [])),
    takeOver(taskIndex, worker, lost) {
      if (!isOrphan(lines[taskIndex], worker, lost)) return false;
      hold(taskIndex, worker);
      return true;
    },
    given: (claim) => claims[claim],
  };
}

/** What is compared of a task that an engine has. */
export function lineOf({ phase, status, seq }: StoredTask): object {
  return { phase, status, seq };
}

export function expectedLine({ phase, statuses }: Line): object {
  return { phase, status: statuses.at(-1), seq: statuses.length };
}
