import { realpathSync } from 'node:fs';
import { availableParallelism, userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Config, resolveWorkspace } from './config.ts';
import { createGate } from './policy/gate.ts';
import type { ServedApp } from './server/app-port.ts';
import { createLog } from './server/log.ts';
import { createSessions, defaultLimits, type SessionLimits } from './session/sessions.ts';
import { type Bash, findBash } from './shell/process/bash.ts';
import { captureLoginEnvironment } from './shell/process/environment.ts';
import { startCommand } from './shell/process/run.ts';
import { createMemoryStore } from './store/memory.ts';
import { tools } from './tools/index.ts';
import { resources } from './tools/resources.ts';
import { ToolError } from './tools/tool.ts';
import { VERSION } from './version.ts';

/** The program behind the server: made once a process, closed at its end. */
export interface App extends ServedApp {
  close(): Promise<void>;
}

const LOGIN_TIMEOUT_MS = 5_000;

/** Puts the rooms together. Nothing is started or written before a client asks for something. */
export function createApp(config: Config, limits: Partial<SessionLimits> = {}): App {
  const log = createLog(process.stderr);
  const store = createMemoryStore();
  let bash: Bash | undefined;
  const sessions = createSessions({
    createGate: (request) =>
      createGate({
        ...request,
        home: config.home,
        stateDir: config.stateDir,
        configDir: config.configDir,
        ownPrograms: ownPrograms(),
        bash: () => {
          bash ??= findBash();
          return bash;
        },
        store,
        now: Date.now,
        log,
      }),
    startCommand,
    captureEnvironment: () =>
      captureLoginEnvironment({ shell: loginShell(config), home: config.home, inherited: config.inherited, timeoutMs: LOGIN_TIMEOUT_MS }),
    dropFromEnvironment: config.dropFromEnvironment,
    store,
    outputDir: path.join(config.stateDir, 'output'),
    now: Date.now,
    log,
    limits: { ...defaultLimits(availableParallelism()), ...limits },
  });
  return {
    tools,
    info: { name: 'bailiwick', title: 'Bailiwick', version: VERSION },
    resources,
    instructions: () => instructions(config),
    openSession: async ({ name, roots }) => {
      const resolved = resolveWorkspace({ config, roots: (roots ?? []).map((root) => pathToFileURL(root).href), cwd: config.cwd });
      if (!resolved.ok) throw new ToolError(resolved.message);
      return await sessions.open({ workspace: resolved.workspace, access: config.access, preset: config.preset, clientName: name });
    },
    closeSession: (id) => sessions.close(id),
    // The workspace of a session stays what it was: roots can only take grants away.
    rootsChanged: () => {},
    close: () => sessions.closeAll(),
  };
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

function instructions({ access, preset, notices }: Config): string {
  return [
    'Bailiwick judges every command before it runs. `bash` runs what may run and answers `denied` or `needs_approval`, with the reason and what would change it, for what may not: a refusal is a result, not an error; do not rephrase a refused command to get it through.',
    'A command that takes longer than 45 s goes on as a task: read it with `task_output`, end it with `task_stop`. Prefer plain commands with literal words: they are proven faster and asked about less.',
    `Access: ${access}. Preset: ${preset}. Sandbox: none: an allowed command runs with the rights of the user. Sessions are kept in memory and end with the connection.`,
    ...notices,
  ].join('\n');
}
