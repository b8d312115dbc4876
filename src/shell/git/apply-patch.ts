import type { PrivateRepository } from './private-repository.ts';
import type { GitFailed } from './run-git.ts';
import { onTree, type TreeCall } from './tree-run.ts';

const WORDS: readonly string[] = ['apply', '--binary', '--whitespace=nowarn'];

/**
 * Puts a patch on the files of a tree, all of it or nothing; neither index nor history is touched. What does not fit is in `said`, a line
 * each.
 */
export async function applyPatch(call: TreeCall, at: PrivateRepository, file: string): Promise<{ readonly ok: true } | GitFailed> {
  const checked = await onTree(call, at, [...WORDS, '--check', '--end-of-options', file]);
  if (!checked.ok) return checked;
  const applied = await onTree(call, at, [...WORDS, '--end-of-options', file]);
  return applied.ok ? { ok: true } : applied;
}
