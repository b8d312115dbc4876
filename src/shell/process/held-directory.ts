import { closeSync, constants, lstatSync, openSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A directory that stays the same one while it is held, whatever is put in its place. */
export interface HeldDirectory {
  /** The path of a file in it, good until it is closed. Whether that file is a link is for its reader to ask. */
  file(name: string): string;
  close(): void;
}

const FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Takes a directory of ours. Throws as the file system does, also when it or the one around it is a link: the two stand for a task and
 * its session, and another name in the place of either would show us somebody else's files.
 */
export function holdDirectory(dir: string): HeldDirectory {
  if (process.platform !== 'linux') return lookedAt(dir);
  const around = openSync(dirname(dir), FLAGS);
  try {
    const held = openSync(`/proc/self/fd/${around}/${basename(dir)}`, FLAGS);
    return { file: (name) => `/proc/self/fd/${held}/${name}`, close: () => closeSync(held) };
  } finally {
    closeSync(around);
  }
}

/** Where no path leads through a descriptor: what is swapped after the look is not noticed. Untested: written for macOS. */
function lookedAt(dir: string): HeldDirectory {
  for (const one of [dirname(dir), dir]) {
    if (!lstatSync(one).isDirectory()) throw Object.assign(new Error(`ENOTDIR: ${one} is no directory`), { code: 'ENOTDIR' });
  }
  return { file: (name) => join(dir, name), close: () => undefined };
}
