import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFloors, scoreAll } from '../../scripts/scores/all.ts';
import { findUnexplained, readDifferences, scoreAccepted, scoreRefused } from '../../scripts/scores/differences.ts';
import { type Score, standings } from '../../scripts/scores/score.ts';

describe('the corpora', () => {
  const scores = scoreAll();

  test('no score is below its floor, no corpus lost rows, and none is without a floor', () => {
    expect(standings(scores, readFloors()).filter(({ ok }) => !ok)).toEqual([]);
  });

  test('what others refuse and we allow is on the list, each with its class, and nothing else is', () => {
    expect(scores.flatMap(({ faults }) => faults)).toEqual([]);
  });

  test('the list has each command once', () => {
    const listed = readDifferences().map(({ corpus, command }) => `${corpus} ${command}`);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.length).toBeGreaterThan(0);
  });
});

describe('a score', () => {
  const score: Score = { corpus: 'a', rows: 3, misses: [{ command: 'x', expected: 'ask', seen: 'allow' }], faults: [] };

  test.each([
    ['at its floor', { rows: 3, score: 2 }, true],
    ['above its floor', { rows: 2, score: 1 }, true],
    ['below its floor', { rows: 3, score: 3 }, false],
    ['with fewer rows than it had', { rows: 4, score: 2 }, false],
  ])('%s', (_, floor, ok) => {
    expect(standings([score], { a: floor })).toEqual([{ corpus: 'a', rows: 3, score: 2, floor, ok }]);
  });

  test('fails without a floor, and a floor fails without its corpus', () => {
    const floor = { rows: 1, score: 0 };
    expect(standings([score], { b: floor })).toEqual([
      { corpus: 'a', rows: 3, score: 2, floor: undefined, ok: false },
      { corpus: 'b', rows: 0, score: 0, floor, ok: false },
    ]);
  });

  test('fails for a fault, however low its floor', () => {
    const floor = { rows: 0, score: 0 };
    expect(standings([{ ...score, faults: ['x'] }], { a: floor })).toEqual([{ corpus: 'a', rows: 3, score: 2, floor, ok: false }]);
  });
});

describe('what others refuse', () => {
  test('a list and what is allowed have to fit', () => {
    const allowed = [
      { command: 'ls', class: 'read-only' },
      { command: 'touch x', class: 'workspace-write' },
      { command: 'make', class: 'workspace-code' },
    ] as const;
    const listed = [
      { command: 'ls', class: 'read-only' },
      { command: 'touch x', class: 'read-only' },
      { command: 'pwd', class: 'read-only' },
    ] as const;
    expect(findUnexplained(allowed, listed)).toEqual([
      'listed as read-only, allowed as workspace-write: "touch x"',
      'allowed as workspace-code and not listed: "make"',
      'listed, and no longer allowed: "pwd"',
    ]);
  });

  test('one that is allowed without a reason is a miss and a fault', () => {
    expect(scoreRefused('theirs', 'no-such-list', ['ls', 'rm -rf /'])).toEqual({
      corpus: 'theirs',
      rows: 2,
      misses: [{ command: 'ls', expected: 'ask or deny', seen: 'allow, read-only' }],
      faults: ['allowed as read-only and not listed: "ls"'],
    });
  });

  test('one that asks is friction where others run it', () => {
    expect(scoreAccepted('theirs', ['ls', 'npm test'])).toEqual({
      corpus: 'theirs',
      rows: 2,
      misses: [{ command: 'npm test', expected: 'allow', seen: 'ask, workspace-code' }],
      faults: [],
    });
  });
});

test('the script says the same and exits 0; a word it does not know is wrong usage', () => {
  const script = join(import.meta.dirname, '../../scripts/scores.ts');
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 15_000, stdio: 'pipe' });
  expect(JSON.parse(run('--json'))).toEqual({ table: JSON.parse(JSON.stringify(standings(scoreAll(), readFloors()))), faults: [] });
  expect(() => run('--frob')).toThrow(expect.objectContaining({ status: 64 }));
});
