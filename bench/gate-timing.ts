import { setImmediate as turn } from 'node:timers/promises';
import { median, quantile } from './measure.ts';

export interface Paired {
  /** Each in us. */
  readonly bare: { readonly p50: number; readonly p99: number };
  readonly whole: { readonly p50: number; readonly p99: number };
  /** Of the differences within each pair. */
  readonly added: { readonly p50: number; readonly p99: number };
}

/** Calls between two turns of the loop, in which timers run: a gate that is called over and over would never sync its log. */
const CALLS_A_TURN = 64;

/**
 * Times two works on every text in each round, one right after the other, the first of a pair taking turns; what undoes `whole` is not
 * timed. `before` comes first, uncounted: whoever meets a text first would pay for what the kernel and the processor forgot. Whole rounds for `warmMs` come first. Collections of garbage and interruptions by the machine are in the figures.
 */
export async function pairs<Answer>(
  texts: readonly string[],
  { rounds, warmMs }: { readonly rounds: number; readonly warmMs: number },
  works: {
    readonly before: (text: string) => unknown;
    readonly bare: (text: string) => unknown;
    readonly whole: (text: string) => Promise<Answer>;
    readonly settle: (answer: Answer) => void;
  },
): Promise<Paired> {
  const clock = clockOverhead();
  const timeBare = (text: string): number => {
    const begun = performance.now();
    works.bare(text);
    return Math.max(0, performance.now() - begun - clock) * 1000;
  };
  const timeWhole = async (text: string): Promise<number> => {
    const begun = performance.now();
    const answer = await works.whole(text);
    const took = Math.max(0, performance.now() - begun - clock) * 1000;
    works.settle(answer);
    return took;
  };
  const times = { bare: [] as number[], whole: [] as number[], added: [] as number[] };
  const round = async (odd: boolean, keep: boolean): Promise<void> => {
    for (const [i, text] of texts.entries()) {
      if (i % CALLS_A_TURN === 0) await turn();
      works.before(text);
      const bareFirst = (i % 2 === 0) === odd;
      const first = bareFirst ? timeBare(text) : Number.NaN;
      const whole = await timeWhole(text);
      const bare = bareFirst ? first : timeBare(text);
      if (!keep) continue;
      times.bare.push(bare);
      times.whole.push(whole);
      times.added.push(whole - bare);
    }
  };
  const until = performance.now() + warmMs;
  do await round(true, false);
  while (performance.now() < until);
  for (let n = 0; n < rounds; n++) await round(n % 2 === 0, true);
  const spread = (values: readonly number[]) => ({ p50: median(values), p99: quantile(values, 0.99) });
  return { bare: spread(times.bare), whole: spread(times.whole), added: spread(times.added) };
}

/** Calls each second, everything in between counted: of each work the fastest of several passes over all texts, which take turns. */
export async function perSecond(
  texts: readonly string[],
  passes: number,
  works: { readonly bare: (text: string) => unknown; readonly whole: (text: string) => Promise<void> },
): Promise<{ readonly bare: number; readonly whole: number }> {
  const pass = async (work: (text: string) => unknown): Promise<number> => {
    const begun = performance.now();
    for (const [i, text] of texts.entries()) {
      if (i % CALLS_A_TURN === 0) await turn();
      await work(text);
    }
    return texts.length / ((performance.now() - begun) / 1000);
  };
  const best = { bare: 0, whole: 0 };
  for (let n = 0; n < passes; n++) {
    best.bare = Math.max(best.bare, await pass(works.bare));
    best.whole = Math.max(best.whole, await pass(works.whole));
  }
  return best;
}

/** What two readings of the clock without anything between them differ by, in ms. */
export function clockOverhead(): number {
  const times: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    const begun = performance.now();
    times.push(performance.now() - begun);
  }
  return median(times);
}
