import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOutputOrder, type Segment, type Source } from '../../../src/shell/process/output-order.ts';
import { createPrivateFile, createSpillFile, type SpillFile } from '../../../src/shell/process/spill-file.ts';
import { scratch } from './fixture.ts';

/** For runs too short to fill a block. */
const noFile: SpillFile = {
  append: () => Promise.reject(new Error('not needed')),
  read: () => Promise.reject(new Error('not needed')),
  close: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

/** One letter a byte, so that order can be compared as text: o1 is the second byte of stdout. */
const letters = (segments: readonly Segment[]): string[] =>
  segments.flatMap(({ source, from, length }) => Array.from({ length }, (_, index) => `${source === 'stdout' ? 'o' : 'e'}${from + index}`));

describe('the order of two streams', () => {
  test('any range gives the bytes of that range, in the order they came', async () => {
    const runs = fc.array(fc.tuple(fc.constantFrom<Source>('stdout', 'stderr'), fc.integer({ min: 1, max: 300 })), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(runs, fc.nat(), fc.nat(), async (added, a, b) => {
        const order = createOutputOrder(noFile);
        const counts = { stdout: 0, stderr: 0 };
        const expected: Segment[] = [];
        for (const [source, length] of added) {
          await order.add(source, length);
          expected.push({ source, from: counts[source], length });
          counts[source] += length;
        }
        const total = counts.stdout + counts.stderr;
        const [from = 0, to = 0] = [a % (total + 1), b % (total + 1)].sort((x, y) => x - y);
        expect(letters(await order.segments(from, to))).toEqual(letters(expected).slice(from, to));
      }),
      { numRuns: 60 },
    );
  });

  test('what does not fit a block goes to the file and is found again, also by readers at the same time', async () => {
    const file = createSpillFile(join(await scratch(), 'order'), createPrivateFile);
    const order = createOutputOrder(file);
    const turns = 200_000;
    const early: { to: number; found: Promise<readonly Segment[]> }[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      await order.add('stderr', 1);
      await order.add('stdout', 2);
      if (turn % 50_000 === 40_000) early.push({ to: 3 * turn + 3, found: order.segments(0, 3 * turn + 3) });
    }
    for (const { to, found } of early) {
      const last = { stdout: 0, stderr: 0 };
      // Each stream without a gap and nothing twice.
      const gaps = (await found).filter(({ source, from, length }) => {
        const fits = from === last[source];
        last[source] = from + length;
        return !fits;
      });
      expect(gaps).toEqual([]);
      expect(last).toEqual({ stdout: (to / 3) * 2, stderr: to / 3 });
    }
    expect(await order.segments(3 * 150_000 + 1, 3 * 150_000 + 5)).toEqual([
      { source: 'stdout', from: 300_000, length: 2 },
      { source: 'stderr', from: 150_001, length: 1 },
      { source: 'stdout', from: 300_002, length: 1 },
    ]);
    expect(await order.segments(3 * turns - 1, 3 * turns)).toEqual([{ source: 'stdout', from: 2 * turns - 1, length: 1 }]);
    await file.remove();
  });
});
