import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Part } from './fence.ts';
import { type Reading, readForChild } from './read-file.ts';

/** What projects call the words that they have for agents. */
const NAMES = ['AGENTS.md', 'CLAUDE.md'];
/** Of all of them together. */
const MAX_BYTES = 32_768;

/** The project's own words for agents, from the workspace down to the directory; what can not be read is said to be left out. */
export async function projectContext(reading: Reading): Promise<readonly Part[]> {
  const parts: Part[] = [];
  const seen = new Set<string>();
  let left = MAX_BYTES;
  for (const file of filesOf(reading)) {
    if (reading.signal.aborted || (await lstat(file).catch(() => undefined)) === undefined) continue;
    const label = path.relative(reading.workspace, file);
    const part = (text: string, note?: string): number => parts.push({ tag: 'project', label, text, note });
    if (left <= 0) {
      part('', 'left out: the ones before it take all the room');
      continue;
    }
    const read = await readForChild(file, left, reading);
    if (!read.ok) part('', `left out: ${read.problem}`);
    else if (!seen.has(read.real)) {
      seen.add(read.real);
      left -= Buffer.byteLength(read.text);
      // What was cut has no room behind it.
      if (read.truncated) left = 0;
      part(read.text, read.truncated ? 'only its beginning' : undefined);
    }
  }
  return parts;
}

function filesOf({ workspace, cwd }: Reading): readonly string[] {
  const below = path.relative(workspace, cwd);
  if (below === '..' || below.startsWith(`..${path.sep}`) || path.isAbsolute(below)) return [];
  const names = below === '' ? [] : below.split(path.sep);
  const directories = [workspace, ...names.map((_, at) => path.join(workspace, ...names.slice(0, at + 1)))];
  return directories.flatMap((directory) => NAMES.map((name) => path.join(directory, name)));
}
