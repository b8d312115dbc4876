import type { StoredTask, TaskEvent } from '../store/tasks/engine.ts';

const UNITS = [
  [86_400, 'd', 3_600, 'h'],
  [3_600, 'h', 60, 'min'],
  [60, 'min', 1, 's'],
] as const;

/**
 * For how long a task has been waiting or running, or how long it ran, in words.
 * @param events of the task, the oldest first
 * @param now milliseconds since 1970
 */
export function timeOf({ phase, createdAt, endedAt }: StoredTask, events: readonly TaskEvent[], now: number): string {
  const began = events.find(({ status }) => status === 'running')?.at;
  if (phase !== 'ended') return `for ${span(now - (isRunning(events) ? (began ?? createdAt) : createdAt))}`;
  return began === undefined || endedAt === undefined ? 'never ran' : `ran ${span(endedAt - began)}`;
}

function isRunning(events: readonly TaskEvent[]): boolean {
  return events.at(-1)?.status === 'running';
}

/** Takes milliseconds; returns them in the two units that say most, e.g. `3 h 5 min`. */
function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  for (const [big, bigName, small, smallName] of UNITS) {
    if (seconds >= big) return `${Math.floor(seconds / big)} ${bigName} ${Math.floor((seconds % big) / small)} ${smallName}`;
  }
  return `${seconds} s`;
}
