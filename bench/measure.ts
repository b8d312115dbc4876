/** One line of a benchmark: ours against something else, measured in the same run. */
export interface Row {
  readonly what: string;
  readonly ours: number;
  readonly against: string;
  readonly theirs: number;
  readonly unit: string;
  /** `ours / theirs`, or the difference where `compare` says so. */
  readonly ratio: number;
  readonly compare: 'ratio' | 'difference';
  /** What the project aims at, as a reader would say it. */
  readonly aim?: string;
}

export interface Options {
  readonly quick: boolean;
  /** A directory for what the run makes; whoever gave it removes it. */
  readonly scratch: string;
}

export interface Benchmark {
  readonly name: string;
  run(options: Options): Promise<Row[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export function row(
  what: string,
  ours: number,
  against: string,
  theirs: number,
  unit: string,
  aim?: string,
  compare: Row['compare'] = 'ratio',
): Row {
  return {
    what,
    ours,
    against,
    theirs,
    unit,
    ratio: compare === 'ratio' ? ours / theirs : ours - theirs,
    compare,
    ...(aim === undefined ? {} : { aim }),
  };
}
