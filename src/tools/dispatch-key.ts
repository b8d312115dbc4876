import { createHash } from 'node:crypto';
import type { TaskKey } from '../session/task-model.ts';
import type { DispatchArgs } from './dispatch-input.ts';

/** How a request is known when it comes again. @param asked everything of it that makes it another one */
export function requestKey({ idempotency_key: key }: Pick<DispatchArgs, 'idempotency_key'>, asked: readonly unknown[]): TaskKey {
  const digest = createHash('sha256')
    .update(JSON.stringify(asked.map((one) => one ?? null)))
    .digest('hex');
  return { tool: 'dispatch_child_task', key, digest };
}
