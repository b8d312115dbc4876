import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter } from '../../src/server/framing.ts';

function split(maxBytes: number, chunks: readonly Uint8Array[]): string[] {
  const seen: string[] = [];
  const lines = createLineSplitter(maxBytes, { line: (text) => seen.push(text), tooLong: () => seen.push('<too long>') });
  for (const chunk of chunks) lines.push(Buffer.from(chunk));
  lines.end();
  return seen;
}

/** The same bytes in pieces of the given sizes. */
function pieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (const size of sizes) {
    parts.push(bytes.subarray(from, from + size));
    from += size;
  }
  return [...parts, bytes.subarray(from)];
}

test('lines are the same however the bytes are cut', () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\0', 'é', '€', '😀', '\u2028'), maxLength: 20 });
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(7)), (texts, sizes) => {
      const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
      expect(split(1000, pieces(bytes, sizes))).toEqual(texts);
    }),
  );
});

test('a line over the limit is told once and skipped to its end, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.array(fc.nat(7)), (lengths, sizes) => {
      const bytes = Buffer.from(lengths.map((length) => `${'x'.repeat(length)}\n`).join(''));
      expect(split(10, pieces(bytes, sizes))).toEqual(lengths.map((length) => (length > 10 ? '<too long>' : 'x'.repeat(length))));
    }),
  );
});

test('a last line without a newline counts, one that was skipped does not', () => {
  expect(split(10, [Buffer.from('one\ntwo')])).toEqual(['one', 'two']);
  expect(split(2, [Buffer.from('one')])).toEqual(['<too long>']);
  expect(split(10, [Buffer.from('one\n')])).toEqual(['one']);
});

test('a long line costs time in proportion to its length, not to its square', () => {
  const timeFor = (chunks: number): number => {
    const chunk = Buffer.alloc(16, 'x');
    const lines = createLineSplitter(64 * 1024 * 1024, { line: () => undefined, tooLong: () => undefined });
    const started = performance.now();
    for (let sent = 0; sent < chunks; sent++) lines.push(chunk);
    lines.push(Buffer.from('\n'));
    return performance.now() - started;
  };
  timeFor(10_000);
  // Eight times the bytes; joining what is held at every chunk would take 64 times as long, which is minutes.
  expect(timeFor(400_000)).toBeLessThan(40 * Math.max(timeFor(50_000), 5));
});

test('a line comes with the bytes that its text was read from, however they are cut', () => {
  const bytes = Buffer.from('a\xff\n\xc3\xa9b', 'latin1');
  fc.assert(
    fc.property(fc.array(fc.nat(4)), (sizes) => {
      const seen: unknown[] = [];
      const lines = createLineSplitter(10, { line: (text, read) => seen.push([text, read.toString('latin1')]), tooLong: () => {} });
      for (const chunk of pieces(bytes, sizes)) lines.push(chunk);
      lines.end();
      expect(seen).toEqual([
        ['a\ufffd', 'a\xff'],
        ['éb', '\xc3\xa9b'],
      ]);
    }),
  );
});
