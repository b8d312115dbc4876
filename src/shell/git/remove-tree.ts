import { chmod, lstat, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** What a tree is called from the moment on that it is not needed any more. */
export const goneName = (top: string): string => `${top}.gone`;

/**
 * Removes a tree; a link is removed and not what it names. It changes its name first: whatever still stands under the old one is whole,
 * also after a crash in the middle. Rejects as the file system does.
 */
export async function removeTree(top: string): Promise<void> {
  const gone = goneName(top);
  await removeAll(gone);
  try {
    await rename(top, gone);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  await removeAll(gone);
}

/** Whoever worked there may have taken the right to write from directories. */
async function removeAll(dir: string): Promise<void> {
  try {
    await rm(dir, { recursive: true, force: true });
  } catch {
    await makeWritable(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

async function makeWritable(dir: string): Promise<void> {
  if (!(await lstat(dir)).isDirectory()) return;
  await chmod(dir, 0o700);
  for (const entry of await readdir(dir, { withFileTypes: true })) if (entry.isDirectory()) await makeWritable(path.join(dir, entry.name));
}
