import type { TaskSnapshot } from '../../src/session/task-model.ts';

/** A task made at second 1, of which nothing else is known. */
export function snapshotOf(known: Partial<TaskSnapshot> & Pick<TaskSnapshot, 'status'>): TaskSnapshot {
  return {
    id: 'task_1',
    tool: 'bash',
    agent: 'shell',
    title: 'make',
    command: 'make',
    access: 'read-only',
    cwd: '/srv/project',
    verdict: {
      decision: 'allow',
      tier: 1,
      reason: 'it only reads',
      rule: 'tier1',
      signals: [],
      prefix: { kind: 'no_prefix', reason: 'a test' },
    },
    timeoutMs: 1_000,
    survive: false,
    createdAt: 1_000,
    at: 9_000,
    seq: 1,
    ...known,
  };
}
