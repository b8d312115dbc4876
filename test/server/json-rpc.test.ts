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
  let taken = 0;
  const meta = fc.oneof(
    fc.constant({}),
    fc.jsonValue(),
    fc.record({ progressToken: fc.jsonValue() }),
    fc.record({ 'io.modelcontextprotocol/related-task': fc.oneof(fc.jsonValue(), fc.record({ taskId: fc.jsonValue() })) }),
  );
  const usually = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 8, arbitrary }, { weight: 1, arbitrary: fc.jsonValue() });
  const some = { jsonrpc: usually(fc.constant('2.0')), id: fc.oneof(fc.integer(), fc.string(), fc.double(), fc.constant(null)) };
  const call = fc.record(
    { ...some, method: usually(fc.string()), params: usually(fc.record({ _meta: meta, name: fc.string() }, { requiredKeys: [] })) },
    { requiredKeys: ['jsonrpc', 'method'] },
  );
  const result = fc.record(
    { ...some, result: usually(fc.record({ _meta: meta }, { requiredKeys: [] })) },
    { requiredKeys: ['jsonrpc', 'result'] },
  );
  const error = fc.record(
    { ...some, error: usually(fc.record({ code: usually(fc.integer()), message: usually(fc.string()), data: fc.jsonValue() })) },
    { requiredKeys: ['jsonrpc', 'error'] },
  );
  const message = fc.oneof(call, result, error);
  const strange = fc
    .tuple(message, fc.oneof(message, fc.dictionary(fc.string(), fc.jsonValue())))
    .map(([one, other]) => ({ ...one, ...other }));
  fc.assert(
    fc.property(fc.oneof(message, message, strange, fc.jsonValue()), (value) => {
      const { ok } = readMessage(value);
      expect([value, ok]).toEqual([value, takes(value)]);
      taken += ok ? 1 : 0;
    }),
    { numRuns: 2000 },
  );
  // Of both kinds there were many.
  expect(taken).toBeGreaterThan(200);
  expect(taken).toBeLessThan(1800);
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
