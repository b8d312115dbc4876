import { setTimeout } from 'node:timers/promises';
import { redactText } from '../policy/redaction/redact.ts';
import { visible } from '../shell/visible.ts';
import { StoreFailed } from '../store/store.ts';
import type { StoredTask } from '../store/tasks/engine.ts';
import { type StopMarked, stopDirectly, wholeId } from './stop-directly.ts';
import { FAILED, isShared, namedTask, shortId, type TasksWorld, WRONG_USAGE } from './task-find.ts';
import { endOrphan, type OrphanEnd, type StopDetached } from './task-orphan.ts';

export interface StoppingTask extends TasksWorld {
  /** The id of a task, or the beginning of one. */
  readonly operands: readonly string[];
  readonly force: boolean;
  readonly reason: string | undefined;
  readonly stdout: { write(text: string): unknown };
  /** Ends the waiting; the order stays. */
  readonly signal: AbortSignal;
  readonly stopDetached: StopDetached;
  /** For where no order can be kept. */
  readonly stopMarked: StopMarked;
  /** Resolves when it is time to look again; after 250 ms when it is not given. May reject once the signal is aborted. */
  readonly pause?: (signal: AbortSignal) => Promise<unknown>;
}

const LOOK_MS = 250;
/** The grace of a command and the time to write its end are within it. */
const WAIT_MS = 15_000;

/**
 * `stop <id> [--force] [--reason <text>]` ends a task of any session, and waits for its end. A task whose server has died is ended from
 * here, and so are the processes of one when the order can not be kept.
 * @returns the exit code: 0 when it has ended, 1 when it is unknown or still goes on, 64 for wrong usage
 */
export async function stop(request: StoppingTask): Promise<number> {
  const { operands, force, store, now, stdout, log } = request;
  const [operand, ...others] = operands;
  if (operand === undefined || others.length > 0) {
    log('Usage: bailiwick stop <id> [--force] [--reason <text>]');
    return WRONG_USAGE;
  }
  const id = wholeId(operand);
  if (id !== undefined && store.durability !== 'file') return stopDirectly(request, id, store.why);
  if (!isShared(request)) return FAILED;
  const task = await namedTask(request, operand);
  if (task === undefined) return FAILED;
  const order = { by: 'person', reason: redactText(request.reason ?? 'stopped from a terminal'), force, at: now() };
  let was: Awaited<ReturnType<typeof store.tasks.cancel>>;
  try {
    was = await store.tasks.cancel(task.id, order);
  } catch (error) {
    if (!(error instanceof StoreFailed)) throw error;
    return stopDirectly(request, task.id, error);
  }
  switch (was) {
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
    if (ended.kind !== 'not ours') return explainEnd(request, name, ended);
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
function explainEnd({ stdout, log }: StoppingTask, name: string, ended: Exclude<OrphanEnd, { kind: 'not ours' }>): number {
  if (ended.kind === 'survives') {
    log(`${name} goes on; these could not be ended: ${ended.survivors.map(({ pid, argv0 }) => `${pid} ${visible(argv0)}`).join(', ')}.`);
    return FAILED;
  }
  const { status, killed } = ended;
  if (status === 'stopped')
    stdout.write(`${name} is stopped; its server does not answer, so it was ended from here (${processes(killed.length)}).\n`);
  else stdout.write(`${name} had ended by itself, without its server: ${status}.\n`);
  return 0;
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
