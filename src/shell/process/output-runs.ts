import { setImmediate } from 'node:timers/promises';

/** One of the two streams a process writes. */
export type Source = 'stdout' | 'stderr';

/** A range of both streams together. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What a range of both streams together is made of. There may be as many runs as bytes, so that a run is no more than a number. */
export interface Runs {
  /** Where the range begins in each stream. */
  readonly starts: Readonly<Record<Source, number>>;
  /** Bytes by turns, in the order seen; the first of stdout, perhaps 0. */
  readonly lengths: readonly number[];
}

/** Runs that are being added to. */
export interface RunList extends Runs {
  /** Where the next run begins, in both streams together. */
  readonly at: number;
  /** Adds what of the next run lies in the range. Takes its length and whether it is one of stderr. */
  add(length: number, ofStderr: boolean): void;
}

/** Takes the range and how much of each stream comes before the first run that will be added, which is no more than before the range. */
export function createRunList(before: Readonly<Record<Source, number>>, { from, to }: Range): RunList {
  const starts = { stdout: before.stdout, stderr: before.stderr };
  const lengths: number[] = [];
  let at = before.stdout + before.stderr;

  function push(length: number, ofStderr: boolean): void {
    const turns = lengths.length;
    if (ofStderr === (turns % 2 === 1)) lengths.push(length);
    else if (turns === 0) lengths.push(0, length);
    else lengths[turns - 1] = (lengths[turns - 1] ?? 0) + length;
  }

  return {
    starts,
    lengths,
    get at() {
      return at;
    },
    add(length, ofStderr) {
      const next = at + length;
      const begin = Math.min(Math.max(at, from), next);
      const end = Math.min(next, to);
      if (begin > at) starts[ofStderr ? 'stderr' : 'stdout'] += begin - at;
      if (end > begin) push(end - begin, ofStderr);
      at = next;
    },
  };
}

/** A copy by the system costs more than a loop below this many bytes. */
const FEW_BYTES = 32;
/** After this many runs others get their turn: a few milliseconds. */
const RUNS_AT_A_TIME = 32_768;

/** Takes the bytes of each stream from where the range begins, and the runs of it; returns the range as it was seen. */
export async function interleaved({ stdout, stderr }: Readonly<Record<Source, Buffer>>, lengths: readonly number[]): Promise<Buffer> {
  const whole = Buffer.alloc(stdout.length + stderr.length);
  const turns = lengths.length;
  let part = stdout;
  let other = stderr;
  let from = 0;
  let otherFrom = 0;
  let filled = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    if (turn % RUNS_AT_A_TIME === RUNS_AT_A_TIME - 1) await setImmediate();
    // A file may have been removed or cut meanwhile.
    const end = Math.min(from + (lengths[turn] ?? 0), part.length);
    if (end - from > FEW_BYTES) filled += part.copy(whole, filled, from, end);
    else for (let at = from; at < end; at += 1, filled += 1) whole[filled] = part[at] ?? 0;
    [part, other] = [other, part];
    from = otherFrom;
    otherFrom = end;
  }
  return whole.subarray(0, filled);
}
