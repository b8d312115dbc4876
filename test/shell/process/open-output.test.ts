import { spawnSync } from 'node:child_process';
import { appendFileSync, symlinkSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openOutput } from '../../../src/shell/process/open-output.ts';
import { createOutput, type OutputLog, type OutputSink } from '../../../src/shell/process/output.ts';
import type { Source } from '../../../src/shell/process/output-order.ts';
import { scratch } from './fixture.ts';

type Piece = readonly [Source, string];

/** stdout in small letters, stderr in capitals: so any text tells which bytes of which stream it holds. */
const pieces = fc.array(
  fc.oneof(
    fc.tuple(fc.constant<Source>('stdout'), fc.stringMatching(/^[a-z]{1,300}$/)),
    fc.tuple(fc.constant<Source>('stderr'), fc.stringMatching(/^[A-Z]{1,300}$/)),
  ),
  { minLength: 1, maxLength: 30 },
);

const textOf = async (log: OutputLog): Promise<string> => (await log.read('combined', 0, 1_000_000)).text;
const small = (text: string): string => text.replaceAll(/[A-Z]/g, '');
const capitals = (text: string): string => text.replaceAll(/[a-z]/g, '');

/** Writes the pieces, each as a batch of its own where `apart` says so. */
async function write(sink: OutputSink, added: readonly Piece[], apart: boolean): Promise<void> {
  for (const [source, text] of added) {
    sink.write(source, Buffer.from(text));
    if (apart) await sink.drained(0);
  }
}

/** A scratch directory in which many runs have one each. */
async function places(): Promise<() => string> {
  const dir = await scratch();
  let made = 0;
  return () => {
    made += 1;
    return join(dir, String(made));
  };
}

describe('a run that has ended', () => {
  test('reads in another process as in its own: whole, in pages, cut to a cap', async () => {
    const place = await places();
    await fc.assert(
      fc.asyncProperty(pieces, fc.boolean(), fc.nat(), fc.nat(5_000), async (added, apart, from, cap) => {
        const dir = place();
        const sink = createOutput(dir);
        sink.keepOrder();
        await write(sink, added, apart);
        await sink.finish();
        const log = openOutput(dir);
        expect({ ...log.bytes }).toEqual({ ...sink.log.bytes });
        expect(await textOf(log)).toBe(added.map(([, text]) => text).join(''));
        const at = from % (log.bytes.combined + 1);
        expect(await log.read('combined', at, cap)).toEqual(await sink.log.read('combined', at, cap));
        expect(await log.excerpt('combined', cap)).toEqual(await sink.log.excerpt('combined', cap));
        expect(await log.excerpt('stderr', cap)).toEqual(await sink.log.excerpt('stderr', cap));
      }),
      { numRuns: 40 },
    );
  });

  test('kept only after it had begun, the order is whole as well', async () => {
    const dir = join(await scratch(), 'out');
    const sink = createOutput(dir);
    await write(
      sink,
      [
        ['stderr', 'A'],
        ['stdout', 'b'],
        ['stderr', 'C'],
      ],
      true,
    );
    sink.keepOrder();
    await write(
      sink,
      [
        ['stderr', 'D'],
        ['stdout', 'e'],
        ['stdout', 'f'],
      ],
      true,
    );
    await sink.finish();
    expect(await textOf(openOutput(dir))).toBe('AbCDef');
  });

  test('of hundreds of thousands of turns, in many blocks', async () => {
    const dir = join(await scratch(), 'out');
    const sink = createOutput(dir);
    sink.keepOrder();
    for (let turn = 0; turn < 60_000; turn += 1) {
      sink.write('stderr', Buffer.from('E'));
      sink.write('stdout', Buffer.from('oo'));
      if (turn % 5_000 === 0) await sink.drained(0);
    }
    await sink.finish();
    const log = openOutput(dir);
    expect(await textOf(log)).toBe('Eoo'.repeat(60_000));
    expect((await log.read('combined', 3 * 50_000 + 1, 5)).text).toBe('ooEoo');
  });

  test('that nobody has asked to be kept costs no file for the order', async () => {
    const dir = join(await scratch(), 'out');
    const sink = createOutput(dir);
    await write(
      sink,
      [
        ['stderr', 'A'],
        ['stdout', 'b'],
        ['stderr', 'C'],
      ],
      true,
    );
    await sink.finish();
    await expect(readFile(join(dir, 'order'))).rejects.toThrow('ENOENT');
    expect(await textOf(openOutput(dir))).toBe('bAC');
  });
});

describe('a run whose writer was ended', () => {
  test('an order that is torn anywhere, or no order at all: nothing is lost, nothing twice, what is known comes first', async () => {
    const place = await places();
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(), fc.uint8Array({ maxLength: 20 }), async (added, cut, noise) => {
        const dir = place();
        const sink = createOutput(dir);
        sink.keepOrder();
        await write(sink, added, true);
        await sink.finish();
        const whole = await textOf(sink.log);
        const order = await readFile(join(dir, 'order'));
        const length = cut % (order.length + 1);
        await truncate(join(dir, 'order'), length);
        const torn = await textOf(openOutput(dir));
        expect([small(torn), capitals(torn)]).toEqual([small(whole), capitals(whole)]);
        const known = openOutput(dir, { growing: () => true }).bytes.combined;
        expect(torn.slice(0, known)).toBe(whole.slice(0, known));
        appendFileSync(join(dir, 'order'), noise);
        const noisy = await textOf(openOutput(dir));
        expect([small(noisy), capitals(noisy)]).toEqual([small(whole), capitals(whole)]);
      }),
      { numRuns: 60 },
    );
  });

  test('the last bytes, that no order tells of, come at the end', async () => {
    const dir = join(await scratch(), 'out');
    const sink = createOutput(dir);
    sink.keepOrder();
    await write(
      sink,
      [
        ['stderr', 'A'],
        ['stdout', 'b'],
      ],
      true,
    );
    await sink.finish();
    appendFileSync(join(dir, 'stderr'), 'YZ');
    appendFileSync(join(dir, 'stdout'), 'c');
    const log = openOutput(dir);
    expect([await textOf(log), { ...log.bytes }]).toEqual(['AbcYZ', { stdout: 2, stderr: 3, combined: 5 }]);
  });
});

describe('a run that another process writes', () => {
  test('only grows at its end, in every view, and says when', async () => {
    const dir = join(await scratch(), 'out');
    const sink = createOutput(dir);
    sink.keepOrder();
    const log = openOutput(dir, { growing: () => true });
    expect({ ...log.bytes }).toEqual({ stdout: 0, stderr: 0, combined: 0 });
    const seen: string[] = [];
    for (const piece of ['a', 'B', 'C', 'd'] as const) {
      const told = Promise.withResolvers<void>();
      const stop = log.onData(told.resolve);
      sink.write(piece === piece.toUpperCase() ? 'stderr' : 'stdout', Buffer.from(piece));
      await told.promise;
      stop();
      await sink.drained(0);
      seen.push(await textOf(log));
    }
    await sink.finish();
    // Two turns of one stream are two batches: each is there at once.
    expect(seen).toEqual(['a', 'aB', 'aBC', 'aBCd']);
    // What lies in the files before its order does is not told yet.
    appendFileSync(join(dir, 'stdout'), 'e');
    expect([{ ...log.bytes }, await textOf(log)]).toEqual([{ stdout: 3, stderr: 2, combined: 4 }, 'aBCd']);
  });
});

describe('what is not our output', () => {
  test('a directory that is not there is empty', async () => {
    const log = openOutput(join(await scratch(), 'none'));
    expect([await log.excerpt('combined', 100), { ...log.bytes }, await log.remove()]).toEqual([
      { text: '', truncated: false },
      { stdout: 0, stderr: 0, combined: 0 },
      undefined,
    ]);
  });

  test.each<[string, (path: string) => unknown]>([
    ['a link', (path) => symlinkSync('/etc/passwd', path)],
    ['a pipe', (path) => spawnSync('mkfifo', [path])],
    ['a directory', (path) => mkdir(path)],
  ])('%s is not read, in place of any of the files', async (_, make) => {
    const dir = await scratch();
    for (const name of ['stdout', 'order']) await make(join(dir, name));
    await writeFile(join(dir, 'stderr'), 'E');
    const log = openOutput(dir);
    expect([await textOf(log), { ...log.bytes }]).toEqual(['E', { stdout: 0, stderr: 1, combined: 1 }]);
  });

  test('removed between the look and the reading', async () => {
    const dir = await scratch();
    await writeFile(join(dir, 'stdout'), 'text');
    const log = openOutput(dir);
    const reading = log.read('stdout', 0, 100);
    await rm(join(dir, 'stdout'));
    expect(['text', '']).toContain((await reading).text);
  });

  test.each([
    ['its directory', 'session/task'],
    ['the directory around it', 'session'],
  ])('a link in the place of %s: neither read nor removed', async (_, swapped) => {
    const dir = await scratch();
    for (const place of ['session/task', 'other', 'other/task']) {
      await mkdir(join(dir, place), { recursive: true });
      for (const name of ['stdout', 'stderr', 'order', 'run.json']) await writeFile(join(dir, place, name), '1');
    }
    const log = openOutput(join(dir, 'session/task'));
    expect(await textOf(log)).toBe('11');
    await rename(join(dir, swapped), join(dir, 'away'));
    await symlink(join(dir, 'other'), join(dir, swapped));
    const both = [log, openOutput(join(dir, 'session/task'))];
    const told = both.map(async (one) => [await textOf(one), await one.raw('stdout', 0, 9), { ...one.bytes }, await one.remove()]);
    const nothing = ['', Buffer.alloc(0), { stdout: 0, stderr: 0, combined: 0 }, undefined];
    expect(await Promise.all(told)).toEqual([nothing, nothing]);
    const names = ['order', 'run.json', 'stderr', 'stdout'];
    expect([await readdir(join(dir, 'other')), await readdir(join(dir, 'other/task'))]).toEqual([[...names, 'task'].sort(), names]);
  });
});
