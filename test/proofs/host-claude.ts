import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The host that the proof is written for; another version may word its log or its answers differently. */
export const CLAUDE_VERSION = '2.1.329';

const INSTALL_MS = 600_000;
const VERSION_MS = 30_000;
const run = promisify(execFile);

export type FoundClaude =
  | { readonly ok: true; readonly executable: string; readonly version: string; readonly from: string }
  | { readonly ok: false; readonly reason: string };

/** The Claude Code CLI: the one that `BAILIWICK_PROOF_CLAUDE` names, else the pinned one, installed once into the user's cache. */
export async function findClaude(): Promise<FoundClaude> {
  const named = process.env['BAILIWICK_PROOF_CLAUDE'];
  if (named !== undefined) return await checked(named, 'BAILIWICK_PROOF_CLAUDE');
  const directory = join(cacheDirectory(), 'bailiwick-proofs', `claude-${CLAUDE_VERSION}`);
  const kept = await firstThatRuns(directory);
  if (kept !== undefined) return kept;
  try {
    mkdirSync(directory, { recursive: true });
    const options = ['--prefix', directory, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
    // Its install script would only copy the platform's binary, 370 MB, to a second place.
    await run('npm', ['install', ...options, `@anthropic-ai/claude-code@${CLAUDE_VERSION}`], { cwd: directory, timeout: INSTALL_MS });
  } catch (error) {
    return { ok: false, reason: `npm could not install it: ${firstLines(error)}` };
  }
  return (await firstThatRuns(directory)) ?? { ok: false, reason: `npm installed nothing that runs here into ${directory}` };
}

/** npm brings the glibc and the musl binary where it cannot tell which one fits. */
async function firstThatRuns(directory: string): Promise<FoundClaude | undefined> {
  for (const binary of globSync('node_modules/@anthropic-ai/claude-code-*/claude', { cwd: directory }).sort()) {
    const found = await checked(join(directory, binary), directory);
    if (found.ok && found.version === CLAUDE_VERSION) return found;
  }
  return undefined;
}

async function checked(executable: string, from: string): Promise<FoundClaude> {
  if (!existsSync(executable)) return { ok: false, reason: `${executable} does not exist` };
  try {
    const { stdout } = await run(executable, ['--version'], { timeout: VERSION_MS });
    return { ok: true, executable, version: stdout.split(' ', 1)[0]?.trim() ?? '', from };
  } catch (error) {
    return { ok: false, reason: `${executable} does not run: ${firstLines(error)}` };
  }
}

function cacheDirectory(): string {
  return process.env['XDG_CACHE_HOME'] ?? join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
}

const firstLines = (error: unknown): string => String(error).trim().split('\n').slice(0, 5).join(' | ');
