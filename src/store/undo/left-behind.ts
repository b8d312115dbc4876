import type { BigIntStats } from 'node:fs';
import { forEach, stateOf, statsOf, walk } from './look.ts';
import type { Left, Manifest } from './manifest.ts';

/** Below one directory that a call wrote; with more, what is there is not known whole. */
const MOST_BELOW = 5_000;

/** What is at every path that a call could have changed now, and at all that is below those that it was to change. */
export async function leftBehind({ kept, paths }: Pick<Manifest, 'kept' | 'paths'>): Promise<Pick<Left, 'left' | 'unknown'>> {
  const states = new Map<string, string>();
  const unknown: string[] = [];
  for (const { path } of kept) {
    if (states.has(path)) continue;
    states.set(path, await safeState(path));
    // What was made only as the way to a file may hold the files of others by now.
    if (!paths.includes(path)) continue;
    const stats = await statsOf(path).catch((): BigIntStats | undefined => undefined);
    if (!stats?.isDirectory()) continue;
    const below = await walk(path, MOST_BELOW).catch(() => undefined);
    if (below === undefined) unknown.push(path);
    else
      await forEach(below, async (each) => {
        states.set(each.path, await safeState(each.path));
      });
  }
  return { left: [...states].map(([path, state]) => ({ path, state })), unknown };
}

/** What nobody can read is like nothing else, so that it is left alone. */
async function safeState(path: string): Promise<string> {
  return await stateOf(path).catch(() => 'unreadable');
}
