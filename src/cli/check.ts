import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Arguments } from '../config/arguments.ts';
import { loginShell } from '../config/own.ts';
import { acceptWorkspace, contains, realDirectory, realLocation } from '../config/workspace.ts';
import type { Config } from '../config.ts';
import { captureLoginEnvironment, searchPathOf } from '../shell/process/environment.ts';
import type { Checking } from './check-answer.ts';

const WRONG_USAGE = 64;

/**
 * `check` and `explain`: says what the gate of a session with this configuration would answer now. Starts no command, keeps nothing.
 * @returns the exit code: 0 allow (or every line of a batch answered), 1 ask (or not every line answered), 2 deny, 64 wrong usage
 */
export async function check(checking: Checking): Promise<number> {
  const { given, config, log } = checking;
  const placed = placesOf(given, config);
  if (!placed.ok) {
    log(placed.message);
    return WRONG_USAGE;
  }
  // The shell takes as long to answer as what judges takes to load, so both at once: the shell starts before this thread is busy.
  const login = captureLoginEnvironment(loginShell(config));
  await setImmediate();
  const { answer } = await import('./check-answer.ts');
  const { env, problem } = await login;
  if (problem !== undefined) log(problem);
  const { workspace, cwd } = placed;
  return answer({ ...checking, workspace, cwd, searchPath: searchPathOf(env) });
}

type Placed = { readonly ok: true; readonly workspace: string; readonly cwd: string } | { readonly ok: false; readonly message: string };

/** Where a command would start, and the workspace: what the settings name, else that directory. */
export function placesOf(given: Arguments, config: Config): Placed {
  const { cwd: asked } = given.options;
  const named = asked === undefined || asked === '' ? undefined : realDirectory(resolve(config.cwd, asked));
  if (asked !== undefined && named === undefined) {
    return { ok: false, message: `--cwd ${JSON.stringify(asked)} is not a directory that can be read; name one that exists.` };
  }
  const { workspace } = config;
  if (workspace !== undefined) {
    const called = realLocation(config.cwd);
    return { ok: true, workspace, cwd: named ?? (contains(workspace, called) ? called : workspace) };
  }
  const start = named ?? config.cwd;
  const accepted = acceptWorkspace(start, config.workspaceRules);
  if (accepted.ok) return { ok: true, workspace: accepted.workspace, cwd: accepted.workspace };
  const what = named === undefined ? 'the directory that this was called in' : 'the directory of --cwd';
  return {
    ok: false,
    message: `There is no workspace: ${what} cannot be it, because ${accepted.reason}. Name a project with --workspace <directory>.`,
  };
}
