import { chmodSync, closeSync, constants, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** One file of a chain. */
export interface AuditFile {
  readonly chain: string;
  /** 1, 2, 3 … within its chain. */
  readonly number: number;
  readonly path: string;
}

/** The name becomes part of a file's name: nothing that leads elsewhere, nothing that acts on a terminal. */
const CHAIN = /^[A-Za-z0-9][A-Za-z0-9_:+.-]{0,127}$/;
const FILE = /^(.+)\.([1-9]\d{0,8})\.jsonl$/;

export function isChainName(chain: string): boolean {
  return CHAIN.test(chain);
}

export function auditFile(dir: string, chain: string, number: number): AuditFile {
  return { chain, number, path: join(dir, `${chain}.${number}.jsonl`) };
}

/** Every file of every chain, chains by name and files by number; none when the directory is not there. Other failures throw. */
export function auditFiles(dir: string): readonly AuditFile[] {
  const files: AuditFile[] = [];
  for (const name of namesIn(dir)) {
    const [, chain, number] = FILE.exec(name) ?? [];
    if (chain !== undefined && number !== undefined && isChainName(chain)) files.push(auditFile(dir, chain, Number(number)));
  }
  return files.sort((a, b) => (a.chain === b.chain ? a.number - b.number : a.chain < b.chain ? -1 : 1));
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The files by their chain, in the order of `auditFiles`. */
export function byChain(files: readonly AuditFile[]): ReadonlyMap<string, readonly AuditFile[]> {
  return Map.groupBy(files, (file) => file.chain);
}

/** Makes the directory, for its owner only. Throws when something else lies there. */
export function makeAuditDirectory(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { mode } = lstatSync(dir);
  if ((mode & constants.S_IFMT) !== constants.S_IFDIR) throw new Error(`${dir} is not a directory; the audit log is kept in one.`);
  if ((mode & 0o077) !== 0) chmodSync(dir, 0o700);
}

/** Makes a file that was not there, to be appended to; a link or a file put there before is refused. Throws the system's error. */
export function createAppended(dir: string, path: string): number {
  const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
  try {
    // Else a crash of the machine may leave the bytes without the name.
    syncDirectory(dir);
    return fd;
  } catch (error) {
    closeSync(fd);
    rmSync(path, { force: true });
    throw error;
  }
}

function syncDirectory(dir: string): void {
  const fd = openSync(dir, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
