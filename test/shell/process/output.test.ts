import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOutput, type OutputLog, type OutputSink, type Stream } from '../../../src/shell/process/output.ts';
import type { Source } from '../../../src/shell/process/output-order.ts';
import { scratch } from './fixture.ts';

async function written(pieces: readonly (readonly [Source, Buffer])[]): Promise<OutputSink> {
  const sink = createOutput(join(await scratch(), 'out'));
  for (const [source, chunk] of pieces) sink.write(source, chunk);
  expect(await sink.finish()).toBeUndefined();
  return sink;
}

async function pages(log: OutputLog, stream: Stream, size: number): Promise<string> {
  let text = '';
  for (let at = 0; at < log.bytes[stream]; ) {
    const page = await log.read(stream, at, size);
    expect(page.next).toBeGreaterThan(at);
    text += page.text;
    at = page.next;
  }
  return text;
}

const chunk = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).map((text) => Buffer.from(text)),
  fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
);
const pieces = fc.array(fc.tuple(fc.constantFrom<Source>('stdout', 'stderr'), chunk), { maxLength: 12 });

describe('reading', () => {
  test('pages of any size add up to the whole stream, also when it is not UTF-8', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 40 }), async (added, size) => {
        const { log } = await written(added);
        for (const source of ['stdout', 'stderr'] as const) {
          const whole = Buffer.concat(added.filter((piece) => piece[0] === source).map((piece) => piece[1]));
          expect(await pages(log, source, size)).toBe(whole.toString('utf8'));
        }
        expect(log.bytes.combined).toBe(log.bytes.stdout + log.bytes.stderr);
        await log.remove();
      }),
      { numRuns: 40 },
    );
  });

  test('a character that comes in two chunks stays whole in the combined view', async () => {
    const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
    const { log } = await written([
      ['stdout', Buffer.concat([Buffer.from('a'), first])],
      ['stderr', Buffer.from('!')],
      ['stdout', second],
    ]);
    expect(await log.read('combined', 0, 100)).toEqual({ text: 'a!é', from: 0, next: 4, total: 4 });
  });

  test('a start inside a character moves to the next one, an end inside one to its beginning', async () => {
    const { log } = await written([['stdout', Buffer.from('😀b😀c')]]);
    expect(await log.read('stdout', 1, 6)).toEqual({ text: 'b', from: 4, next: 5, total: 10 });
  });

  test('a start outside of what there is, and a cap of nothing', async () => {
    const { log } = await written([['stdout', Buffer.from('abc')]]);
    expect([
      await log.read('stdout', 99, 10),
      await log.read('stdout', -5, 10),
      await log.read('stdout', 1, 0),
      await log.read('stderr', 0, 10),
    ]).toEqual([
      { text: '', from: 3, next: 3, total: 3 },
      { text: 'abc', from: 0, next: 3, total: 3 },
      { text: '', from: 1, next: 1, total: 3 },
      { text: '', from: 0, next: 0, total: 0 },
    ]);
  });
});

describe('excerpts', () => {
  test('a short output is whole', async () => {
    const { log } = await written([
      ['stdout', Buffer.from('abc')],
      ['stderr', Buffer.from('!')],
    ]);
    expect(await log.excerpt('combined', 4)).toEqual({ text: 'abc!', truncated: false });
  });

  test('a long one keeps head and tail and counts the rest', async () => {
    const { log } = await written([['stdout', Buffer.from(`${'é'.repeat(100)}${'z'.repeat(100)}`)]]);
    expect(await log.excerpt('stdout', 60)).toEqual({
      text: `${'é'.repeat(7)}\n[… 270 bytes omitted …]\n${'z'.repeat(16)}`,
      truncated: true,
    });
  });

  test('never pass the cap, and the count is exact', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 30 }), fc.nat(200), async (chunks, cap) => {
        const { log } = await written(chunks.map((one) => ['stdout', one] as const));
        const whole = Buffer.concat(chunks);
        const { text, truncated } = await log.excerpt('stdout', cap);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(cap);
        if (!truncated) expect(text).toBe(whole.toString('utf8'));
        const parts = /^(.*)\n\[… (\d+) bytes omitted …\]\n(.*)$/su.exec(text);
        if (truncated && parts !== null && !whole.toString('utf8').includes('\ufffd')) {
          const kept = Buffer.byteLength(parts[1] ?? '') + Buffer.byteLength(parts[3] ?? '');
          expect(Number(parts[2])).toBe(whole.length - kept);
        }
        await log.remove();
      }),
      { numRuns: 40 },
    );
  });
});

describe('writing', () => {
  test('a listener hears of bytes that can be read, until it unsubscribes', async () => {
    const sink = createOutput(join(await scratch(), 'out'));
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = sink.log.onData(resolve);
    sink.write('stdout', Buffer.from('now'));
    await promise;
    expect((await sink.log.read('stdout', 0, 9)).text).toBe('now');
    stop();
    await sink.finish();
  });

  test('a full disk: said once, the backlog is let go, finish gives the error', async () => {
    const sink = createOutput('unused', () => open('/dev/full', 'w'));
    sink.write('stdout', Buffer.from('lost'));
    await sink.failed;
    sink.write('stdout', Buffer.from('lost too'));
    await sink.drained(0);
    expect(await sink.finish()).toMatchObject({ code: 'ENOSPC' });
    expect(sink.log.bytes).toEqual({ stdout: 0, stderr: 0, combined: 0 });
  });

  test('without a byte there is no directory; remove leaves nothing', async () => {
    const dir = await scratch();
    const silent = createOutput(join(dir, 'silent'));
    await silent.finish();
    await expect(stat(join(dir, 'silent'))).rejects.toThrow('ENOENT');
    const loud = createOutput(join(dir, 'loud'));
    loud.write('stderr', Buffer.from('x'));
    await loud.finish();
    await loud.log.remove();
    await expect(stat(join(dir, 'loud'))).rejects.toThrow('ENOENT');
  });
});
