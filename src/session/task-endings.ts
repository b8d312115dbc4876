import { redactText } from '../policy/redaction/redact.ts';
import type { CancelOrder, TaskEngine } from '../store/tasks/engine.ts';
import { DEFERRED } from './task-group-rules.ts';
import type { GroupEnd } from './task-groups.ts';
import type { TaskState } from './task-life.ts';
import { hasEnded, type StopOrder, type StopReport, stopReport, type TaskLimits } from './task-model.ts';
import type { TaskRegistry } from './task-registry.ts';

/** How tasks of this process are ended by somebody. */
export interface TaskEndings {
  /** Wants a task to end, whatever it does now. Resolves when that is under way. */
  ask(state: TaskState, order: StopOrder): Promise<void>;
  /** Ends one that has not begun, because its group does not want it any more. One that begins in this moment is stopped. */
  defer(state: TaskState, end: GroupEnd): Promise<void>;
  /** Wants it to end, and waits for that for a while; those below it end first. */
  stop(state: TaskState, order: StopOrder): Promise<StopReport>;
  /** Ends them all, the last ones without a grace. Resolves when they have ended. */
  stopAll(states: readonly TaskState[], order: StopOrder): Promise<void>;
}

/** What a closing session leaves to its commands between TERM and KILL: Claude Code 2.1.329 kills a server 500 ms after it asked it to end. */
const CLOSE_GRACE_MS = 150;

export function createTaskEndings(deps: {
  readonly engine: TaskEngine;
  readonly registry: Pick<TaskRegistry, 'below'>;
  readonly now: () => number;
  readonly limits: Pick<TaskLimits, 'stopWaitMs'>;
}): TaskEndings {
  const { engine, registry, now, limits } = deps;

  async function ask(state: TaskState, order: StopOrder): Promise<void> {
    state.askToStop(order);
    // One that has begun ends by itself when it is asked to.
    if (state.status === 'waiting_approval' && !state.begun) await state.finish({ status: 'stopped', reason: '' });
    if (state.status !== 'queued') return;
    // One that is claimed in this moment starts with its signal aborted.
    await cancel(state, order);
  }

  async function cancel(state: TaskState, order: StopOrder & Pick<CancelOrder, 'deferred'>): Promise<void> {
    const was = await engine.cancel(state.task.id, { ...order, reason: redactText(order.reason), at: now() });
    if (was === 'queued' || was === 'ended') await state.endedElsewhere();
  }

  /** With what was ended below it. */
  function reportOf({ task }: TaskState, status: StopReport['status']): StopReport {
    const own = stopReport(task.snapshot(), status);
    const all = [own, ...registry.below(task.id).map((each) => stopReport(each.task.snapshot(), status))];
    return {
      ...own,
      killed: all.flatMap(({ killed }) => killed),
      survivors: all.flatMap(({ survivors }) => survivors),
      editsRemain: all.some(({ editsRemain }) => editsRemain),
    };
  }

  return {
    ask,
    async defer(state, { by, reason }) {
      const why = `${DEFERRED}${reason}`;
      state.askToStop({ by, reason: state.status === 'queued' ? reason : why, force: false });
      if (state.status === 'queued') await cancel(state, { by, reason: why, force: false, deferred: true });
      else await state.finish({ status: 'stopped', reason: why, deferred: true });
    },
    async stop(state, order) {
      if (hasEnded(state.status)) return reportOf(state, 'already_ended');
      await ask(state, order);
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(limit.resolve, limits.stopWaitMs);
      await Promise.race([state.task.ended, limit.promise]);
      clearTimeout(timer);
      return reportOf(state, hasEnded(state.status) ? 'stopped' : 'stopping');
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
