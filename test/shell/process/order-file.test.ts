import { appendFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openOutput, type StoredLog } from '../../../src/shell/process/open-output.ts';
import { openOrderFile } from '../../../src/shell/process/order-file.ts';
import { scratch } from './fixture.ts';

const BLOCK = 65_536;
const MIB = 1_048_576;

/** Files of a run that has written so many bytes of each stream, in an order that is given as it lies in its file. */
async function written(order: Uint8Array, { stdout, stderr }: { stdout: number; stderr: number }): Promise<string> {
  const dir = join(await scratch(), 'out');
  await mkdir(dir);
  await Promise.all([
    writeFile(join(dir, 'order'), order),
    writeFile(join(dir, 'stdout'), Buffer.alloc(stdout, 'o')),
    writeFile(join(dir, 'stderr'), Buffer.alloc(stderr, 'E')),
  ]);
  return dir;
}

const text = async (log: StoredLog, from: number, bytes: number): Promise<string> => (await log.read('combined', from, bytes)).text;

/** What the order in a file covers of two streams of 1,000 bytes. */
async function coveredBy(bytes: readonly number[]): Promise<object> {
  const path = join(await scratch(), 'order');
  await writeFile(path, Buffer.from(bytes));
  return await openOrderFile(path, () => ({ stdout: 1_000, stderr: 1_000 })).reach(Number.POSITIVE_INFINITY);
}

describe('what no writer of ours has made ends the order', () => {
  test.each<[string, readonly number[], { stdout: number; stderr: number }]>([
    ['two runs of nothing at the beginning of a block, and one anywhere, are ours', [0, 0, 3, 0, 4], { stdout: 7, stderr: 0 }],
    ['a third at the beginning of a block', [0, 0, 0, 3], { stdout: 0, stderr: 0 }],
    ['a second elsewhere', [3, 0, 0, 4], { stdout: 3, stderr: 0 }],
    ['nothing in more bytes than it needs', [3, 0x80, 0, 4], { stdout: 3, stderr: 0 }],
    ['a number that does not end', [3, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 1], { stdout: 3, stderr: 0 }],
    ['more of a stream than there is', [3, 4, 0xe8, 7, 1], { stdout: 3, stderr: 4 }],
    ['a number that is cut off', [3, 4, 0x81], { stdout: 3, stderr: 4 }],
  ])('%s', async (_, bytes, covered) => {
    expect(await coveredBy(bytes)).toEqual(covered);
  });

  test('zeros at the end of a block belong to it, and the next one goes on', async () => {
    const block = Buffer.alloc(BLOCK, 1);
    const padded = Buffer.concat([block.fill(0, BLOCK - 15), Buffer.from([5, 6])]);
    const sizes = { stdout: 40_000, stderr: 40_000 };
    const dir = await written(padded, sizes);
    const runs = BLOCK - 15;
    expect(await openOrderFile(join(dir, 'order'), () => sizes).reach(Number.POSITIVE_INFINITY)).toEqual({
      stdout: Math.ceil(runs / 2) + 5,
      stderr: Math.floor(runs / 2) + 6,
    });
    expect(await text(openOutput(dir), runs - 1, 13)).toBe('oooooo' + 'EEEEEE' + 'o');
    const early = Buffer.alloc(BLOCK, 1).fill(0, BLOCK - 16);
    expect(await coveredBy([...early.subarray(0, 100), 0, 0, 1])).toEqual({ stdout: 50, stderr: 50 });
  });

  test('any bytes: never more than there is, and each look at once tells as much as one at the end', async () => {
    const path = join(await scratch(), 'order');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(60), async (bytes, cut) => {
        const limit = { stdout: 500, stderr: 500 };
        await writeFile(path, bytes.subarray(0, cut));
        const growing = openOrderFile(path, () => limit);
        const before = growing.glance();
        await appendFile(path, bytes.subarray(cut));
        const after = await growing.reach(Number.POSITIVE_INFINITY);
        expect([after, growing.glance()]).toEqual([await openOrderFile(path, () => limit).reach(Number.POSITIVE_INFINITY), after]);
        expect(before.stdout <= after.stdout && after.stdout <= 500 && before.stderr <= after.stderr && after.stderr <= 500).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an order that is long', () => {
  test('300 MB of nothing are not read', async () => {
    const dir = await written(Buffer.from([1, 2]), { stdout: 3, stderr: 4 });
    await truncate(join(dir, 'order'), 300 * MIB);
    expect(await text(openOutput(dir), 0, 100)).toBe('oEEooEE');
  });

  test('16 MiB of turns are read while others get theirs; what lies behind is told stream by stream', async () => {
    const turns = 9 * MIB;
    const dir = await written(Buffer.alloc(2 * turns, 1), { stdout: turns, stderr: turns });
    const log = openOutput(dir, { growing: () => true });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await log.settled();
    delay.disable();
    expect({ ...log.bytes }).toEqual({ stdout: turns, stderr: turns, combined: 16 * MIB });
    // A reading in one piece takes ten times as long.
    expect(delay.percentile(99) / 1e6).toBeLessThan(20);
    const last = openOutput(dir);
    const each = await Promise.all([text(last, 16 * MIB - 3, 6), text(last, 17 * MIB - 3, 6), text(last, 2 * turns - 3, 6)]);
    expect([each, last.bytes.combined]).toEqual([['EoEooo', 'oooEEE', 'EEE'], 2 * turns]);
  });

  test('a look without waiting goes on by a part at a time, until all is told', async () => {
    const dir = await written(Buffer.alloc(BLOCK + 10, 1), { stdout: BLOCK, stderr: BLOCK });
    const log = openOutput(dir, { growing: () => true });
    const looks = Array.from({ length: 6 }, () => log.bytes.combined);
    expect(looks).toEqual([16_384, 32_768, 49_152, BLOCK, BLOCK + 10, BLOCK + 10]);
  });

  test('several readers and looks at once tell the same', async () => {
    const dir = await written(Buffer.alloc(3 * BLOCK, 1), { stdout: 2 * BLOCK, stderr: 2 * BLOCK });
    const log = openOutput(dir, { growing: () => true });
    const reading = [0, 1, 2].map((nth) => text(log, nth * BLOCK, BLOCK));
    expect(log.bytes.combined).toBe(16_384);
    expect(await Promise.all(reading)).toEqual(Array.from({ length: 3 }, () => 'oE'.repeat(BLOCK / 2)));
  });
});
