import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { MANIFEST, readManifest } from './manifest.ts';
import { isUndoId } from './undo-id.ts';

/** One directory of the journal. */
export interface CallDirectory {
  readonly dir: string;
  readonly call: string;
  /** Milliseconds since 1970; when its manifest was written. `undefined` where there is none. */
  readonly at: number | undefined;
}

/** Every call that is kept, the latest first. */
export async function callDirectories(journal: string): Promise<readonly CallDirectory[]> {
  const found: CallDirectory[] = [];
  for (const session of await namesIn(journal)) {
    for (const call of await namesIn(path.join(journal, session))) {
      if (!isUndoId(call)) continue;
      const dir = path.join(journal, session, call);
      const at = await stat(path.join(dir, MANIFEST)).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      );
      found.push({ dir, call, at });
    }
  }
  return found.sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
}

/** Their manifests, in the order in which the calls began, the latest first. */
export async function manifestsOf(directories: readonly CallDirectory[]): Promise<readonly Entry[]> {
  const read = await Promise.all(directories.map(async ({ dir }) => ({ dir, manifest: await readManifest(dir) })));
  return read
    .flatMap(({ dir, manifest }) => (manifest === undefined ? [] : [{ dir, manifest }]))
    .sort(({ manifest: a }, { manifest: b }) => b.at - a.at || b.seq - a.seq);
}

export interface Entry {
  readonly dir: string;
  readonly manifest: NonNullable<Awaited<ReturnType<typeof readManifest>>>;
}

/** Of a directory that is not there, none. */
export async function namesIn(directory: string): Promise<readonly string[]> {
  return await readdir(directory).catch(() => []);
}
