import type { TaskSnapshot } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';

/** The names of the extension (2026-07-28, SEP-2663) for where a task stands. */
export type WireStatus = 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';

/** A task as the extension shows it; a type alias, so that it is a record for the SDK. */
export type WireTask = {
  readonly taskId: string;
  readonly status: WireStatus;
  readonly statusMessage?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  /** Milliseconds since its creation for which it can be asked for at least. */
  readonly ttlMs: number;
  readonly pollIntervalMs: number;
};

/** Milliseconds: Claude Code asks as often as it is told. */
const POLL_INTERVAL_MS = 1_000;
const MESSAGE_SHOWN = 200;

/** Who stops a task from outside cancels it; what stops it by its own bounds is a result. */
const CANCELLED_BY: ReadonlySet<TaskSnapshot['stoppedBy']> = new Set([undefined, 'host', 'person', 'shutdown']);

/**
 * Takes a task at one moment, whether its question can be put to this client, and how long results are kept, in milliseconds after the end.
 */
export function wireTask(
  snapshot: TaskSnapshot,
  { asks, retentionMs }: { readonly asks: boolean; readonly retentionMs: number },
): WireTask {
  const { id, createdAt, startedAt, endedAt } = snapshot;
  const statusMessage = messageOf(snapshot);
  return {
    taskId: id,
    status: asks ? 'input_required' : statusOf(snapshot),
    ...(statusMessage === '' ? {} : { statusMessage }),
    createdAt: new Date(createdAt).toISOString(),
    lastUpdatedAt: new Date(endedAt ?? startedAt ?? createdAt).toISOString(),
    // It is kept at least as long after its end, so this promise is the smaller one.
    ttlMs: retentionMs,
    pollIntervalMs: POLL_INTERVAL_MS,
  };
}

function statusOf({ status, stoppedBy, end }: TaskSnapshot): WireStatus {
  switch (status) {
    case 'queued':
    case 'running':
    case 'waiting_approval':
      return 'working';
    case 'completed':
    case 'blocked':
    case 'paused':
      return 'completed';
    case 'stopped':
      return CANCELLED_BY.has(stoppedBy) ? 'cancelled' : 'completed';
    case 'interrupted':
      return 'failed';
    case 'failed':
      // Without an end there was no process: it is our failure and no result of the command.
      return end === undefined ? 'failed' : 'completed';
  }
}

function messageOf({ status, position, approval, reason = '' }: TaskSnapshot): string {
  if (status === 'queued') return position === undefined ? 'queued' : `queued, position ${position}`;
  if (status === 'waiting_approval') return approval === undefined ? 'waits for a person' : `question ${approval} waits for a person`;
  const shown = visible(reason).replaceAll('\n', ' ');
  return shown.length > MESSAGE_SHOWN ? `${shown.slice(0, MESSAGE_SHOWN - 1)}…` : shown;
}
