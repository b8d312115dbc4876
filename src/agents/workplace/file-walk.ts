import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import type { ChangedFile } from '../../shell/git/compare.ts';

/** What tells by a look at the directory whether a file is another one; by its path below the root, bytes as characters (`latin1`). */
export type Walked = ReadonlyMap<string, string>;

export type Walk = { readonly ok: true; readonly files: Walked } | { readonly ok: false; readonly problem: string };

const MAX_ENTRIES = 50_000;
/** Nobody's work, and mostly large. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);
const AT_ONCE = 64;

/** Looks at all files below a directory without reading any; no link is followed. Never rejects. */
export async function walkFiles(root: string, signal: AbortSignal, maxEntries = MAX_ENTRIES): Promise<Walk> {
  const files = new Map<string, string>();
  const start = Buffer.from(root).toString('latin1');
  const left = [''];
  let entries = 0;
  try {
    for (let below = left.pop(); below !== undefined; below = left.pop()) {
      if (signal.aborted) return { ok: false, problem: 'it was cancelled' };
      const names = await readdir(bytesOf(`${start}/${below}`), { encoding: 'buffer' });
      entries += names.length;
      if (entries > maxEntries) return { ok: false, problem: `there is no git repository, and there are more than ${maxEntries} files` };
      const paths = names.map((name) => name.toString('latin1')).filter((name) => !SKIPPED.has(name));
      for (let from = 0; from < paths.length; from += AT_ONCE) {
        const looked = paths
          .slice(from, from + AT_ONCE)
          .map(async (name) => ({ name: below + name, stats: await statOf(`${start}/${below}${name}`) }));
        for (const { name, stats } of await Promise.all(looked)) {
          if (stats?.isDirectory() === true) left.push(`${name}/`);
          else if (stats !== undefined) files.set(name, markOf(stats));
        }
      }
    }
    return { ok: true, files };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return { ok: false, problem: `a directory can not be read${code}` };
  }
}

const bytesOf = (latin1: string): Buffer => Buffer.from(latin1, 'latin1');

/** Nothing for what has gone meanwhile. */
async function statOf(latin1: string): Promise<BigIntStats | undefined> {
  return await lstat(bytesOf(latin1), { bigint: true }).catch(() => undefined);
}

const markOf = ({ size, mtimeNs, ctimeNs, ino, mode }: BigIntStats): string => [size, mtimeNs, ctimeNs, ino, mode].join(':');

/** What differs between two looks. */
export function compareWalks(before: Walked, now: Walked): readonly ChangedFile[] {
  const named = (name: string, kind: ChangedFile['kind']): ChangedFile => ({ path: bytesOf(name).toString('utf8'), kind });
  const changed: ChangedFile[] = [];
  for (const [name, mark] of now) {
    const had = before.get(name);
    if (had !== mark) changed.push(named(name, had === undefined ? 'added' : 'modified'));
  }
  for (const name of before.keys()) if (!now.has(name)) changed.push(named(name, 'deleted'));
  return changed;
}
