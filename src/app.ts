import { pathToFileURL } from 'node:url';
import { type Config, resolveWorkspace } from './config.ts';
import type { Rooms } from './rooms.ts';
import type { Log, ServedApp } from './server/app-port.ts';
import { runtimeSqliteProblem } from './store/sqlite/load.ts';
import { placeProblem } from './store/sqlite/place.ts';
import { ToolError } from './tools/tool.ts';
import { VERSION } from './version.ts';

/** The program behind the server: made once a process, closed at its end. */
export interface App extends ServedApp {
  close(): Promise<void>;
}

/** Makes the program. A host waits for the first answer of a server, so the rooms are loaded when somebody asks for one of them. */
export function createApp(config: Config, log: Log): App {
  let rooms: Rooms | undefined;
  const open = async (): Promise<Rooms> => {
    rooms ??= (await import('./rooms.ts')).createRooms(config, log);
    return rooms;
  };
  return {
    tools: async () => (await open()).tools,
    info: { name: 'bailiwick', title: 'Bailiwick', version: VERSION },
    // Only sessions have resources, and whoever has a session has the rooms.
    resources: {
      tasks: async (session) => (await rooms?.resources.tasks(session)) ?? [],
      read: async (session, ref) => (await open()).resources.read(session, ref),
      watch: (session, listener) => rooms?.resources.watch(session, listener) ?? (() => {}),
    },
    instructions: () => instructions(config),
    openSession: async ({ name, roots }) => {
      const resolved = resolveWorkspace({ config, roots: (roots ?? []).map((root) => pathToFileURL(root).href), cwd: config.cwd });
      if (!resolved.ok) throw new ToolError(resolved.message);
      const { sessions } = await open();
      return await sessions.open({ workspace: resolved.workspace, access: config.access, preset: config.preset, clientName: name });
    },
    closeSession: async (id) => rooms?.sessions.close(id),
    // The workspace of a session stays what it was: roots can only take grants away.
    rootsChanged: () => {},
    close: async () => rooms?.close(),
  };
}

const DURABLE =
  'The plan and the tasks of a session are kept: the same client finds them again in the same workspace after a restart. What a person allowed ends with the connection.';

/** A full or broken disk is found only when the state is opened, which a host need not wait for. */
function kept(stateDir: string): string {
  const why = runtimeSqliteProblem() ?? placeProblem(stateDir);
  return why === undefined ? DURABLE : `The plan, the tasks and what a person allowed are in memory and end with the connection: ${why}.`;
}

function instructions({ access, preset, notices, stateDir }: Config): string {
  return [
    'Bailiwick judges every command before it runs. `bash` runs what may run and answers `denied` or `needs_approval`, with the reason and what would change it, for what may not: a refusal is a result, not an error; do not rephrase a refused command to get it through.',
    'A command that takes longer than 45 s goes on as a task: read it with `task_output`, end it with `task_stop`. Prefer plain commands with literal words: they are proven faster and asked about less.',
    `Access: ${access}. Preset: ${preset}. Sandbox: none: an allowed command runs with the rights of the user.`,
    kept(stateDir),
    ...notices,
  ].join('\n');
}
