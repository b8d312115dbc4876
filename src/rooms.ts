import { realpathSync } from 'node:fs';
import { availableParallelism, userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';
import { createGate } from './policy/gate.ts';
import { createSessions, defaultLimits, type Sessions } from './session/sessions.ts';
import { type Bash, findBash } from './shell/process/bash.ts';
import { captureLoginEnvironment } from './shell/process/environment.ts';
import { startCommand } from './shell/process/run.ts';
import { createMemoryStore } from './store/memory.ts';
import { tools } from './tools/index.ts';
import { resources } from './tools/resources.ts';
import type { Tool } from './tools/tool.ts';

/** Everything behind the protocol. */
export interface Rooms {
  readonly tools: readonly Tool[];
  readonly resources: typeof resources;
  readonly sessions: Sessions;
}

const LOGIN_TIMEOUT_MS = 5_000;

/** Puts the rooms together: the only file that knows every one of them. Starts and writes nothing. */
export function createRooms(config: Config, log: (line: string) => void): Rooms {
  const store = createMemoryStore();
  let bash: Bash | undefined;
  const foundBash = (): Bash => {
    bash ??= findBash();
    return bash;
  };
  const sessions = createSessions({
    createGate: (request) =>
      createGate({
        ...request,
        home: config.home,
        ownDirs: [config.stateDir, config.configDir, config.cacheDir],
        ownPrograms: ownPrograms(),
        bash: foundBash,
        store,
        now: Date.now,
        log,
      }),
    startCommand,
    shellVersion: () => foundBash().version,
    captureEnvironment: () =>
      captureLoginEnvironment({ shell: loginShell(config), home: config.home, inherited: config.inherited, timeoutMs: LOGIN_TIMEOUT_MS }),
    dropFromEnvironment: config.dropFromEnvironment,
    store,
    outputDir: path.join(config.stateDir, 'output'),
    now: Date.now,
    log,
    limits: defaultLimits(availableParallelism()),
  });
  return { tools, resources, sessions };
}

/** The shell of the user database; `SHELL` may come from a repository's configuration of a host. */
function loginShell(config: Config): string {
  try {
    return userInfo().shell ?? '/bin/sh';
  } catch {
    return config.inherited['SHELL'] ?? '/bin/sh';
  }
}

/** Files that start this program: the source, the bundle, the launcher beside it. */
function ownPrograms(): string[] {
  const own = fileURLToPath(import.meta.url);
  const beside = ['main.ts', 'cli.cjs', 'bailiwick.cjs'].map((name) => path.join(path.dirname(own), name));
  return [own, ...beside].flatMap((file) => {
    try {
      return [realpathSync(file)];
    } catch {
      return [];
    }
  });
}
