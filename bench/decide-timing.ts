import { median, quantile } from './measure.ts';

export type Work = (command: string) => unknown;

/** Calls work on every text; what it gives back is looked at, so that no call may be left out as useless. */
function runAll(work: Work, texts: readonly string[]): number {
  let seen = 0;
  for (const text of texts) if (work(text) !== undefined) seen += 1;
  return seen;
}

/**
 * Means of several works over the same texts, in ns for each call. One sample times a batch of passes over all texts, long enough that
 * the clock does not matter; the works take turns, sample by sample, so that a slow moment of the machine meets all of them; the
 * shortest sample counts, for whatever else runs on the machine only makes one longer. A first, uncounted turn warms everything up.
 */
export function means<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  texts: readonly string[],
  { samples, atLeastMs }: { readonly samples: number; readonly atLeastMs: number },
): Record<Name, number> {
  const names = Object.keys(works) as Name[];
  const passes = new Map(names.map((name) => [name, passesFor(works[name], texts, atLeastMs)]));
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let sample = 0; sample < samples; sample++) {
    for (const name of names) {
      const count = passes.get(name) ?? 1;
      const begun = performance.now();
      for (let pass = 0; pass < count; pass++) runAll(works[name], texts);
      times.get(name)?.push(((performance.now() - begun) * 1e6) / count / texts.length);
    }
  }
  return Object.fromEntries(names.map((name) => [name, Math.min(...(times.get(name) ?? []))])) as Record<Name, number>;
}

/** How many passes fill the time of one sample; finding out is the warming up. */
function passesFor(work: Work, texts: readonly string[], atLeastMs: number): number {
  for (let passes = 1; ; passes *= 2) {
    const begun = performance.now();
    for (let pass = 0; pass < passes; pass++) runAll(work, texts);
    if (performance.now() - begun >= atLeastMs || passes >= 2 ** 20) return passes;
  }
}

export interface Spread {
  /** Over single calls, in us. */
  readonly p50: number;
  readonly p99: number;
  /** p99 over the texts, each with the median of its calls: how slow the slow texts are, without what the machine adds. */
  readonly slowTexts: number;
}

/**
 * Times single calls: every text in each of the rounds, minus what reading the clock twice takes. Before that, whole rounds warm
 * everything up for as long as it takes the compiler to be done (at least one). Collections of garbage and interruptions by the machine
 * are in p50 and p99.
 */
export function spread(work: Work, texts: readonly string[], rounds: number): Spread {
  const until = performance.now() + WARMING_MS;
  do runAll(work, texts);
  while (performance.now() < until);
  const clock = clockOverhead();
  const times = texts.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    texts.forEach((text, i) => {
      const begun = performance.now();
      work(text);
      const ended = performance.now();
      times[i]?.push(Math.max(0, ended - begun - clock) * 1000);
    });
  }
  const all = times.flat();
  return { p50: median(all), p99: quantile(all, 0.99), slowTexts: quantile(times.map(median), 0.99) };
}

/** Deciding gets no faster after about 100,000 calls. */
const WARMING_MS = 1500;

/** What two readings of the clock without anything between them differ by, in ms. */
function clockOverhead(): number {
  const times: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    const begun = performance.now();
    times.push(performance.now() - begun);
  }
  return median(times);
}

/** Looks at every character once: what reading a command costs at the least. */
export function scan(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (sum + text.charCodeAt(i)) | 0;
  return sum;
}
