import { closeSync, constants, fsyncSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** The directory of a file that is put back; it stays the same one while it is held, whatever is put in its place. */
export interface HeldDirectory {
  /** The path of a file in it, good until it is closed. */
  file(name: string): string;
  /** Forces the names in it to the disk. */
  sync(): void;
  close(): void;
}

const FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Goes from a root down to the directory of a file, through no link, and holds it. With `make`, what is missing on the way is made; else
 * `undefined` says that it is. Throws as the file system does: ELOOP or ENOTDIR for a link on the way.
 */
export function holdDirectory(root: string, directory: string, make: boolean): HeldDirectory | undefined {
  if (realpathSync(root) !== root) throw new Error('the workspace lies behind a link by now');
  let held = openSync(root, FLAGS);
  let at = root;
  try {
    for (const name of path
      .relative(root, directory)
      .split(path.sep)
      .filter((each) => each !== '')) {
      const next = inside(held, at, name);
      const opened = openBelow(next, make);
      closeSync(held);
      held = opened ?? -1;
      if (opened === undefined) return undefined;
      at = path.join(at, name);
    }
  } catch (error) {
    if (held >= 0) closeSync(held);
    throw error;
  }
  return { file: (name) => inside(held, at, name), sync: () => fsyncSync(held), close: () => closeSync(held) };
}

function openBelow(directory: string, make: boolean): number | undefined {
  try {
    return openSync(directory, FLAGS);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    if (!make) return undefined;
    mkdirSync(directory);
    return openSync(directory, FLAGS);
  }
}

/** By way of the descriptor, where the system has such paths. Elsewhere what is swapped between two looks is not noticed. */
function inside(held: number, at: string, name: string): string {
  return process.platform === 'linux' ? `/proc/self/fd/${held}/${name}` : path.join(at, name);
}
