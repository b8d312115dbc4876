import { gitWords } from './hardened.ts';
import type { PrivateRepository } from './private-repository.ts';
import { type GitCall, type GitFailed, type GitRan, type GitStart, gitFailed, runGit } from './run-git.ts';

/** One use of git on the files of a tree. */
export interface TreeCall {
  readonly deps: GitStart;
  /** Absolute path of git. */
  readonly program: string;
  readonly signal: AbortSignal;
}

/** What takes longer is given up: the caller does without it, and says so. */
const TIMEOUT_MS = 60_000;
/** Lists of files; those of a million of them are shorter. */
const MAX_LIST = 192 * 1_048_576;

/** For files of which only we need a copy: none is forced to the disk or made small, and a look at them changes nothing. */
const SETTINGS: readonly string[] = [
  'core.fsync=none',
  'core.compression=0',
  'core.safecrlf=false',
  'core.sparseCheckout=false',
  'index.threads=1',
];

export function treeCall({ program, signal }: TreeCall, at: PrivateRepository, words: readonly string[], maxBytes = MAX_LIST): GitCall {
  const settings = SETTINGS.flatMap((each) => ['-c', each]);
  return { program, cwd: at.top, words: [...gitWords(at), ...settings, ...words], timeoutMs: TIMEOUT_MS, maxBytes, signal };
}

/** Runs git on a private repository; what it wrote is whole. */
export async function onTree(
  call: TreeCall,
  at: PrivateRepository,
  words: readonly string[],
): Promise<Extract<GitRan, { ok: true }> | GitFailed> {
  const ran = await runGit(call.deps, treeCall(call, at, words));
  return ran.ok && ran.truncated ? gitFailed('it has too many files for a look at all of them') : ran;
}

const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Whether a text is the whole name of an object. */
export const isObjectId = (text: string): boolean => ID.test(text);
