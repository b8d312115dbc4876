import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TASK_STATUSES } from '../../src/session/task-model.ts';
import { changeOf, eventOf, factsAfter, factsAtFirst, keptSpec, specText } from '../../src/session/task-record.ts';
import { FAKE_KEYS } from '../policy/redaction/fake-keys.ts';
import { SPEC, VERDICT } from './tasks-fixture.ts';

const END = {
  reason: 'stopped',
  exitCode: null,
  signal: 'SIGTERM',
  durationMs: 7,
  killed: [{ pid: 9, argv0: 'sh' }],
  survivors: [],
} as const;

describe('what is kept of a task', () => {
  test('is read back as it was, but for what nobody reads', () => {
    const action = { ...SPEC.action, command: 'sleep 1', cwd: '/w', access: 'read-only' } as const;
    const spec = { ...SPEC, action, survive: true };
    const verdict = { ...VERDICT, prefix: { kind: 'no_prefix', reason: 'it is not kept' } };
    expect(keptSpec({ tool: 'bash', spec: specText(spec) })).toEqual({
      tool: 'bash',
      agent: 'shell',
      title: 'a title',
      command: 'sleep 1',
      cwd: '/w',
      access: 'read-only',
      verdict,
      timeoutMs: 1_000,
      survive: true,
    });
  });

  test.each(['', '{}', 'null', '{"agent": 1}'])('%j is none of ours', (spec) => {
    expect(() => keptSpec({ tool: 'bash', spec })).toThrow();
  });

  test.each(FAKE_KEYS)('holds no key: %s', (_kind, key) => {
    const action = { ...SPEC.action, command: `deploy ${key}`, cwd: `/w/${key}` };
    const spec = specText({ ...SPEC, title: `use ${key}`, action, verdict: { ...VERDICT, reason: `it names ${key}` } });
    const end = { ...END, killed: [], error: `${key} is no program` };
    const event = eventOf('t', { seq: 1, at: 1, status: 'failed', reason: `stopped for ${key}`, end });
    expect([spec.includes(key), JSON.stringify(event).includes(key)]).toEqual([false, false]);
  });
});

describe('changes', () => {
  const change = fc.record(
    {
      seq: fc.integer({ min: 1 }),
      at: fc.integer({ min: 0 }),
      status: fc.constantFrom(...TASK_STATUSES),
      approval: fc.integer({ min: 1 }),
      stoppedBy: fc.constantFrom('host' as const, 'shutdown' as const),
      reason: fc.constantFrom('enough', 'it exited with code 3', 'wörds\u202e "quoted"'),
      end: fc.constant(END),
      outputBytes: fc.nat(),
    },
    { requiredKeys: ['seq', 'at', 'status'] },
  );

  test('come out of their events as they went in', () => {
    fc.assert(
      fc.property(change, (given) => {
        expect(changeOf(eventOf('t', given))).toEqual(given);
      }),
    );
  });

  test('a task that was approved, ran and was stopped', () => {
    const changes = [
      { seq: 1, at: 10, status: 'waiting_approval', approval: 4 },
      { seq: 2, at: 20, status: 'running' },
      { seq: 3, at: 30, status: 'stopped', stoppedBy: 'person', reason: 'enough', end: END },
    ] as const;
    const first = factsAfter(factsAtFirst(5), changes[0]);
    expect(first).toEqual({ status: 'waiting_approval', seq: 1, createdAt: 5, approval: 4 });
    expect(changes.reduce(factsAfter, factsAtFirst(5))).toEqual({
      status: 'stopped',
      seq: 3,
      createdAt: 5,
      startedAt: 20,
      endedAt: 30,
      stoppedBy: 'person',
      reason: 'enough',
      end: END,
    });
  });

  test.each(['odd', ''])('an event with the status %j is none of ours', (status) => {
    expect(() => changeOf({ taskId: 't', seq: 1, at: 1, status })).toThrow();
  });
});
