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
  ['bailiwick://tasks/t1/report', { kind: 'report', taskId: 't1', format: 'markdown' }],
  ['bailiwick://tasks/t1/report?format=html', { kind: 'report', taskId: 't1', format: 'html' }],
  ['bailiwick://tasks/t1/diff', { kind: 'diff', taskId: 't1', from: 0, max: 65_536 }],
  ['bailiwick://tasks/t1/events?from=7&max=8', { kind: 'events', taskId: 't1', from: 7, max: 8 }],
  ['bailiwick://tasks/t1/transcript?max=99999999', { kind: 'transcript', taskId: 't1', from: 0, max: 65_536 }],
])('%s', (uri, ref) => {
  expect(parseResourceUri(uri)).toEqual({ kind: 'ref', ref });
});

test.each([
  ['bailiwick://tasks/t1/report?format=pdf', '"format" is one of markdown, html'],
  ['bailiwick://tasks/t1/report?from=1', 'a report has the parameter format'],
  ['bailiwick://tasks/t1/diff?stream=stdout', 'diff has the parameters from and max'],
  ['bailiwick://tasks/t1/events?from=x', '"from" and "max" are whole numbers of bytes'],
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
  'bailiwick://tasks/a/reports',
  'bailiwick://tasks/a/session',
  'BAILIWICK://session',
])('%s is unknown', (uri) => {
  expect(parseResourceUri(uri)).toEqual({ kind: 'unknown' });
});

test('what is formatted is parsed back', () => {
  fc.assert(
    fc.property(fc.uuid(), (taskId) => {
      const range = { taskId, from: 0, max: 65_536 } as const;
      const pages = (['diff', 'events', 'transcript'] as const).map((kind) => ({ kind, ...range }));
      const others = [{ kind: 'output', stream: 'combined', ...range } as const, { kind: 'report', taskId, format: 'markdown' } as const];
      for (const ref of [...others, ...pages]) expect(parseResourceUri(formatResourceUri(ref))).toEqual({ kind: 'ref', ref });
    }),
  );
});
