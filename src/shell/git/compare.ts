import { DIFF_WORDS } from './hardened.ts';
import type { PrivateRepository } from './private-repository.ts';
import { type GitFailed, type GitWrote, gitFailed, runGitInto } from './run-git.ts';
import { asText } from './snapshot.ts';
import { onTree, type TreeCall, treeCall } from './tree-run.ts';

/** One file that differs between two trees. */
export interface ChangedFile {
  /** Relative to the top; foreign text. */
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted';
  /** Lines; absent for what is no text. */
  readonly added?: number;
  readonly removed?: number;
}

export type Compared = { readonly ok: true; readonly files: readonly ChangedFile[] } | GitFailed;

/** No patch that is longer is kept: it would be no patch for people any more. */
const MAX_PATCH = 256 * 1_048_576;

/** What differs between two trees, by path. */
export async function compareTrees(call: TreeCall, at: PrivateRepository, from: string, to: string): Promise<Compared> {
  if (from === to) return { ok: true, files: [] };
  const ran = await onTree(call, at, ['diff-tree', '-r', '-z', '--raw', '--numstat', ...DIFF_WORDS, '--end-of-options', from, to]);
  return ran.ok ? readChanges(ran.bytes) : ran;
}

/** Writes the patch between two trees, with binary files, modes and whole object ids, to a file. Empty where nothing differs. */
export async function patchBetween(
  call: TreeCall,
  at: PrivateRepository,
  trees: { readonly from: string; readonly to: string },
  file: string,
): Promise<GitWrote> {
  const words = ['diff-tree', '-r', '-p', '--binary', '--full-index', ...DIFF_WORDS, '--end-of-options', trees.from, trees.to];
  return await runGitInto(call.deps, treeCall(call, at, words, MAX_PATCH), file);
}

const KINDS: Readonly<Record<string, ChangedFile['kind']>> = { A: 'added', D: 'deleted', M: 'modified', T: 'modified' };
const RAW = /^:\d+ \d+ [0-9a-f]+ [0-9a-f]+ ([A-Z])$/;
/** A dash stands for what is no text. */
const LINES = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/;

/** First `:modes ids letter`, name of each file; then `added, removed, name` of each. */
export function readChanges(bytes: Buffer): Compared {
  const entries = bytes.toString('latin1').split('\0');
  if (entries.pop() !== '') return gitFailed('what git says of the changes is not whole');
  const kinds = new Map<string, ChangedFile['kind']>();
  const lines = new Map<string, readonly [added: number, removed: number]>();
  for (let entry = entries.shift(); entry !== undefined; entry = entries.shift()) {
    const raw = RAW.exec(entry);
    const counted = raw === null ? LINES.exec(entry) : null;
    const kind = raw === null ? undefined : KINDS[raw[1] ?? ''];
    const name = raw === null ? counted?.[3] : entries.shift();
    if (name === undefined || (kind === undefined && counted === null)) return gitFailed('what git says of the changes is not understood');
    if (kind !== undefined) kinds.set(name, kind);
    else if (counted?.[1] !== '-') lines.set(name, [Number(counted?.[1]), Number(counted?.[2])]);
  }
  return { ok: true, files: [...kinds].map(([name, kind]) => fileOf(name, kind, lines.get(name))) };
}

function fileOf(name: string, kind: ChangedFile['kind'], lines: readonly [added: number, removed: number] | undefined): ChangedFile {
  const path = asText(name);
  return lines === undefined ? { path, kind } : { path, kind, added: lines[0], removed: lines[1] };
}
