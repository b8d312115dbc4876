import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { characterStart, headText, incompleteTail, tailText } from '../../../src/shell/process/utf8.ts';

const bytesOf = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);

describe('incompleteTail', () => {
  test.each([
    ['', 0],
    ['61', 0],
    ['61c3', 1],
    ['c3a9', 0],
    ['e282', 2],
    ['f09f98', 3],
    ['f09f9880', 0],
    // Continuation bytes that nothing leads, and a byte that leads nothing.
    ['80808080', 0],
    ['ff', 0],
  ])('%s: %i', (hex, expected) => {
    expect(incompleteTail(Buffer.from(hex, 'hex'))).toBe(expected);
  });

  test('cutting there never changes what decodes', () => {
    fc.assert(
      fc.property(bytesOf, fc.nat(80), (bytes, at) => {
        const end = Math.min(at, bytes.length);
        const cut = end - incompleteTail(bytes.subarray(0, end));
        expect(bytes.toString('utf8', 0, cut) + bytes.toString('utf8', cut)).toBe(bytes.toString('utf8'));
      }),
    );
  });
});

describe('characterStart', () => {
  test.each([0, 1, 2, 3, 4])('skips the rest of a character of four bytes: index %i', (index) => {
    expect(characterStart(Buffer.from('😀x'), index)).toBe(index === 0 ? 0 : 4);
  });

  test('leaves bytes alone that are part of no character', () => {
    expect(characterStart(Buffer.from('80808080', 'hex'), 2)).toBe(2);
  });
});

describe('headText and tailText', () => {
  test('stay within the cap, say what they used, and lose nothing in the middle of text that is UTF-8', () => {
    fc.assert(
      fc.property(bytesOf, fc.nat(80), (bytes, cap) => {
        const head = headText(bytes, cap);
        const tail = tailText(bytes, cap);
        expect(Buffer.byteLength(head.text)).toBeLessThanOrEqual(cap);
        expect(Buffer.byteLength(tail.text)).toBeLessThanOrEqual(cap);
        expect(head.text).toBe(bytes.toString('utf8', 0, head.bytes));
        expect(tail.text).toBe(bytes.toString('utf8', bytes.length - tail.bytes));
      }),
    );
  });

  test('use the cap as far as whole characters go', () => {
    expect([headText(Buffer.from('aé😀z'), 4), headText(Buffer.from('aé😀z'), 7), tailText(Buffer.from('aé😀z'), 4)]).toEqual([
      { text: 'aé', bytes: 3 },
      { text: 'aé😀', bytes: 7 },
      { text: 'z', bytes: 1 },
    ]);
  });
});
