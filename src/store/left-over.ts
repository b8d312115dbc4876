import path from 'node:path';
import { directoriesIn, markedAt, measure, removeEmpty, removeOutput, setMark } from './output-files.ts';
import type { Sweeping } from './sweeping.ts';

const DAY_MS = 86_400_000;
/** Its time says when somebody last looked for what was left over. */
const MARK = '.swept';

/**
 * Removes output that no task knows, in sessions that nobody has open, when nothing in it has changed for a day: what a server wrote
 * that died in the middle of a call. Looks once a day. Returns how many directories it removed.
 */
export async function sweepLeftOver({ state, store, outputDir, now, signal, pause }: Sweeping): Promise<number> {
  const mark = path.join(outputDir, MARK);
  const time = now();
  const sessions = await directoriesIn(outputDir);
  if (sessions.length === 0 || Math.abs(time - (await markedAt(mark))) < DAY_MS) return 0;
  const open = new Set(store.sessions.list().flatMap(({ id, pid }) => (pid === undefined ? [] : [id])));
  let removed = 0;
  for (const sessionId of sessions) {
    await pause();
    if (signal.aborted) return removed;
    if (open.has(sessionId)) continue;
    const dir = path.join(outputDir, sessionId);
    const known = new Set(state.tasksOf(sessionId));
    for (const taskId of await directoriesIn(dir)) {
      const output = path.join(dir, taskId);
      if (known.has(taskId) || time - (await measure(output)).changedAt < DAY_MS) continue;
      await removeOutput(outputDir, output);
      removed += 1;
    }
    if (known.size === 0) await removeEmpty(dir);
  }
  await setMark(mark, time);
  return removed;
}
