import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { callDirectories, type Entry, manifestsOf } from './journal-files.ts';
import { leftBehind } from './left-behind.ts';
import { type Left, type Manifest, readLeft, writeLeft, writeManifest } from './manifest.ts';
import { restoreCall } from './restore.ts';
import { snapshot } from './snapshot.ts';
import { type KnownUndo, type Restoration, UNDO_LIMITS, type UndoCall, type UndoJournal, type UndoLimits } from './undo.ts';
import { isUndoId, undoId } from './undo-id.ts';

export interface UndoDeps {
  /** A private directory of ours; made when it is needed. */
  readonly dir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits?: UndoLimits | undefined;
}

/** The journal in a directory that every server of the user shares. */
export function createUndoJournal({ dir: journal, now, limits = UNDO_LIMITS }: UndoDeps): UndoJournal {
  let seq = 0;
  const begun = new Map<string, Entry>();
  /** What ended calls have left is looked at in their order, and before the next one changes it. */
  let looking: Promise<void> = Promise.resolve();

  async function before({ writes, ...call }: UndoCall): Promise<void> {
    if (!isUndoId(call.call)) throw new Error('that is no name of a call');
    await looking;
    seq += 1;
    const at = { at: now(), seq };
    const dir = path.join(journal, path.basename(call.session), call.call);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    try {
      const kept = await snapshot({ paths: writes.paths, workspace: call.workspace, into: dir, limits });
      const manifest: Manifest = { ...call, ...at, paths: [...writes.paths], complete: writes.complete, ...kept };
      await writeManifest(dir, manifest);
      begun.set(call.call, { dir, manifest });
    } catch (error) {
      await rm(dir, { recursive: true, force: true });
      throw error;
    }
  }

  async function after(call: string, status: string, task?: string): Promise<void> {
    const known = begun.get(call);
    if (known === undefined) return;
    begun.delete(call);
    const { dir, manifest } = known;
    const look = async (): Promise<void> => {
      try {
        await writeLeft(dir, { status, ...(task === undefined ? {} : { task }), ...(await leftBehind(manifest)) });
      } catch {
        // Then only `force` restores it.
      }
    };
    looking = looking.then(look);
    await looking;
  }

  async function restoreOne({ dir, manifest }: Entry, force: boolean): Promise<Restoration> {
    const left = await readLeft(dir);
    const kept = force ? await keepFirst(manifest, left) : undefined;
    const restored = await restoreCall({ dir, manifest, left }, force);
    if (kept !== undefined) await after(kept, 'completed');
    return { ...restored, ...(kept === undefined ? {} : { kept }) };
  }

  /** What `force` is about to overwrite. */
  async function keepFirst({ call: of, session, cwd, workspace, kept }: Manifest, left: Left | undefined): Promise<string> {
    const call = undoId();
    const paths = [...new Set([...kept, ...(left?.left ?? [])].map(({ path: each }) => each))];
    const writes = { paths, complete: true };
    await before({ call, session, tool: 'undo', what: `undo ${of} --force`, cwd, workspace, writes });
    return call;
  }

  async function entryOf(call: string): Promise<Entry | undefined> {
    if (!isUndoId(call)) return undefined;
    const found = (await callDirectories(journal)).filter((each) => each.call === call);
    return (await manifestsOf(found))[0];
  }

  return {
    before,
    after,
    async list(limit) {
      const directories = (await callDirectories(journal)).filter(({ at }) => at !== undefined);
      return await Promise.all((await manifestsOf(directories.slice(0, limit))).map(knownOf));
    },
    async find(call) {
      const entry = await entryOf(call);
      return entry && (await knownOf(entry));
    },
    async restore(call, { force = false } = {}) {
      await looking;
      const entry = await entryOf(call);
      return entry && (await restoreOne(entry, force));
    },
    async restoreTask(task, { force = false } = {}) {
      await looking;
      const entries = await manifestsOf(await callDirectories(journal));
      const restored: Restoration[] = [];
      for (const entry of entries) {
        const isOf = entry.manifest.task === task || (await readLeft(entry.dir))?.task === task;
        if (isOf) restored.push(await restoreOne(entry, force));
      }
      return restored;
    },
  };
}

async function knownOf({ dir, manifest }: Entry): Promise<KnownUndo> {
  const { at, call, session, task, tool, what, class: cls, cwd, workspace, paths, complete } = manifest;
  const left = await readLeft(dir);
  return { at, call, session, task: task ?? left?.task, tool, what, class: cls, cwd, workspace, paths, complete, status: left?.status };
}
