import { expect, test } from 'vitest';
import { wireTask } from '../../src/server/task-wire.ts';
import { TASK_STATUSES } from '../../src/session/task-model.ts';
import { visible } from '../../src/shell/visible.ts';
import { snapshotOf } from './task-snapshot.ts';

const KEPT = { asks: false, retentionMs: 60_000 };
const times = (lastUpdated: string) => ({
  createdAt: '1970-01-01T00:00:01.000Z',
  lastUpdatedAt: lastUpdated,
  ttlMs: 60_000,
  pollIntervalMs: 1_000,
});
const end = { reason: 'exited', exitCode: 1, signal: null, durationMs: 5, killed: [], survivors: [] } as const;

test.each([
  ['queued', {}, 'working', 'queued'],
  ['queued', { position: 4 }, 'working', 'queued, position 4'],
  ['running', {}, 'working', undefined],
  ['waiting_approval', {}, 'working', 'waits for a person'],
  ['waiting_approval', { approval: 7 }, 'working', 'question 7 waits for a person'],
  ['completed', { end }, 'completed', undefined],
  ['failed', { end, reason: 'it exited with code 1' }, 'completed', 'it exited with code 1'],
  ['failed', { reason: 'it could not be run' }, 'failed', 'it could not be run'],
  ['blocked', { reason: 'no' }, 'completed', 'no'],
  ['paused', {}, 'completed', undefined],
  ['interrupted', { reason: 'its server was killed' }, 'failed', 'its server was killed'],
  ['stopped', {}, 'cancelled', undefined],
  ['stopped', { stoppedBy: 'host' }, 'cancelled', undefined],
  ['stopped', { stoppedBy: 'person' }, 'cancelled', undefined],
  ['stopped', { stoppedBy: 'shutdown' }, 'cancelled', undefined],
  ['stopped', { stoppedBy: 'timeout' }, 'completed', undefined],
  ['stopped', { stoppedBy: 'budget' }, 'completed', undefined],
  ['stopped', { stoppedBy: 'policy' }, 'completed', undefined],
] as const)('%s %o is %s', (status, more, wire, statusMessage) => {
  expect(wireTask(snapshotOf({ status, ...more }), KEPT)).toEqual({
    taskId: 'task_1',
    status: wire,
    ...(statusMessage === undefined ? {} : { statusMessage }),
    ...times('1970-01-01T00:00:01.000Z'),
  });
});

test('every status has a place among those of the extension', () => {
  const known = new Set(['working', 'completed', 'failed', 'cancelled']);
  expect(TASK_STATUSES.filter((status) => !known.has(wireTask(snapshotOf({ status }), KEPT).status))).toEqual([]);
});

test('who can be asked sees that it waits for input', () => {
  expect(wireTask(snapshotOf({ status: 'waiting_approval', approval: 2 }), { ...KEPT, asks: true })).toEqual({
    taskId: 'task_1',
    status: 'input_required',
    statusMessage: 'question 2 waits for a person',
    ...times('1970-01-01T00:00:01.000Z'),
  });
});

test('its last change is its end, else its start', () => {
  const started = snapshotOf({ status: 'running', startedAt: 2_000 });
  expect(wireTask(started, KEPT).lastUpdatedAt).toBe('1970-01-01T00:00:02.000Z');
  expect(wireTask({ ...started, status: 'completed', endedAt: 3_000 }, KEPT).lastUpdatedAt).toBe('1970-01-01T00:00:03.000Z');
});

test('a reason is shown on one line, escaped and cut', () => {
  const { statusMessage = '' } = wireTask(snapshotOf({ status: 'blocked', reason: `a\u001b[2J\nb${'x'.repeat(300)}` }), KEPT);
  const shown = visible('a\u001b[2J');
  expect(statusMessage).toBe(`${shown} b${'x'.repeat(200 - shown.length - 3)}…`);
  expect(shown).not.toContain('\u001b');
});
