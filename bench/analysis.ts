import { readFileSync } from 'node:fs';
import { parse } from 'unbash';
import { analyse } from '../src/shell/analyse.ts';
import { type Benchmark, median, quantile, row } from './measure.ts';

const context = { home: '/home/ann', cwd: '/home/ann/project' };

function commands(): string[] {
  const lines = (name: string) =>
    readFileSync(new URL(`../test/corpora/${name}`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { command: string }).command);
  return [...lines('prefix-examples.jsonl'), ...lines('adversarial.jsonl')];
}

function time(work: (command: string) => unknown, texts: readonly string[], rounds: number): number[] {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const text of texts) {
      const begun = performance.now();
      work(text);
      if (round > 0) times.push((performance.now() - begun) * 1000);
    }
  }
  return times;
}

export const analysis: Benchmark = {
  name: 'analysis',
  run: async ({ quick }) => {
    const texts = commands();
    const rounds = quick ? 20 : 200;
    const ours = time((text) => analyse(text, context), texts, rounds);
    const parser = time((text) => parse(text), texts, rounds);
    return [
      row('analyse a command, p50', median(ours), 'the parser alone, its tree unread', median(parser), 'us'),
      row('analyse a command, p99', quantile(ours, 0.99), 'the parser alone, its tree unread', quantile(parser, 0.99), 'us'),
    ];
  },
};
