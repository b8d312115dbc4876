import { randomUUID } from 'node:crypto';
import type { RunningCommand, RunSpec } from '../process/run.ts';
import { isSecretPath } from '../secret-paths.ts';
import { visible } from '../visible.ts';
import { DIFF_WORDS, gitEnvironment, gitWords } from './hardened.ts';
import { findRepository, type Repository } from './repository.ts';
import { isRevision } from './revision.ts';

export interface GitDeps {
  /** Absolute, real. */
  readonly workspace: string;
  /** Starts a command; the one place where processes are started. */
  readonly start: (spec: RunSpec) => RunningCommand;
  /** The whole environment of a command; git gets next to nothing of it. */
  readonly environment: (of: { readonly cwd: string; readonly taskId: string }) => Promise<Readonly<Record<string, string>>>;
  /** The private directory for the output of one task. */
  readonly outputDir: (taskId: string) => string;
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
const STOP_GRACE_MS = 500;
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
  if (signal.aborted) return failed('it was cancelled');
  const taskId = `git_${randomUUID()}`;
  const env = gitEnvironment(await deps.environment({ cwd: repository.top, taskId }));
  const running = deps.start({
    argv: [program, ...gitWords(repository), ...words],
    cwd: repository.top,
    env,
    timeoutMs: TIMEOUT_MS,
    outputDir: deps.outputDir(taskId),
    stopGraceMs: STOP_GRACE_MS,
  });
  const { output } = running;
  const stop = (): void => void running.stop({ force: true });
  const forget = output.onData(() => {
    if (output.bytes.combined > MAX_BYTES) stop();
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    const end = await running.done;
    if (signal.aborted) return failed('it was cancelled');
    if (end.reason === 'timed_out') return failed(`git took longer than ${TIMEOUT_MS / 1000} s`);
    const truncated = output.bytes.combined > MAX_BYTES;
    if (!truncated && (end.reason !== 'exited' || end.exitCode !== 0)) {
      const { text } = await output.read('stderr', 0, 400);
      return failed(`git failed: ${visible(text.trim().split('\n')[0] ?? '') || end.error || end.reason}`);
    }
    const { text } = await output.read('stdout', 0, MAX_BYTES);
    return { ok: true, text, truncated };
  } finally {
    forget();
    signal.removeEventListener('abort', stop);
    await output.remove();
  }
}
