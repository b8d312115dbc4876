import { join } from 'node:path';
import { measure, outputOf, removeOutput } from '../store/output-files.ts';
import { forgetEnded } from '../store/retention.ts';
import type { KnownSession } from '../store/sessions.ts';
import type { StateStore } from '../store/state.ts';
import { oneLine } from './approvals-text.ts';
import type { StateRequest } from './state-request.ts';
import { counted, size } from './state-text.ts';

/** What is to go, and why something else stays. */
interface Plan {
  readonly tasks: readonly Forgettable[];
  readonly sessions: readonly string[];
  readonly stays: readonly string[];
}

interface Forgettable {
  readonly id: string;
  readonly sessionId: string;
}

const AT_ONCE = 20;

/**
 * `state forget <session-id|task-id|all>`: removes ended tasks with their output, and sessions that are not open, after a yes. What is in
 * use stays, and is said with the process that uses it. Returns whether all that was named went.
 */
export async function forgetState(request: StateRequest, state: StateStore, operand: string): Promise<boolean> {
  const { store, outputDir, yes, readLine, stdout, log } = request;
  const plan = planFor(request, state, operand);
  for (const line of plan.stays) log(line);
  if (plan.tasks.length + plan.sessions.length === 0) {
    if (operand === 'all' && plan.stays.length === 0) stdout.write('There is nothing to forget.\n');
    return operand === 'all';
  }
  const what = `${counted(plan.sessions.length, 'session')} and ${counted(plan.tasks.length, 'ended task')}`;
  if (!yes) {
    stdout.write(`Type yes to forget ${what} with ${size(await outputBytes(outputDir, plan.tasks))} of output: `);
    if ((await readLine())?.trim() !== 'yes') {
      log('Nothing was forgotten: only yes, or --yes, does it.');
      return false;
    }
  }
  // Asked again, for somebody may have opened a session while this waited for an answer.
  const still = yes ? plan : planFor(request, state, operand);
  const doomed = new Set([...still.sessions, ...still.tasks.map(({ id }) => id)]);
  const going = plan.tasks.filter(({ id }) => doomed.has(id));
  let tasks = 0;
  for (let from = 0; from < going.length; from += AT_ONCE)
    tasks += (await forgetEnded({ state, outputDir, log }, going.slice(from, from + AT_ONCE))).length;
  const sessions = new Set(plan.sessions.filter((id) => doomed.has(id) && store.sessions.forget(id)));
  for (const id of plan.sessions) if (!sessions.has(id)) log(`Session ${oneLine(id)} stays: it came into use meanwhile.`);
  for (const id of sessions) await removeSessionOutput(request, id);
  stdout.write(`Forgotten: ${counted(sessions.size, 'session')} and ${counted(tasks, 'ended task')}.\n`);
  return operand === 'all' || (sessions.size === plan.sessions.length && tasks === plan.tasks.length);
}

function planFor(request: StateRequest, state: StateStore, operand: string): Plan {
  return operand === 'all' ? planAll(request, state) : planOne(request, state, operand);
}

function planOne({ store }: StateRequest, state: StateStore, id: string): Plan {
  const sessions = store.sessions.list();
  const session = sessions.find((one) => one.id === id);
  if (session !== undefined) return planSession(state, session);
  const task = state.task(id);
  if (task === undefined) return stays(`There is no session and no task ${oneLine(JSON.stringify(id))}.`);
  if (task.phase === 'ended') return { tasks: [{ id, sessionId: task.sessionId }], sessions: [], stays: [] };
  return stays(inUse(id, task.pid ?? sessions.find((one) => one.id === task.sessionId)?.pid));
}

function planSession(state: StateStore, { id, pid }: KnownSession): Plan {
  if (pid !== undefined) return stays(`Session ${oneLine(id)} stays: process ${pid} has it open.`);
  const tasks = state.tasksOf(id).map((taskId) => ({ id: taskId, sessionId: id, use: state.task(taskId) }));
  const running = tasks.filter(({ use }) => use !== undefined && use.phase !== 'ended');
  if (running.length > 0) return stays(...running.map((task) => inUse(task.id, task.use?.pid)));
  return { tasks: tasks.map(({ id: taskId, sessionId }) => ({ id: taskId, sessionId })), sessions: [id], stays: [] };
}

function planAll({ store }: StateRequest, state: StateStore): Plan {
  const sessions = store.sessions.list();
  const plans = sessions.map((session) => planSession(state, session));
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

async function outputBytes(outputDir: string, tasks: readonly Forgettable[]): Promise<number> {
  let bytes = 0;
  for (const { id: taskId, sessionId } of tasks) {
    const dir = outputOf(outputDir, { sessionId, taskId });
    if (dir !== undefined) bytes += (await measure(dir)).bytes;
  }
  return bytes;
}

/** Removes what calls of the session left that were no tasks. */
async function removeSessionOutput({ outputDir, log }: StateRequest, sessionId: string): Promise<void> {
  if (outputOf(outputDir, { sessionId, taskId: 'any' }) === undefined) return;
  try {
    await removeOutput(outputDir, join(outputDir, sessionId));
  } catch (error) {
    log(`The output of session ${sessionId} stays: ${error instanceof Error ? error.message : String(error)}`);
  }
}
