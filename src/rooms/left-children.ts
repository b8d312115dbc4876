import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { removePrivateDir } from '../agents/private-dir.ts';
import type { TaskEngine } from '../store/tasks/engine.ts';

/** Holds a private directory for each child with a model, by the id of its task. */
export const childrenDir = (stateDir: string): string => path.join(stateDir, 'children');

const DAY_MS = 86_400_000;

/**
 * Removes what children of dead servers kept: the private directories of tasks that have ended, and, a day old, of those that nobody knows,
 * which a proof may still use until then.
 * @param dir holds a directory for each child, by the id of its task
 * @param now milliseconds since 1970
 */
export async function removeLeftChildren(dir: string, tasks: Pick<TaskEngine, 'get'>, now: () => number): Promise<void> {
  for (const name of await readdir(dir).catch((): string[] => [])) {
    const own = path.join(dir, name);
    const task = await tasks.get(name);
    const over = task === undefined ? now() - (await stat(own)).mtimeMs > DAY_MS : task.phase === 'ended';
    if (over) await removePrivateDir(own);
  }
}
