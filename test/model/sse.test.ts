import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSseParser, type SseEvent } from '../../src/model/sse.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function parse(text: string, limit = 1000): readonly SseEvent[] | 'too_long' {
  return createSseParser(limit).push(bytes(text));
}

describe('events', () => {
  test.each<readonly [string, string, readonly SseEvent[]]>([
    ['one', 'data: a\n\n', [{ event: '', data: 'a' }]],
    ['a name', 'event: ping\ndata: {}\n\n', [{ event: 'ping', data: '{}' }]],
    [
      'a name is for one event',
      'event: x\ndata: 1\n\ndata: 2\n\n',
      [
        { event: 'x', data: '1' },
        { event: '', data: '2' },
      ],
    ],
    ['data of many lines', 'data: a\ndata:b\ndata\ndata:  c\n\n', [{ event: '', data: 'a\nb\n\n c' }]],
    ['three line ends', 'data: a\r\n\r\ndata: b\r\rdata: c\n\n', ['a', 'b', 'c'].map((data) => ({ event: '', data }))],
    ['comments and other fields', ': alive\nid: 7\nretry: 10\nother: x\ndata: a\n:\n\n', [{ event: '', data: 'a' }]],
    ['no data is no event', 'event: x\n\n\n\n', []],
    ['a byte order mark', '\ufeffdata: a\n\n', [{ event: '', data: 'a' }]],
    ['not closed', 'data: a\n', []],
  ])('%s', (_, text, events) => {
    expect(parse(text)).toEqual(events);
  });
});

describe('limits', () => {
  test('a line, closed or not, and the data of an event', () => {
    expect(parse(`data: ${'x'.repeat(14)}\n\n`, 20)).toEqual([{ event: '', data: 'x'.repeat(14) }]);
    expect(parse(`data: ${'x'.repeat(15)}\n\n`, 20)).toBe('too_long');
    expect(parse('x'.repeat(21), 20)).toBe('too_long');
    expect(parse('data: 12345\n'.repeat(4), 20)).toBe('too_long');
    expect(parse('data: 12345\n\n'.repeat(40), 20)).toHaveLength(40);
  });

  test('a line that comes in many pieces', () => {
    const parser = createSseParser(20);
    const results = Array.from({ length: 21 }, () => parser.push(bytes('x')));
    expect(results).toEqual([...Array.from({ length: 20 }, () => []), 'too_long']);
  });
});

test('however the bytes are cut, the events are the same', () => {
  const line = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
    fc.constantFrom('', ': comment', 'event: e', 'data', 'id: 1', 'data: ü€😀'),
  );
  const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 20 });
  fc.assert(
    fc.property(lines, fc.array(fc.nat({ max: 400 }), { maxLength: 40 }), (made, cuts) => {
      const whole = bytes(made.map(([text, end]) => text + end).join(''));
      const parser = createSseParser(10_000);
      const points = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
      const pieces = points.slice(1).map((end, index) => whole.subarray(points[index], end));
      const events = pieces.map((piece) => parser.push(piece));
      expect(events.flatMap((made) => (made === 'too_long' ? [] : made))).toEqual(createSseParser(10_000).push(whole));
    }),
    { numRuns: 300 },
  );
});
