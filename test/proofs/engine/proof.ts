import { randomUUID } from 'node:crypto';
import type { TaskRecord } from '../../../src/store/tasks/engine.ts';

/** Takes an empty state directory and how much is to be done; returns what went wrong, and figures for people. */
export type Proof = (given: {
  readonly stateDir: string;
  readonly size: number;
}) => Promise<{ readonly violations: readonly string[]; readonly figures: string }>;

/** A new task of its own. */
export function queued(queue: string, spec = '{}'): TaskRecord {
  const id = randomUUID();
  return { id, sessionId: 'session', queue, tool: 'bash', key: id, digest: 'digest', spec, createdAt: Date.now() };
}
