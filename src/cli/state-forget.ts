import { join } from 'node:path';
import { measure, outputOf, removeOutput } from '../store/output-files.ts';
import { forgetEnded } from '../store/retention.ts';
import type { StateStore } from '../store/state.ts';
import { oneLine } from './approvals-text.ts';
import { isDiskFull } from './disk-full.ts';
import { namedState } from './state-find.ts';
import { type Forgettable, type Plan, planFor } from './state-plan.ts';
import type { StateRequest } from './state-request.ts';
import { counted, size } from './state-text.ts';

const AT_ONCE = 20;

/**
 * `state forget <session|task|all>`: removes ended tasks with their output, and sessions that are not open, after a yes; `all` also the proofs of agents. What is in use
 * stays, and is said with the process that uses it. Returns whether all that was named went; of `all`, what is in use is no failure.
 */
export async function forgetState(request: StateRequest, state: StateStore, operand: string): Promise<boolean> {
  const { outputDir, yes, readLine, stdout, log } = request;
  const named = await namedState(request, state, operand);
  if (named === undefined) return false;
  const all = named.kind === 'all';
  const plan = planFor(request, state, named);
  sayStaying(plan, all, log);
  const proofs = all ? request.store.proofs.list() : [];
  if (plan.tasks.length + plan.sessions.length + proofs.length === 0) {
    if (all) stdout.write(plan.stays.length === 0 ? 'There is nothing to forget.\n' : 'There is nothing else to forget.\n');
    return all;
  }
  const proven = proofs.length === 0 ? '' : ` and ${counted(proofs.length, 'proof')} of how agents are held`;
  const what = `${counted(plan.sessions.length, 'session')} and ${counted(plan.tasks.length, 'ended task')}${proven}`;
  if (!yes) {
    stdout.write(`Type yes to forget ${what} with ${size(await outputBytes(outputDir, plan.tasks))} of output: `);
    if ((await readLine())?.trim() !== 'yes') {
      log('Nothing was forgotten: only yes, or --yes, does it.');
      return false;
    }
  }
  // Asked again, for somebody may have opened a session while this waited for an answer.
  const still = yes ? plan : planFor(request, state, named);
  const doomed = new Set([...still.sessions, ...still.tasks.map(({ id }) => id)]);
  const taken = plan.sessions.filter((id) => !doomed.has(id));
  const going = plan.tasks.filter(({ id }) => doomed.has(id));
  const tasks = await forgetTasks(request, state, going);
  const sessions = tasks < going.length ? 0 : await forgetSessions(request, plan, taken);
  for (const { agent, level } of proofs) request.store.proofs.drop(agent, level);
  stdout.write(`Forgotten: ${counted(sessions, 'session')} and ${counted(tasks, 'ended task')}${proven}.\n`);
  if (all) return tasks === going.length;
  return sessions === plan.sessions.length && tasks === plan.tasks.length;
}

function sayStaying({ stays }: Plan, all: boolean, log: (line: string) => void): void {
  if (!all) for (const line of stays) log(line);
  else if (stays.length > 0) for (const line of ['What is in use stays:', ...stays.map((each) => `  ${each}`)]) log(line);
}

/**
 * Forgets tasks and then their output; on a full disk the output first, for even a removal is written down before it counts. Returns how
 * many went.
 */
async function forgetTasks(request: StateRequest, state: StateStore, going: readonly Forgettable[]): Promise<number> {
  const { outputDir, log } = request;
  let forgotten = 0;
  let emptied = false;
  for (let from = 0; from < going.length; ) {
    const slice = going.slice(from, from + AT_ONCE);
    try {
      forgotten += (await forgetEnded({ state, outputDir, log }, slice)).length;
      from += AT_ONCE;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      const left = going.slice(from);
      if (emptied) {
        log(`The disk is still full: ${counted(left.length, 'task')} of these ${left.length === 1 ? 'stays' : 'stay'}, without output.`);
        return forgotten;
      }
      log('The disk is full, so their output goes first.');
      await removeOutputs(request, left);
      emptied = true;
    }
  }
  return forgotten;
}

async function removeOutputs({ outputDir, log }: StateRequest, tasks: readonly Forgettable[]): Promise<void> {
  for (const { id: taskId, sessionId } of tasks) {
    const dir = outputOf(outputDir, { sessionId, taskId });
    if (dir === undefined) continue;
    try {
      await removeOutput(outputDir, dir);
    } catch (error) {
      log(`The output of task ${oneLine(taskId)} stays: ${messageOf(error)}`);
    }
  }
}

/** Returns how many of the planned sessions went; `taken` came into use meanwhile. */
async function forgetSessions(request: StateRequest, { sessions }: Plan, taken: readonly string[]): Promise<number> {
  const { store, log } = request;
  const gone = sessions.filter((id) => !taken.includes(id) && store.sessions.forget(id));
  for (const id of sessions) if (!gone.includes(id)) log(`Session ${oneLine(id)} stays: it came into use meanwhile.`);
  for (const id of gone) await removeSessionOutput(request, id);
  return gone.length;
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
    log(`The output of session ${sessionId} stays: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
