import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { openOutput, type StoredLog } from '../shell/process/open-output.ts';
import type { OutputLog, Stream } from '../shell/process/output.ts';
import { visible } from '../shell/visible.ts';
import type { StoredTask } from '../store/tasks/engine.ts';
import { CHILD_SAYS, foreign } from '../tools/foreign-text.ts';
import { written } from './check-batch.ts';
import { printable } from './check-json.ts';
import { FAILED, isShared, namedTask, outputDirOf, shortId, shownSpec, type TasksWorld, WRONG_USAGE } from './task-find.ts';

export interface ShowingOutput extends TasksWorld {
  /** The id of a task, or the beginning of one. */
  readonly operands: readonly string[];
  readonly follow: boolean;
  readonly json: boolean;
  /** Byte for byte, on a terminal too, and also what a model said. */
  readonly raw: boolean;
  /** `combined` when it is not given. */
  readonly stream: string | undefined;
  readonly stdout: Writable;
  /** Whether `stdout` is one, on which what a command wrote must not act. */
  readonly terminal: boolean;
  /** Ends the tasks of servers that have died, which would never end otherwise. */
  readonly endDead: () => Promise<void>;
  /** Ends the following. */
  readonly signal: AbortSignal;
  /** Resolves when it is time to look again; after 200 ms when it is not given. May reject once the signal is aborted. */
  readonly pause?: (signal: AbortSignal) => Promise<unknown>;
}

const STREAMS: readonly Stream[] = ['stdout', 'stderr', 'combined'];
const LOOK_MS = 200;
/** Milliseconds between two looks for servers that have died. */
const END_DEAD_MS = 5_000;
/** Read and written at a time. */
const PIECE_BYTES = 256 * 1_024;
/** As shells tell the end by SIGINT: 128 and its number. */
const INTERRUPTED = 130;
const USAGE = 'Usage: bailiwick output <id> [--follow] [--stream stdout|stderr|combined] [--raw|--json]';

/**
 * `output <id> [--follow] [--stream stdout|stderr|combined] [--raw|--json]` writes what a task has written; with `--follow` until it ends.
 * @returns the exit code: 0, 1 when there is no such task or nothing can be read, 64 for wrong usage, 130 when following was interrupted
 */
export async function output(request: ShowingOutput): Promise<number> {
  const { operands, follow, json, raw, stateDir, log } = request;
  const [operand, ...others] = operands;
  const stream = STREAMS.find((name) => name === (request.stream ?? 'combined'));
  if (operand === undefined || others.length > 0 || stream === undefined || (raw && json)) {
    log(USAGE);
    return WRONG_USAGE;
  }
  if (!isShared(request)) return FAILED;
  const task = await namedTask(request, operand);
  if (task === undefined) return FAILED;
  const dir = outputDirOf(stateDir, task);
  if (dir === undefined) {
    log(`The output of ${shortId(task.id)} has no place: its id is no plain name.`);
    return FAILED;
  }
  let growing = follow;
  const from = openOutput(dir, { growing: () => growing });
  // What a model says is nobody's data to go on with: whole and as it came it is only for who asks for that.
  const { agent } = shownSpec(task);
  const byAgent = agent !== '' && agent !== 'shell';
  if (byAgent && !json && !raw) await written(request.stdout, `${CHILD_SAYS}\n`);
  const copy = copier(request, from, { stream, byAgent });
  const interrupted = follow && (await following(request, task, copy)) === 'interrupted';
  // Nobody writes any more, so that the end of the combined view can be told.
  growing = false;
  await copy();
  if (json) await ending(request, task.id, from.bytes);
  else if (request.terminal && from.bytes[stream] === 0) log(nothing(shortId(task.id), request.stream));
  return interrupted ? INTERRUPTED : 0;
}

/** Returns what writes all that can be read and was not written yet; false when nobody reads it any more. */
function copier(
  { stdout, json, raw, terminal }: ShowingOutput,
  from: StoredLog,
  { stream, byAgent }: { readonly stream: Stream; readonly byAgent: boolean },
): () => Promise<boolean> {
  const shown = byAgent ? foreign : visible;
  let next = 0;
  return async () => {
    while (!json && (raw || !(terminal || byAgent))) {
      const piece = await from.raw(stream, next, PIECE_BYTES);
      if (piece.length === 0) return true;
      next += piece.length;
      if (!(await written(stdout, piece))) return false;
    }
    for (;;) {
      const piece = await from.read(stream, next, PIECE_BYTES);
      if (piece.next <= next) return true;
      ({ next } = piece);
      const text = json ? `${printable(JSON.stringify({ stream, from: piece.from, next, text: piece.text }))}\n` : shown(piece.text);
      if (!(await written(stdout, text))) return false;
    }
  };
}

/** Writes what comes until the task has ended, nobody reads any more, or the signal. */
async function following(
  { store, signal, endDead, now, pause = look }: ShowingOutput,
  task: StoredTask,
  copy: () => Promise<boolean>,
): Promise<'over' | 'interrupted'> {
  let failure: { readonly error: unknown } | undefined;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const ended = untilEnd(store.tasks.watch(task.id, 1, either)).then(
    () => over.abort(),
    (error: unknown) => {
      failure = { error };
      over.abort();
    },
  );
  let interrupted = false;
  let looked = now();
  for (;;) {
    // Asked before the last look, so that nothing written before the end is missed.
    const last = either.aborted;
    interrupted = last && !over.signal.aborted;
    if (!(await copy()) || last) break;
    if (now() - looked >= END_DEAD_MS) {
      await endDead();
      looked = now();
    }
    await pause(either).catch((error: unknown) => {
      if (!either.aborted) throw error;
    });
  }
  over.abort();
  await ended;
  if (failure !== undefined) throw failure.error;
  return interrupted ? 'interrupted' : 'over';
}

function nothing(task: string, stream: string | undefined): string {
  return `${task} has written nothing${stream === undefined || stream === 'combined' ? '' : ` to ${stream}`}.`;
}

async function untilEnd(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

function look(signal: AbortSignal): Promise<unknown> {
  return setTimeout(LOOK_MS, undefined, { signal });
}

async function ending({ store, stdout }: ShowingOutput, taskId: string, bytes: OutputLog['bytes']): Promise<void> {
  const task = await store.tasks.get(taskId);
  const { stdout: out, stderr: err, combined } = bytes;
  const value = { task: taskId, status: task?.status, phase: task?.phase, bytes: { stdout: out, stderr: err, combined } };
  await written(stdout, `${printable(JSON.stringify(value))}\n`);
}
