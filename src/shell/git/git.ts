import { isSecretPath } from '../secret-paths.ts';
import { DIFF_WORDS, gitWords } from './hardened.ts';
import { findRepository, type Repository } from './repository.ts';
import { isRevision } from './revision.ts';
import { type GitStart, runGit } from './run-git.ts';

export interface GitDeps extends GitStart {
  /** Absolute, real. */
  readonly workspace: string;
  /** Why git could run something that the repository at this directory chose; `undefined` when it could not. */
  readonly whyRuns: (directory: string) => string | undefined;
}

export interface DiffRequest {
  /** Absolute path of git. */
  readonly program: string;
  /** Absolute, real. */
  readonly cwd: string;
  /** A revision or a range; what is not committed when empty. */
  readonly revision: string;
  /** UTF-16 units. */
  readonly maxLength: number;
  readonly signal: AbortSignal;
}

export type DiffResult =
  | {
      readonly ok: true;
      readonly text: string;
      readonly truncated: boolean;
      /** How many changed files were left out because their names say that they are secret. */
      readonly secrets: number;
    }
  /** Our own words, and those of git. */
  | { readonly ok: false; readonly problem: string };

const TIMEOUT_MS = 10_000;
/** Output beyond that ends git. */
const MAX_BYTES = 1_048_576;
const MAX_FILES = 500;
/** Bytes of names on one command line. */
const MAX_NAMES = 65_536;

/** Our own use of git: it only reads, nothing of the repository runs, and only what lies in the workspace is shown. */
export interface Git {
  /** What changed in the repository of a directory. Never rejects. */
  diff(request: DiffRequest): Promise<DiffResult>;
}

export function createGit(deps: GitDeps): Git {
  return {
    async diff(request) {
      try {
        return await diff(deps, request);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
        return failed(`git could not be used${code}`);
      }
    },
  };
}

const failed = (problem: string): DiffResult & { readonly ok: false } => ({ ok: false, problem });

async function diff(deps: GitDeps, request: DiffRequest): Promise<DiffResult> {
  const { revision, cwd, maxLength } = request;
  if (revision !== '' && !isRevision(revision))
    return failed('that is no revision and no range of two; write for example main, HEAD~2 or v1..v2');
  const found = await findRepository(cwd, deps.workspace);
  if (!found.ok) return found;
  const { repository } = found;
  const why = deps.whyRuns(repository.top);
  if (why !== undefined) return failed(`git is not used there: ${why}`);
  const words = [...DIFF_WORDS, '--end-of-options', revision === '' ? 'HEAD' : revision, '--'];
  const listed = await run(deps, request, repository, ['diff', '--name-only', '-z', ...words]);
  if (!listed.ok) return listed;
  const names = listed.text.split('\0').slice(0, -1);
  const shown = names.filter((name) => !isSecretPath(`${repository.top}/${name}`));
  const secrets = names.length - shown.length;
  const asked = fitting(shown);
  const cutBefore = listed.truncated || asked.length < shown.length;
  if (asked.length === 0) return { ok: true, text: '', truncated: cutBefore, secrets };
  // Only the files that were looked at: what changes meanwhile is not shown.
  const read = await run(deps, request, repository, ['diff', ...words, ...asked]);
  if (!read.ok) return read;
  return { ok: true, text: start(read.text, maxLength), truncated: cutBefore || read.truncated || read.text.length > maxLength, secrets };
}

function fitting(names: readonly string[]): readonly string[] {
  let bytes = 0;
  return names.slice(0, MAX_FILES).filter((name) => {
    bytes += Buffer.byteLength(name) + 1;
    return bytes <= MAX_NAMES;
  });
}

/** Never half of a pair. */
function start(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

type Ran = { readonly ok: true; readonly text: string; readonly truncated: boolean } | (DiffResult & { readonly ok: false });

async function run(deps: GitDeps, { program, signal }: DiffRequest, repository: Repository, words: readonly string[]): Promise<Ran> {
  const call = {
    program,
    cwd: repository.top,
    words: [...gitWords(repository), ...words],
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal,
  };
  const ran = await runGit(deps, call);
  return ran.ok ? { ok: true, text: ran.bytes.toString('utf8'), truncated: ran.truncated } : failed(ran.problem);
}
