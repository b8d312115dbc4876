import { accessSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import { newEnough } from '../config/runtime.ts';
import { startCommand } from '../shell/process/run.ts';

export interface NodeSearch {
  /** The executable that runs us. */
  readonly execPath: string;
  /** True when that is Electron's helper, which cannot be started as Node. */
  readonly embedded: boolean;
  readonly path: string;
  readonly home: string;
  /** Asks an executable for its version, `v24.1.0`; `undefined` when it gives none. */
  readonly versionOf: (executable: string) => Promise<string | undefined>;
}

/**
 * A Node that a host can start us with: the one that runs us, else the first that is new enough on PATH and in the places where
 * installers put it.
 * @returns its absolute path; `undefined` when there is none
 */
export async function findNode(search: NodeSearch): Promise<string | undefined> {
  if (!search.embedded && /^node(?:js)?$/.test(basename(search.execPath))) return search.execPath;
  const directories = [...search.path.split(delimiter), ...knownDirectories(search.home)];
  for (const directory of new Set(directories.filter((entry) => isAbsolute(entry)))) {
    const candidate = join(directory, 'node');
    const version = isExecutable(candidate) ? await search.versionOf(candidate) : undefined;
    if (version !== undefined && newEnough(version.replace(/^v/, ''))) return candidate;
  }
  return undefined;
}

/** Where Homebrew, distributions, Volta, fnm, mise and nvm put Node. */
function knownDirectories(home: string): readonly string[] {
  const nvm = join(home, '.nvm', 'versions', 'node');
  const fnm = join(home, '.local', 'share', 'fnm');
  return [
    '/usr/local/bin',
    '/opt/homebrew/bin',
    '/usr/bin',
    join(home, '.volta', 'bin'),
    join(fnm, 'aliases', 'default', 'bin'),
    join(home, '.local', 'share', 'mise', 'shims'),
    join(home, '.local', 'bin'),
    ...newestFirst(nvm).map((version) => join(nvm, version, 'bin')),
    ...newestFirst(join(fnm, 'node-versions')).map((version) => join(fnm, 'node-versions', version, 'installation', 'bin')),
  ];
}

function newestFirst(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs `executable --version` in an empty environment, 3 s at most. */
export async function versionOf(executable: string): Promise<string | undefined> {
  const outputDir = mkdtempSync(join(tmpdir(), 'bailiwick-version-'));
  try {
    const running = startCommand({ argv: [executable, '--version'], cwd: '/', env: {}, timeoutMs: 3_000, outputDir });
    const end = await running.done;
    const { text } = await running.output.read('stdout', 0, 64);
    return end.exitCode === 0 ? text.trim() : undefined;
  } finally {
    rmSync(outputDir, { recursive: true, force: true });
  }
}
