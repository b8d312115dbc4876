import { visible } from '../shell/visible.ts';
import { type AuditEntry, readAudit } from '../store/audit/read.ts';
import { beginningOf, SHORTEST, withoutPrefix } from './task-find.ts';

/** What of the log is of one task. */
export interface OfTask {
  readonly has: (entry: AuditEntry) => boolean;
  /** Whether anything was found so far. */
  readonly found: boolean;
}

/**
 * Looks a task up in the log, by its id or the beginning of one. The decision that starts a task is written before the task has an id: the
 * end that names both tells which one it was.
 * @returns what is of it, also of lines that come later; or why that cannot be told
 */
export async function taskInLog(dir: string, typed: string): Promise<OfTask | { readonly problem: string }> {
  const begins = beginningOf(typed);
  const named = (id: string): boolean => id === typed || (begins !== undefined && withoutPrefix(id).startsWith(begins));
  const ids = new Set<string>();
  const started = new Map<string, Set<string>>();
  // Whoever writes what was found says what can not be read.
  for await (const { chain, line } of readAudit(dir, { unreadable: () => {} })) {
    if (line.kind === 'note' || line.task === undefined || !named(line.task)) continue;
    ids.add(line.task);
    if (line.kind !== 'end') continue;
    const of = started.get(line.task) ?? new Set();
    started.set(line.task, of.add(place(chain, line.of)));
  }
  const shown = visible(JSON.stringify(typed));
  const chosen = ids.has(typed) ? typed : [...ids][0];
  if (chosen === undefined && begins === undefined)
    return { problem: `${shown} is too short; give at least ${SHORTEST} characters of the id.` };
  if (chosen !== typed && ids.size > 1)
    return { problem: `${ids.size} tasks begin with ${shown}: ${[...ids].map(visible).join(', ')}. Give more of the id.` };
  const decisions = chosen === undefined ? undefined : started.get(chosen);
  return {
    found: chosen !== undefined,
    has({ chain, line }) {
      if (line.kind === 'note') return false;
      if (line.task !== undefined) return chosen === undefined ? named(line.task) : line.task === chosen;
      return line.kind === 'decision' && decisions?.has(place(chain, line.seq)) === true;
    },
  };
}

function place(chain: string, seq: number): string {
  return `${chain}:${seq}`;
}
