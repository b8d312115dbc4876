import { fileURLToPath } from 'node:url';
import type { Server, ServerContext } from '@modelcontextprotocol/server';
import { CLIENT_CAPABILITIES_META_KEY, CLIENT_INFO_META_KEY } from '@modelcontextprotocol/server';
import { describeError } from '../shell/describe-error.ts';
import { visible } from '../shell/visible.ts';
import type { Limits, Log, SessionClient } from './app-port.ts';
import { isObject } from './json-rpc.ts';

export type Era = 'legacy' | 'modern';

/** The tasks extension of 2026-07-28 (SEP-2663). */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

const MAX_NAME = 100;

/** Who calls: said once by `initialize` in the legacy era, with every request in the modern one. The client's own words. */
export interface Caller {
  readonly info: unknown;
  readonly capabilities: unknown;
}

export function callerOf(server: Server, era: Era, context: ServerContext): Caller {
  if (era === 'legacy') return { info: server.getClientVersion(), capabilities: server.getClientCapabilities() };
  const envelope: Readonly<Record<string, unknown>> = context.mcpReq.envelope ?? {};
  return { info: envelope[CLIENT_INFO_META_KEY], capabilities: envelope[CLIENT_CAPABILITIES_META_KEY] };
}

/** A bare `elicitation: {}` means forms: so it was before there were modes. */
export function takesForms({ capabilities }: Caller): boolean {
  const elicitation = isObject(capabilities) ? capabilities['elicitation'] : undefined;
  return isObject(elicitation) && (elicitation['form'] !== undefined || elicitation['url'] === undefined);
}

/** Whether a result may be a task. */
export function takesTasks({ capabilities }: Caller): boolean {
  const extensions = isObject(capabilities) ? capabilities['extensions'] : undefined;
  return isObject(extensions) && isObject(extensions[TASKS_EXTENSION]);
}

/** What a new session hears of its client. Roots exist in the legacy era only. */
export async function identify(server: Server, era: Era, caller: Caller, limits: Limits, log: Log): Promise<SessionClient> {
  const given = isObject(caller.info) ? caller.info['name'] : undefined;
  const name = visible(typeof given === 'string' ? given.slice(0, MAX_NAME) : 'unknown');
  if (era !== 'legacy' || !isObject(caller.capabilities) || caller.capabilities['roots'] === undefined) return { name };
  const roots = await listRoots(server, limits, log);
  return roots === undefined ? { name } : { name, roots };
}

/** The absolute paths among the host's roots; `undefined` when it gives none in time. */
export async function listRoots(server: Server, limits: Limits, log: Log): Promise<string[] | undefined> {
  try {
    const { roots } = await server.listRoots(undefined, { timeout: limits.rootsMs });
    return roots.flatMap(({ uri }) => pathOf(uri, log));
  } catch (error) {
    log(`the client did not list its roots: ${describeError(error)}`);
    return undefined;
  }
}

function pathOf(uri: string, log: Log): string[] {
  try {
    return [fileURLToPath(uri)];
  } catch {
    log(`a root is no local path and was left out: ${uri}`);
    return [];
  }
}
