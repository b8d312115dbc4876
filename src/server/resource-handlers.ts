import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { describeError } from '../shell/describe-error.ts';
import { ToolError } from '../tools/tool.ts';
import type { Log } from './app-port.ts';
import { pageParams, uriParams } from './params.ts';
import type { ResourceUpdates } from './resource-updates.ts';
import { checkResource, listResources, listResourceTemplates, readResource, resolveUri } from './resources.ts';
import type { ServerScope } from './scope.ts';

/** `resources/*`; in the modern era the SDK's entry keeps the subscriptions. */
export function handleResources({ app, server, connection, session, log }: ServerScope, updates: ResourceUpdates): void {
  server.setRequestHandler('resources/list', { params: pageParams }, () =>
    guarded('resources/list', log, async () => listResources(app.resources, connection.current)),
  );
  server.setRequestHandler('resources/templates/list', { params: pageParams }, () => listResourceTemplates());
  server.setRequestHandler('resources/read', { params: uriParams }, ({ uri }, context) =>
    guarded('resources/read', log, async () => {
      const ref = resolveUri(uri);
      return await readResource(app.resources, await session(context), uri, ref);
    }),
  );
  server.setRequestHandler('resources/subscribe', { params: uriParams }, ({ uri }, context) =>
    guarded('resources/subscribe', log, async () => {
      const ref = resolveUri(uri);
      await checkResource(app.resources, await session(context), uri, ref);
      updates.subscribe(uri);
      return {};
    }),
  );
  server.setRequestHandler('resources/unsubscribe', { params: uriParams }, ({ uri }) => {
    updates.unsubscribe(uri);
    return {};
  });
}

/** Lets the protocol's errors and those in our own words through; of any other only the log hears. */
export async function guarded<T>(method: string, log: Log, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    if (error instanceof ToolError) throw new ProtocolError(ProtocolErrorCode.InvalidRequest, error.message);
    log(`internal error in ${method}: ${describeError(error)}`);
    throw new ProtocolError(ProtocolErrorCode.InternalError, `Internal error in ${method}, see the log`);
  }
}
