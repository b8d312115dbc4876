import { randomUUID } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { openOutput } from '../process/open-output.ts';
import type { RunningCommand, RunSpec } from '../process/run.ts';
import { visible } from '../visible.ts';
import { gitEnvironment } from './hardened.ts';

/** How git is started. */
export interface GitStart {
  /** Starts a command; the one place where processes are started. */
  readonly start: (spec: RunSpec) => RunningCommand;
  /** The whole environment of a command; git gets next to nothing of it. */
  readonly environment: (of: { readonly cwd: string; readonly taskId: string }) => Promise<Readonly<Record<string, string>>>;
  /** The private directory for the output of one task. */
  readonly outputDir: (taskId: string) => string;
}

export interface GitCall {
  /** Absolute path of git. */
  readonly program: string;
  /** Absolute, real. */
  readonly cwd: string;
  /** Everything behind the program's name. */
  readonly words: readonly string[];
  readonly timeoutMs: number;
  /** Output beyond that ends git. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface GitFailed {
  readonly ok: false;
  /** Our own words, and the first line of git's. */
  readonly problem: string;
  /** The lines that git said, made visible. */
  readonly said: readonly string[];
}

export type GitRan = { readonly ok: true; readonly bytes: Buffer; readonly truncated: boolean } | GitFailed;
export type GitWrote = { readonly ok: true; readonly bytes: number } | GitFailed;

const STOP_GRACE_MS = 500;
/** Of what git says when it fails. */
const MAX_SAID = 16_384;

export const gitFailed = (problem: string, said: readonly string[] = []): GitFailed => ({ ok: false, problem, said });

/** Runs git; what it wrote may be cut, and says so. Rejects only when the file system fails. */
export async function runGit(deps: GitStart, call: GitCall): Promise<GitRan> {
  return await execute<GitRan>(deps, call, async (dir, truncated) => ({
    ok: true,
    bytes: await openOutput(dir).raw('stdout', 0, call.maxBytes),
    truncated,
  }));
}

/** Runs git and makes what it wrote a file (0600), which is on the disk when this resolves: all of it, or none. Rejects as `runGit` does. */
export async function runGitInto(deps: GitStart, call: GitCall, file: string): Promise<GitWrote> {
  return await execute<GitWrote>(deps, call, async (dir, truncated) => {
    if (truncated) return gitFailed(`it would be longer than ${call.maxBytes / 1_048_576} MiB`);
    return { ok: true, bytes: await keepAs(path.join(dir, 'stdout'), file) };
  });
}

/** Gives what was written its name in one step. Nothing was made when nothing was written. Returns its length. */
async function keepAs(written: string, file: string): Promise<number> {
  await mkdir(path.dirname(written), { recursive: true, mode: 0o700 });
  const handle = await open(written, 'a', 0o600);
  try {
    await handle.sync();
    const { size } = await handle.stat();
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await rename(written, file);
    await syncDirectory(path.dirname(file));
    return size;
  } finally {
    await handle.close();
  }
}

/** What was renamed or made in it is on the disk when this resolves. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function execute<T>(
  deps: GitStart,
  { program, cwd, words, timeoutMs, maxBytes, signal }: GitCall,
  take: (dir: string, truncated: boolean) => Promise<T>,
): Promise<T | GitFailed> {
  if (signal.aborted) return gitFailed('it was cancelled');
  const taskId = `git_${randomUUID()}`;
  const env = gitEnvironment(await deps.environment({ cwd, taskId }));
  const outputDir = deps.outputDir(taskId);
  const running = deps.start({ argv: [program, ...words], cwd, env, timeoutMs, outputDir, stopGraceMs: STOP_GRACE_MS });
  const { output } = running;
  const stop = (): void => void running.stop({ force: true });
  const forget = output.onData(() => {
    if (output.bytes.combined > maxBytes) stop();
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    const end = await running.done;
    if (signal.aborted) return gitFailed('it was cancelled');
    if (end.reason === 'timed_out') return gitFailed(`git took longer than ${timeoutMs / 1000} s`);
    if (end.reason === 'output_failed' && end.error !== undefined) return gitFailed(end.error);
    const truncated = output.bytes.combined > maxBytes;
    if (!truncated && (end.reason !== 'exited' || end.exitCode !== 0)) {
      const { text } = await output.read('stderr', 0, MAX_SAID);
      const said = text.split('\n').filter((line) => line.trim() !== '');
      return gitFailed(`git failed: ${visible((said[0] ?? '').trim().slice(0, 400)) || end.error || end.reason}`, said.map(visible));
    }
    return await take(outputDir, truncated);
  } finally {
    forget();
    signal.removeEventListener('abort', stop);
    await output.remove();
  }
}
