import { randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  constants,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { access, type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { type HeldWay, holdWay } from './held-way.ts';
import { idOf, mustBeSame, type Place } from './place.ts';
import { MAX_WHOLE_BYTES, sha256Of } from './read-state.ts';
import { codeOf, Refusal } from './refusal.ts';

/**
 * Makes `bytes` the file at a place that was judged: whole or not at all, on the disk when it resolves. Takes the SHA-256 of what
 * is there now; `undefined` when nothing is. Rejects with a `Refusal`, or as the file system does, and then the file is as it was.
 */
export async function putFile(place: Place, bytes: Buffer, expected: string | undefined): Promise<void> {
  await mustBeSame(place);
  const way = holdWay(place);
  try {
    const name = path.basename(place.real);
    // The name of the file may be as long as a name can be.
    const temporary = `.bailiwick-${randomUUID()}`;
    if (place.stats !== undefined) await access(way.file(name), constants.W_OK);
    try {
      await writeTemporary(way.file(temporary), bytes, place.stats);
      put(way, { temporary, name }, place.stats, expected);
    } finally {
      rmSync(way.file(temporary), { force: true });
    }
    way.sync();
  } finally {
    way.close();
  }
}

/** What is new gets its mode from the umask at once; what replaces a file is nobody else's before it has that file's mode. */
async function writeTemporary(file: string, bytes: Buffer, old: BigIntStats | undefined): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await open(file, flags, old === undefined ? 0o666 : 0o600);
  try {
    await handle.writeFile(bytes);
    if (old !== undefined) await becomeLike(handle, old);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function becomeLike(handle: FileHandle, old: BigIntStats): Promise<void> {
  const { uid, gid } = await handle.stat({ bigint: true });
  if (uid !== old.uid || gid !== old.gid) {
    await handle.chown(Number(old.uid), Number(old.gid)).catch(() => {
      throw new Refusal('The file belongs to another user or group, which would be lost; it is left as it is.');
    });
  }
  await handle.chmod(Number(old.mode & 0o777n));
}

/** In one go, so that nothing in this process comes between: the last look and the change. */
function put(
  way: HeldWay,
  { temporary, name }: { temporary: string; name: string },
  old: BigIntStats | undefined,
  expected?: string,
): void {
  if (realpathSync(way.path) !== way.path || idOf(lstatSync(way.path, { bigint: true })) !== way.id()) throw moved();
  const target = way.file(name);
  const now = lstatSync(target, { bigint: true, throwIfNoEntry: false });
  if (old === undefined) {
    if (now !== undefined) throw new Refusal('There is a file by now: read it first (read_file).');
    putNew(way.file(temporary), target);
    return;
  }
  if (now === undefined || idOf(now) !== idOf(old) || !now.isFile() || now.nlink > 1n || now.size > BigInt(MAX_WHOLE_BYTES))
    throw changed();
  if (sha256Of(contentNow(target)) !== expected) throw changed();
  renameSync(way.file(temporary), target);
}

function contentNow(target: string): Buffer {
  const file = openSync(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

const moved = (): Refusal => new Refusal('The directory has changed since it was judged; try again.');
const changed = (): Refusal => new Refusal('The file has changed since it was read: re-read first.');

/** A link, unlike a rename, never takes the place of what somebody has just put there. */
function putNew(temporary: string, target: string): void {
  try {
    linkSync(temporary, target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new Refusal('There is a file by now: read it first (read_file).');
    if (!NO_LINKS.has(codeOf(error))) throw error;
    renameSync(temporary, target);
  }
}

/** What file systems without hard links say. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);
