import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createUndoJournal } from '../../../src/store/undo/journal.ts';
import type { Restoration, UndoCall, UndoJournal, UndoLimits } from '../../../src/store/undo/undo.ts';
import { undoId } from '../../../src/store/undo/undo-id.ts';

export interface UndoBench {
  readonly root: string;
  readonly workspace: string;
  /** Of the journal. */
  readonly dir: string;
  readonly journal: UndoJournal;
  /** The clock, in milliseconds. */
  time: number;
  at(name: string): string;
  /** Keeps what is at these paths, changes it, and keeps what is left; returns the name of the call. */
  call(names: readonly string[], change: () => void, given?: Partial<UndoCall>): Promise<string>;
  /** Everything below the workspace: the text of files, `-> target` of links, `/` of directories, with the mode where it is unusual. */
  tree(): Record<string, string>;
}

/** A scratch workspace with a journal beside it. */
export function undoBench(limits?: UndoLimits): UndoBench {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'undo-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const workspace = path.join(root, 'work');
  const dir = path.join(root, 'state/undo');
  mkdirSync(workspace);
  const bench: UndoBench = {
    root,
    workspace,
    dir,
    journal: createUndoJournal({ dir, now: () => bench.time, limits }),
    time: 1_000,
    at: (name) => path.join(workspace, name),
    async call(names, change, given = {}) {
      const { call } = { call: undoId(), ...given };
      const writes = { paths: names.map((name) => path.resolve(workspace, name)), complete: true };
      const base = { session: 'session1', tool: 'bash', what: 'change', cwd: workspace, workspace, writes };
      await bench.journal.before({ ...base, ...given, call });
      change();
      await bench.journal.after(call, 'completed');
      return call;
    },
    tree: () => treeOf(workspace, ''),
  };
  return bench;
}

function treeOf(root: string, below: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(path.join(root, below)).sort()) {
    const relative = path.join(below, name);
    const file = path.join(root, relative);
    const stats = lstatSync(file);
    if (stats.isSymbolicLink()) found[relative] = `-> ${readlinkSync(file)}`;
    else if (stats.isDirectory()) Object.assign(found, { [relative]: '/' }, treeOf(root, relative));
    else found[relative] = `${readFileSync(file, 'utf8')}${(stats.mode & 0o111) === 0 ? '' : ' *'}`;
  }
  return found;
}

/** What became of each path, in short. @param root that is left out of the paths */
export function short(restoration: Restoration | undefined, root: string): readonly string[] | undefined {
  return restoration?.paths
    .map(({ path: each, done, why }) => `${done} ${path.relative(root, each)}${why === undefined ? '' : `: ${why}`}`)
    .sort();
}
