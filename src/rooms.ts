import { availableParallelism } from 'node:os';
import path from 'node:path';
import { loginShell, ownPlaces } from './config/own.ts';
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
        ...ownPlaces(config, import.meta.url),
        bash: foundBash,
        store,
        now: Date.now,
        log,
      }),
    startCommand,
    shellVersion: () => foundBash().version,
    captureEnvironment: () => captureLoginEnvironment(loginShell(config)),
    dropFromEnvironment: config.dropFromEnvironment,
    store,
    outputDir: path.join(config.stateDir, 'output'),
    now: Date.now,
    log,
    limits: defaultLimits(availableParallelism()),
  });
  return { tools, resources, sessions };
}
