import { redactText } from '../policy/redaction/redact.ts';
import type { TaskEngine } from '../store/tasks/engine.ts';
import { hasEnded, type StopOrder, type StopReport, stopReport, type TaskLimits } from './task-model.ts';
import type { TaskState } from './task-state.ts';

/** How tasks of this process are ended by somebody. */
export interface TaskEndings {
  /** Wants a task to end, whatever it does now. Resolves when that is under way. */
  ask(state: TaskState, order: StopOrder): Promise<void>;
  /** The same, and waits for the end for a while. */
  stop(state: TaskState, order: StopOrder): Promise<StopReport>;
  /** Ends them all, the last ones without a grace. Resolves when they have ended. */
  stopAll(states: readonly TaskState[], order: StopOrder): Promise<void>;
}

/** What a closing session leaves to its commands between TERM and KILL: Claude Code 2.1.329 kills a server 500 ms after it asked it to end. */
const CLOSE_GRACE_MS = 150;

export function createTaskEndings(deps: {
  readonly engine: TaskEngine;
  readonly now: () => number;
  readonly limits: Pick<TaskLimits, 'stopWaitMs'>;
}): TaskEndings {
  const { engine, now, limits } = deps;

  async function ask(state: TaskState, order: StopOrder): Promise<void> {
    state.askToStop(order);
    // One that has begun ends by itself when it is asked to.
    if (state.status === 'waiting_approval' && !state.begun) await state.finish({ status: 'stopped', reason: '' });
    if (state.status !== 'queued') return;
    // One that is claimed in this moment starts with its signal aborted.
    const was = await engine.cancel(state.task.id, { ...order, reason: redactText(order.reason), at: now() });
    if (was === 'queued' || was === 'ended') await state.endedElsewhere();
  }

  return {
    ask,
    async stop(state, order) {
      if (hasEnded(state.status)) return stopReport(state.task.snapshot(), 'already_ended');
      await ask(state, order);
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(limit.resolve, limits.stopWaitMs);
      await Promise.race([state.task.ended, limit.promise]);
      clearTimeout(timer);
      return stopReport(state.task.snapshot(), hasEnded(state.status) ? 'stopped' : 'stopping');
    },
    async stopAll(states, order) {
      const open = states.filter(({ status }) => !hasEnded(status));
      const timer = setTimeout(() => {
        for (const state of open) state.askToStop({ ...order, force: true });
      }, CLOSE_GRACE_MS);
      await Promise.all(open.map((state) => ask(state, order)));
      await Promise.all(open.map(({ task }) => task.ended));
      clearTimeout(timer);
    },
  };
}
