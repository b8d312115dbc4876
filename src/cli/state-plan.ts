import type { KnownSession } from '../store/sessions.ts';
import type { StateStore } from '../store/state.ts';
import { oneLine } from './approvals-text.ts';
import type { StateRequest } from './state-request.ts';

/** What is to go, and why something else stays. */
export interface Plan {
  readonly tasks: readonly Forgettable[];
  readonly sessions: readonly string[];
  /** One sentence each. */
  readonly stays: readonly string[];
}

export interface Forgettable {
  readonly id: string;
  readonly sessionId: string;
}

/** What a person named: a session or a task, by its whole id, or all. */
export type Named = { readonly kind: 'all' } | { readonly kind: 'session' | 'task'; readonly id: string };

/** Says what of it can go: tasks that have ended, and sessions that are not open and have no others. */
export function planFor(request: StateRequest, state: StateStore, named: Named): Plan {
  const sessions = request.store.sessions.list();
  if (named.kind === 'all') return planAll(sessions, state);
  return named.kind === 'task' ? planTask(sessions, state, named.id) : planSession(sessions, state, named.id);
}

function planTask(sessions: readonly KnownSession[], state: StateStore, id: string): Plan {
  const task = state.task(id);
  if (task === undefined) return stays(`Task ${oneLine(id)} is not there any more.`);
  if (task.phase === 'ended') return { tasks: [{ id, sessionId: task.sessionId }], sessions: [], stays: [] };
  return stays(inUse(id, task.pid ?? sessions.find((one) => one.id === task.sessionId)?.pid));
}

function planSession(sessions: readonly KnownSession[], state: StateStore, id: string): Plan {
  const session = sessions.find((one) => one.id === id);
  return session === undefined ? stays(`Session ${oneLine(id)} is not there any more.`) : planKnown(session, state);
}

function planKnown({ id, pid }: KnownSession, state: StateStore): Plan {
  if (pid !== undefined) return stays(`Session ${oneLine(id)} stays: process ${pid} has it open.`);
  const tasks = state.tasksOf(id).map((taskId) => ({ id: taskId, sessionId: id, use: state.task(taskId) }));
  const running = tasks.filter(({ use }) => use !== undefined && use.phase !== 'ended');
  if (running.length > 0) return stays(...running.map((task) => inUse(task.id, task.use?.pid)));
  return { tasks: tasks.map(({ id: taskId, sessionId }) => ({ id: taskId, sessionId })), sessions: [id], stays: [] };
}

function planAll(sessions: readonly KnownSession[], state: StateStore): Plan {
  const plans = sessions.map((session) => planKnown(session, state));
  const known = new Set(sessions.map(({ id }) => id));
  const strays: Forgettable[] = [];
  for (let after = state.ended({ after: undefined, limit: 200 }); after.length > 0; ) {
    strays.push(...after.filter(({ sessionId }) => !known.has(sessionId)));
    after = state.ended({ after: after.at(-1), limit: 200 });
  }
  return {
    tasks: [...plans.flatMap(({ tasks }) => tasks), ...strays],
    sessions: plans.flatMap((plan) => plan.sessions),
    stays: plans.flatMap((plan) => plan.stays),
  };
}

function stays(...lines: readonly string[]): Plan {
  return { tasks: [], sessions: [], stays: lines };
}

function inUse(taskId: string, pid: number | undefined): string {
  const id = oneLine(taskId);
  return `Task ${id} stays: it has not ended${pid === undefined ? '' : `, process ${pid} has it`}; \`bailiwick stop ${id}\` ends it.`;
}
