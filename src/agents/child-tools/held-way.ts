import { closeSync, constants, fstatSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { idOf, type Place } from './place.ts';
import { Refusal } from './refusal.ts';

/** The directory of a file that is to be written; it stays the same one while it is held, whatever is put in its place. */
export interface HeldWay {
  /** Real path. */
  readonly path: string;
  /** The path of a file in it, good until it is closed. */
  file(name: string): string;
  id(): string;
  /** Forces the names in it to the disk. */
  sync(): void;
  close(): void;
}

const FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** Holds the directory of a place that was judged and makes what is missing on its way. Throws a `Refusal`, or as the file system does. */
export function holdWay({ base, baseId, missing }: Place): HeldWay {
  let held = openSync(base, FLAGS);
  let at = base;
  try {
    if (idOf(fstatSync(held, { bigint: true })) !== baseId) throw new Refusal('The directory has changed since it was judged; try again.');
    for (const name of missing) {
      const next = inside(held, at, name);
      // One that somebody else has made since is not what was judged: EEXIST.
      mkdirSync(next);
      const opened = openSync(next, FLAGS);
      closeSync(held);
      held = opened;
      at = path.join(at, name);
    }
  } catch (error) {
    closeSync(held);
    throw error;
  }
  return {
    path: at,
    file: (name) => inside(held, at, name),
    id: () => idOf(fstatSync(held, { bigint: true })),
    sync: () => fsyncSync(held),
    close: () => closeSync(held),
  };
}

/** By way of the descriptor, where the system has such paths. Elsewhere what is swapped between two looks is not noticed. */
function inside(held: number, at: string, name: string): string {
  return process.platform === 'linux' ? `/proc/self/fd/${held}/${name}` : path.join(at, name);
}
