import type { CallToolResult, Client, Tool } from '@modelcontextprotocol/client';
import type { StartedAgent } from '../../shell/process/starter.ts';
import { visible } from '../../shell/visible.ts';
import { VERSION } from '../../version.ts';
import { createServerWire } from './server-wire.ts';

/** Milliseconds. */
export interface ServerLimits {
  /** Until it can be talked to. */
  readonly openMs: number;
  /** For each answer, whatever it tells of its progress. */
  readonly callMs: number;
}

export const SERVER_LIMITS: ServerLimits = { openMs: 30_000, callMs: 60_000 };

/** More pages, or tools, are not read. */
const MOST_PAGES = 10;
const MOST_LISTED = 1_000;
/** Of what a server wrote to standard error, or says is wrong. */
const MOST_WORDS = 500;

/** One server of one child. */
export interface ServerConnection {
  /** Foreign, all of it. */
  readonly tools: readonly Tool[];
  /** Rejects when there is no answer; `whyNot` puts that in words. */
  call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CallToolResult>;
  whyNot(error: unknown): string | Promise<string>;
}

/**
 * Speaks to a server that was started. It is told that we can do nothing: what it asks of us (samples of a model, questions, roots) is
 * refused, and what it tells of changes is passed over. Rejects when it does not come to a list of tools; `wordsOf` says why.
 */
export async function connect(agent: StartedAgent, limits: ServerLimits, signal: AbortSignal): Promise<ServerConnection> {
  const { Client } = await import('@modelcontextprotocol/client');
  const wire = createServerWire(agent);
  // The older way of beginning: servers of both ages know it, and some of the older ones end when they are asked for the newer.
  const client = new Client({ name: 'bailiwick', version: VERSION }, { capabilities: {}, versionNegotiation: { mode: 'legacy' } });
  const whyNot = (error: unknown): string => wire.broken() ?? wordsOf(error);
  const late = AbortSignal.any([signal, AbortSignal.timeout(limits.openMs)]);
  const end = (): void => void client.close();
  late.addEventListener('abort', end, { once: true });
  try {
    await client.connect(wire, { timeout: limits.openMs, signal: late });
    const tools = await toolsOf(client, { timeout: limits.openMs, signal: late });
    return {
      tools,
      call: async (name, args, cancelled) =>
        await client.request(
          { method: 'tools/call', params: { name, arguments: args } },
          { timeout: limits.callMs, maxTotalTimeout: limits.callMs, signal: cancelled },
        ),
      whyNot,
    };
  } catch (error) {
    await client.close();
    throw new Error(
      signal.aborted ? 'it is not wanted any more' : late.aborted ? `it gave no tools within ${limits.openMs / 1000} s` : whyNot(error),
    );
  } finally {
    late.removeEventListener('abort', end);
  }
}

async function toolsOf(client: Client, options: { readonly timeout: number; readonly signal: AbortSignal }): Promise<readonly Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES && tools.length < MOST_LISTED; page += 1) {
    const listed = await client.request({ method: 'tools/list', params: cursor === undefined ? {} : { cursor } }, options);
    tools.push(...listed.tools);
    cursor = listed.nextCursor;
    if (cursor === undefined) break;
  }
  return tools.slice(0, MOST_LISTED);
}

/** What went wrong; a server may have written it. */
export function wordsOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

/** The end of what a server wrote to standard error; empty when it wrote nothing. */
export function lastWords(agent: StartedAgent): string {
  const text = agent.errors().trim().slice(-MOST_WORDS);
  return text === '' ? '' : `; it wrote: ${oneLine(text)}`;
}

function oneLine(text: string): string {
  return visible(text.slice(0, MOST_WORDS)).replaceAll('\n', ' ');
}
