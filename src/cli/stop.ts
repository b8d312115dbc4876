import { setTimeout } from 'node:timers/promises';
import { visible } from '../shell/visible.ts';
import type { StoredTask } from '../store/tasks/engine.ts';
import { FAILED, isShared, namedTask, shortId, type TasksWorld, WRONG_USAGE } from './task-find.ts';
import { type AttachOutput, endOrphan, type OrphanEnd } from './task-orphan.ts';

export interface StoppingTask extends TasksWorld {
  /** The id of a task, or the beginning of one. */
  readonly operands: readonly string[];
  readonly force: boolean;
  readonly reason: string | undefined;
  readonly stateDir: string;
  readonly stdout: { write(text: string): unknown };
  /** Ends the waiting; the order stays. */
  readonly signal: AbortSignal;
  readonly attach: AttachOutput;
  /** Resolves when it is time to look again; after 250 ms when it is not given. May reject once the signal is aborted. */
  readonly pause?: (signal: AbortSignal) => Promise<unknown>;
}

const LOOK_MS = 250;
/** The grace of a command and the time to write its end are within it. */
const WAIT_MS = 15_000;

/**
 * `stop <id> [--force] [--reason <text>]` ends a task of any session, and waits for its end. A task whose server has died is ended from here.
 * @returns the exit code: 0 when it has ended, 1 when it is unknown or still goes on, 64 for wrong usage
 */
export async function stop(request: StoppingTask): Promise<number> {
  const { operands, force, store, now, stdout, log } = request;
  const [operand, ...others] = operands;
  if (operand === undefined || others.length > 0) {
    log('Usage: bailiwick stop <id> [--force] [--reason <text>]');
    return WRONG_USAGE;
  }
  if (!isShared(request)) return FAILED;
  const task = await namedTask(request, operand);
  if (task === undefined) return FAILED;
  const order = { by: 'person', reason: request.reason ?? 'stopped from a terminal', force, at: now() };
  switch (await store.tasks.cancel(task.id, order)) {
    case 'unknown':
      log(`${shortId(task.id)} is not there any more.`);
      return FAILED;
    case 'ended':
      stdout.write(`${shortId(task.id)} had ended already: ${await statusOf(request, task)}.\n`);
      return 0;
    case 'queued':
      stdout.write(`${shortId(task.id)} is stopped; it had not started.\n`);
      return 0;
    case 'held':
      return await untilStopped(request, task, order);
  }
}

async function untilStopped(
  request: StoppingTask,
  task: StoredTask,
  order: { readonly reason: string; readonly force: boolean },
): Promise<number> {
  const { store, now, stdout, log, signal, pause = look } = request;
  const until = now() + WAIT_MS;
  const name = shortId(task.id);
  for (;;) {
    const current = await store.tasks.get(task.id);
    if (current === undefined || current.phase === 'ended') {
      const status = current?.status ?? 'gone';
      stdout.write(status === 'stopped' ? `${name} is stopped.\n` : `${name} ended by itself meanwhile: ${visible(status)}.\n`);
      return 0;
    }
    const ended = await endOrphan({ ...request, order }, current);
    if (ended.kind === 'ended') return explainEnd(request, name, ended);
    if (signal.aborted || now() >= until) {
      const pid = store.sessions.list().find(({ id }) => id === task.sessionId)?.pid;
      log(
        `${name} has not ended yet. The order stays, and ${pid === undefined ? 'its server' : `its server (pid ${pid})`} will follow it.`,
      );
      return FAILED;
    }
    await pause(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

/** Says what became of a task that was ended from here. Returns the exit code. */
function explainEnd({ stdout, log }: StoppingTask, name: string, { status, end }: Extract<OrphanEnd, { kind: 'ended' }>): number {
  const { killed, survivors } = end ?? { killed: [], survivors: [] };
  if (status === 'stopped')
    stdout.write(`${name} is stopped; its server had died, so it was ended from here (${processes(killed.length)}).\n`);
  else stdout.write(`${name} had ended by itself, after its server had died: ${status}.\n`);
  if (survivors.length === 0) return 0;
  log(`Could not be ended: ${survivors.map(({ pid, argv0 }) => `${pid} ${visible(argv0)}`).join(', ')}.`);
  return FAILED;
}

async function statusOf({ store }: StoppingTask, task: StoredTask): Promise<string> {
  return visible((await store.tasks.get(task.id))?.status ?? task.status);
}

function processes(count: number): string {
  return count === 1 ? '1 process' : `${count} processes`;
}

function look(signal: AbortSignal): Promise<unknown> {
  return setTimeout(LOOK_MS, undefined, { signal });
}
