import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOutputOrder, type Source } from '../../../src/shell/process/output-order.ts';
import type { Runs } from '../../../src/shell/process/output-runs.ts';
import { createPrivateFile, createSpillFile, type SpillFile } from '../../../src/shell/process/spill-file.ts';
import { scratch } from './fixture.ts';

/** For runs too short to fill a block. */
const noFile: SpillFile = {
  append: () => Promise.reject(new Error('not needed')),
  read: () => Promise.reject(new Error('not needed')),
  close: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

type Piece = readonly [Source, number];

/** One name a byte, so that order can be compared: stdout 1 is the second byte of stdout. */
function names(pieces: readonly Piece[], starts: Runs['starts'] = { stdout: 0, stderr: 0 }): string[] {
  const next = { ...starts };
  return pieces.flatMap(([source, length]) =>
    Array.from({ length }, () => {
      next[source] += 1;
      return `${source} ${next[source] - 1}`;
    }),
  );
}

const piecesOf = ({ lengths }: Runs): Piece[] => lengths.map((length, turn) => [turn % 2 === 0 ? 'stdout' : 'stderr', length]);
const namesOf = (runs: Runs): string[] => names(piecesOf(runs), runs.starts);

/** How much of each stream runs hold. */
function sums(runs: Runs): Record<Source, number> {
  const found = { stdout: 0, stderr: 0 };
  for (const [source, length] of piecesOf(runs)) found[source] += length;
  return found;
}

describe('the order of two streams', () => {
  test('any range gives the bytes of that range, in the order they came', async () => {
    const runs = fc.array(fc.tuple(fc.constantFrom<Source>('stdout', 'stderr'), fc.integer({ min: 1, max: 300 })), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(runs, fc.nat(), fc.nat(), async (added, a, b) => {
        const order = createOutputOrder(noFile);
        for (const [source, length] of added) await order.add(source, length);
        const expected = names(added);
        const total = expected.length;
        const [from = 0, to = 0] = [a % (total + 1), b % (total + 1)].sort((x, y) => x - y);
        expect(namesOf(await order.runs(from, to))).toEqual(expected.slice(from, to));
      }),
      { numRuns: 60 },
    );
  });

  test('what does not fit a block goes to the file and is found again, also by readers at the same time', async () => {
    const file = createSpillFile(join(await scratch(), 'order'), createPrivateFile);
    const order = createOutputOrder(file);
    const turns = 200_000;
    const early: { to: number; found: Promise<Runs> }[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      await order.add('stderr', 1);
      await order.add('stdout', 2);
      if (turn % 50_000 === 40_000) early.push({ to: 3 * turn + 3, found: order.runs(0, 3 * turn + 3) });
    }
    for (const { to, found } of early) {
      const runs = await found;
      expect([runs.starts, sums(runs)]).toEqual([
        { stdout: 0, stderr: 0 },
        { stdout: (to / 3) * 2, stderr: to / 3 },
      ]);
    }
    expect(namesOf(await order.runs(3 * 150_000 + 1, 3 * 150_000 + 5))).toEqual([
      'stdout 300000',
      'stdout 300001',
      'stderr 150001',
      'stdout 300002',
    ]);
    expect(namesOf(await order.runs(3 * turns - 1, 3 * turns))).toEqual([`stdout ${2 * turns - 1}`]);
    await file.remove();
  });
});
