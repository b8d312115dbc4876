import { mkdtemp, rmdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** Where the socket of one cage lies. */
export interface SocketPlace {
  readonly path: string;
  /** Takes away the directory that was made for it. Never rejects. */
  remove(): Promise<void>;
}

/** `sun_path` of unix(7) has 108 bytes with its end, on macOS 104. */
const MAX_PATH_BYTES = 103;
const NAME = 'cage';

/**
 * Takes the child's private directory and those that may hold another one, the best first. A path that is too long for a socket gets a
 * directory (0700) of its own under the first of them that can be written. Rejects when there is none.
 */
export async function socketPlace(privateDir: string, elsewhere: readonly string[]): Promise<SocketPlace> {
  const path = join(privateDir, NAME);
  if (fits(path)) return { path, remove: async () => undefined };
  for (const around of elsewhere) {
    const usable = isAbsolute(around) && fits(join(around, 'bailiwick-XXXXXX', NAME));
    const dir = usable ? await mkdtemp(join(around, 'bailiwick-')).catch(() => undefined) : undefined;
    if (dir !== undefined) return { path: join(dir, NAME), remove: () => rmdir(dir).catch(() => undefined) };
  }
  throw new Error(`no directory for a socket: ${path} is too long for one, and ${elsewhere.join(', ')} can not be written`);
}

const fits = (path: string): boolean => Buffer.byteLength(path) <= MAX_PATH_BYTES;
