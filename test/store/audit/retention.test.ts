import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeOldest } from '../../../src/store/audit/retention.ts';
import { temporary } from './records.ts';

const NOW = 1_700_000_000_000;
const DAY_S = 24 * 60 * 60;

function files(ages: Readonly<Record<string, number>>): string {
  const dir = temporary();
  for (const [name, days] of Object.entries(ages)) {
    writeFileSync(join(dir, name), '');
    utimesSync(join(dir, name), NOW / 1000 - days * DAY_S, NOW / 1000 - days * DAY_S);
  }
  return dir;
}

function removed(dir: string, maxFiles: number): { dropped: string[]; said: string[]; left: string[] } {
  const dropped: string[] = [];
  const said: string[] = [];
  const keep = join(dir, 'b.1.jsonl');
  removeOldest({ dir, keep, maxFiles, now: NOW, dropped: (chain) => dropped.push(chain), log: (line) => said.push(line) });
  return { dropped, said, left: readdirSync(dir) };
}

test('the oldest chain goes first, from its first file on, and the end of a chain is told', () => {
  const dir = files({ 'a.1.jsonl': 9, 'a.2.jsonl': 8, 'a.10.jsonl': 7, 'b.1.jsonl': 6, 'c.1.jsonl': 5 });
  expect(removed(dir, 4)).toEqual({ dropped: [], said: [], left: ['a.10.jsonl', 'a.2.jsonl', 'b.1.jsonl', 'c.1.jsonl'] });
  expect(removed(dir, 2)).toEqual({ dropped: ['a'], said: [], left: ['b.1.jsonl', 'c.1.jsonl'] });
});

test('what is written now, what another process may write and what is no log of ours stays', () => {
  const dir = files({ 'a.1.jsonl': 0.5, 'b.1.jsonl': 9, 'b.2.jsonl': 0.5, 'notes.txt': 9, 'a.1.jsonl.torn': 9 });
  expect(removed(dir, 0)).toEqual({ dropped: [], said: [], left: ['a.1.jsonl', 'a.1.jsonl.torn', 'b.1.jsonl', 'b.2.jsonl', 'notes.txt'] });
});

test('what cannot be removed is said', () => {
  const dir = files({ 'a.2.jsonl': 9 });
  mkdirSync(join(dir, 'a.1.jsonl'));
  expect(removed(dir, 1)).toEqual({
    dropped: [],
    said: [expect.stringContaining('Old files of the audit log could not be removed')],
    left: ['a.1.jsonl', 'a.2.jsonl'],
  });
});
