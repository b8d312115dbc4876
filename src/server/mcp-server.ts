import { Server } from '@modelcontextprotocol/server';
import { askWhenTheyCome } from './child-questions.ts';
import { callerOf, type Era, identify, listRoots, TASKS_EXTENSION, takesForms } from './client.ts';
import { createNotices } from './notices.ts';
import { handleResources } from './resource-handlers.ts';
import { createResourceUpdates } from './resource-updates.ts';
import type { ServerParts, ServerScope } from './scope.ts';
import { createTaskQuestions } from './task-questions.ts';
import { handleTasks } from './tasks-extension.ts';
import { handleTools } from './tool-handlers.ts';

/** One server instance for one era. Cheap and without side effects: the SDK may make one only to throw it away. */
export function createMcpServer(parts: ServerParts, era: Era): Server {
  const { app, connection, limits, log } = parts;
  const server = new Server(app.info, {
    capabilities: {
      tools: {},
      logging: {},
      resources: { subscribe: true, listChanged: true },
      ...(era === 'modern' ? { extensions: { [TASKS_EXTENSION]: {} } } : {}),
    },
    instructions: app.instructions(),
    // Legacy approvals are asked by us, because the shim cannot let go of a call that has waited long enough.
    inputRequired: { legacyShim: false },
  });
  const updates = createResourceUpdates(server, era, limits, log);
  const notices = createNotices(server, era, log);
  const scope: ServerScope = {
    ...parts,
    notices,
    server,
    era,
    questions: parts.questions ?? createTaskQuestions(),
    session: (context) =>
      connection.current ??
      connection.session({
        identify: () => identify(server, era, callerOf(server, era, context), limits, log),
        onResourceChange: updates.changed,
        onNotice: notices.tell,
        // In the modern era they ride on results.
        onOpen: (session) =>
          era === 'legacy' && takesForms(callerOf(server, era, context))
            ? askWhenTheyCome(session, { server, limits, log })
            : () => undefined,
      }),
  };
  server.onerror = (error) => log(`protocol: ${error.message}`);
  server.onclose = () => updates.stop();
  handleTools(scope);
  handleResources(scope, updates);
  if (era === 'modern') handleTasks(scope);
  server.setNotificationHandler('notifications/roots/list_changed', () => changeRoots(scope));
  return server;
}

async function changeRoots({ app, connection, server, limits, log }: ServerScope): Promise<void> {
  const session = connection.current ?? (await connection.opening());
  if (session === undefined) return;
  // Before anything else happens: what was allowed was allowed for other roots.
  session.gate.dropGrants();
  const roots = await listRoots(server, limits, log);
  if (roots !== undefined) await app.rootsChanged(session, roots);
}
