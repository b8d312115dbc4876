import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatResourceUri, parseResourceUri } from '../../src/server/resource-uri.ts';

test.each(['session', 'policy', 'todos', 'tasks'])('bailiwick://%s', (kind) => {
  expect(parseResourceUri(`bailiwick://${kind}`)).toEqual({ kind: 'ref', ref: { kind } });
});

test.each([
  ['bailiwick://tasks/t1/output', { taskId: 't1', stream: 'combined', from: 0, max: 65_536 }],
  ['bailiwick://tasks/t1/output?stream=stderr&from=10&max=5', { taskId: 't1', stream: 'stderr', from: 10, max: 5 }],
  ['bailiwick://tasks/t1/output?max=99999999', { taskId: 't1', stream: 'combined', from: 0, max: 65_536 }],
])('%s', (uri, ref) => {
  expect(parseResourceUri(uri)).toEqual({ kind: 'ref', ref: { kind: 'output', ...ref } });
});

test.each([
  ['bailiwick://tasks/t1/output?stream=stdin', '"stream" is one of stdout, stderr, combined'],
  ['bailiwick://tasks/t1/output?from=-1', '"from" and "max" are whole numbers of bytes'],
  ['bailiwick://tasks/t1/output?max=1e3', '"from" and "max" are whole numbers of bytes'],
  ['bailiwick://tasks/t1/output?offset=1', 'an output has the parameters stream, from and max'],
])('%s is invalid', (uri, reason) => {
  expect(parseResourceUri(uri)).toEqual({ kind: 'invalid', reason });
});

test.each([
  'file:///etc/passwd',
  'bailiwick://',
  'bailiwick://session/',
  'bailiwick://session?x',
  'bailiwick://tasks/a/b/output',
  'bailiwick://tasks//output',
  'bailiwick://tasks/a/output#x',
  'BAILIWICK://session',
])('%s is unknown', (uri) => {
  expect(parseResourceUri(uri)).toEqual({ kind: 'unknown' });
});

test('what is formatted is parsed back', () => {
  fc.assert(
    fc.property(fc.uuid(), (taskId) => {
      const ref = { kind: 'output', taskId, stream: 'combined', from: 0, max: 65_536 } as const;
      expect(parseResourceUri(formatResourceUri(ref))).toEqual({ kind: 'ref', ref });
    }),
  );
});
