import { parseJSONRPCMessage } from '@modelcontextprotocol/client';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage } from '../../src/server/json-rpc.ts';

const takes = (value: unknown): boolean => {
  try {
    parseJSONRPCMessage(value);
    return true;
  } catch {
    return false;
  }
};

test('takes exactly what the SDK takes: what it drops in silence has a reason here', () => {
  const meta = fc.oneof(
    fc.constant({}),
    fc.jsonValue(),
    fc.record({ progressToken: fc.jsonValue() }),
    fc.record({ 'io.modelcontextprotocol/related-task': fc.oneof(fc.jsonValue(), fc.record({ taskId: fc.jsonValue() })) }),
  );
  const id = fc.oneof(fc.integer(), fc.string(), fc.double(), fc.constant(null));
  const member = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(arbitrary, arbitrary, fc.jsonValue());
  const message = fc.record(
    {
      jsonrpc: member(fc.constant('2.0')),
      id,
      method: member(fc.constantFrom('tools/list', 'x')),
      params: member(fc.record({ _meta: meta, name: fc.string() }, { requiredKeys: [] })),
      result: member(fc.record({ _meta: meta }, { requiredKeys: [] })),
      error: member(fc.record({ code: member(fc.integer()), message: member(fc.string()) })),
      other: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(message, message, message, fc.jsonValue()), (value) => {
      expect([value, readMessage(value).ok]).toEqual([value, takes(value)]);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [[], { ok: false, id: null, reason: 'batches are not supported: send one message a line' }],
  [7, { ok: false, id: null, reason: 'a message is a JSON object' }],
  [{}, { ok: false, id: null, reason: '"method" is missing' }],
  [{ id: 5 }, { ok: false, id: 5, reason: '"method" is missing' }],
  [
    { jsonrpc: '1.0', id: 'a', method: 'x' },
    { ok: false, id: 'a', reason: '"jsonrpc" must be "2.0"' },
  ],
  [
    { jsonrpc: '2.0', id: 1.5, method: 'x' },
    { ok: false, id: null, reason: '"id" must be a string or a whole number' },
  ],
  [
    { jsonrpc: '2.0', id: null, method: 'x' },
    { ok: false, id: null, reason: '"id" must be a string or a whole number' },
  ],
  [
    { jsonrpc: '2.0', id: 1, method: 'x', params: [] },
    { ok: false, id: 1, reason: '"params" must be an object' },
  ],
  [
    { jsonrpc: '2.0', id: 1, method: 'x', also: 1 },
    { ok: false, id: 1, reason: 'a message has no members but jsonrpc, id, method, params' },
  ],
  [
    { jsonrpc: '2.0', id: 1, result: 7 },
    { ok: false, unanswerable: '"result" must be an object' },
  ],
])('%j', (value, read) => {
  expect(readMessage(value)).toEqual(read);
});
