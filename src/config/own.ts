import { existsSync, realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';

/** What of the machine is this program's own and its user's: a gate judges by it. */
export interface OwnPlaces {
  readonly home: string;
  /** Real paths of our own directories: settings, state, compiled code. */
  readonly ownDirs: readonly string[];
  /** Real paths of the files that start this program. */
  readonly ownPrograms: readonly string[];
}

/** @param url the address of a source file in the directory that `main.ts`, or the bundle, lies in */
export function ownPlaces({ home, stateDir, configDir, cacheDir }: Config, url: string): OwnPlaces {
  const own = fileURLToPath(url);
  const beside = ['main.ts', 'cli.cjs', 'bailiwick.cjs', 'hook.cjs', 'cage.cjs', 'agents.cjs', 'policy.mjs'].map((name) =>
    path.join(path.dirname(own), name),
  );
  const ownPrograms = [...new Set([own, ...beside])].flatMap((file) => {
    try {
      return [realpathSync(file)];
    } catch {
      return [];
    }
  });
  // Where other servers of the user keep theirs, whatever this one was told.
  const usual = path.join(home, '.local', 'state', 'bailiwick');
  return { home, ownDirs: [...new Set([stateDir, usual, configDir, cacheDir])], ownPrograms };
}

/**
 * How this program starts itself for a hidden sub-command: to see to a command that goes on when the server ends, or to lead a child to its
 * only tools. Its environment holds nothing of ours: it finds everything it needs in what it is given.
 * @param url the address of a source file in the directory that `main.ts`, or the bundle, lies in
 */
export function ownProgram(
  { home, inherited }: Pick<Config, 'home' | 'inherited'>,
  url: string,
  subcommand: 'supervise' | 'cage',
): { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const beside = path.dirname(fileURLToPath(url));
  const program = ['cli.cjs', 'main.ts'].map((name) => path.join(beside, name)).find((file) => existsSync(file));
  const asNode =
    inherited['ELECTRON_RUN_AS_NODE'] === undefined && process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
  return { argv: [process.execPath, program ?? '', subcommand], env: { HOME: home, ...asNode } };
}

const LOGIN_TIMEOUT_MS = 5_000;

/** How the login environment, from which commands get their PATH, is asked for. */
export function loginShell({ home, inherited }: Config): {
  readonly shell: string;
  readonly home: string;
  readonly inherited: Config['inherited'];
  readonly timeoutMs: number;
} {
  return { shell: shellOfUser(inherited), home, inherited, timeoutMs: LOGIN_TIMEOUT_MS };
}

/** The shell of the user database; `SHELL` may come from a repository's configuration of a host. */
function shellOfUser(inherited: Config['inherited']): string {
  try {
    return userInfo().shell ?? '/bin/sh';
  } catch {
    return inherited['SHELL'] ?? '/bin/sh';
  }
}
