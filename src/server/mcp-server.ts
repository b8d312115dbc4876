import { Server } from '@modelcontextprotocol/server';
import { callerOf, type Era, identify, listRoots } from './client.ts';
import { handleResources } from './resource-handlers.ts';
import { createResourceUpdates } from './resource-updates.ts';
import type { ServerParts, ServerScope } from './scope.ts';
import { handleTools } from './tool-handlers.ts';

/** One server instance for one era. Cheap and without side effects: the SDK may make one only to throw it away. */
export function createMcpServer(parts: ServerParts, era: Era): Server {
  const { app, connection, limits, log } = parts;
  const server = new Server(app.info, {
    capabilities: { tools: {}, resources: { subscribe: true, listChanged: true } },
    instructions: app.instructions(),
    // Legacy approvals are asked by us, because the shim cannot let go of a call that has waited long enough.
    inputRequired: { legacyShim: false },
  });
  const updates = createResourceUpdates(server, era, limits, log);
  const scope: ServerScope = {
    ...parts,
    server,
    era,
    session: (context) =>
      connection.current ??
      connection.session({
        identify: () => identify(server, era, callerOf(server, era, context), limits, log),
        onResourceChange: updates.changed,
      }),
  };
  server.onerror = (error) => log(`protocol: ${error.message}`);
  server.onclose = () => updates.stop();
  handleTools(scope);
  handleResources(scope, updates);
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
