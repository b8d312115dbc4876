import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server, type ServerContext } from '@modelcontextprotocol/server';
import type { ChildTool } from '../../agents/child-tools/child-tool.ts';
import { visible } from '../../shell/visible.ts';
import { VERSION } from '../../version.ts';
import type { Log } from '../app-port.ts';
import { describeArgumentErrors } from '../argument-errors.ts';
import { callParams, pageParams } from '../params.ts';
import { progressReporter } from '../progress.ts';
import { inputSchema } from '../tool-list.ts';

const MAX_NAME_SHOWN = 100;

/** A tool as it is listed and called. */
export interface OfferedTool {
  readonly tool: ChildTool;
  readonly schema: Record<string, unknown>;
}

/** Calls of one child at once, over all of its connections; agents make some in parallel, and each may run a command. */
const MOST_AT_ONCE = 32;
const TOO_MANY = `Denied: ${MOST_AT_ONCE} calls of yours are in work already. Wait until one has ended.`;

/** Costs some milliseconds: once for a cage. */
export function offered(tools: readonly ChildTool[]): ReadonlyMap<string, OfferedTool> {
  let inWork = 0;
  const bounded = (tool: ChildTool): ChildTool => ({
    ...tool,
    async call(input, signal) {
      if (inWork >= MOST_AT_ONCE) return { text: TOO_MANY, isError: true };
      inWork += 1;
      try {
        return await tool.call(input, signal);
      } finally {
        inWork -= 1;
      }
    },
  });
  return new Map(
    tools.map((tool) => [tool.name, { tool: bounded(tool), schema: { type: 'object', ...(tool.schema ?? inputSchema(tool)) } }]),
  );
}

export interface CageServerOptions {
  readonly tools: ReadonlyMap<string, OfferedTool>;
  /** Milliseconds between the signs of life of a call; clients give a silent one up after 60 s. */
  readonly progressMs: number;
  /** Told each time that somebody has looked at the tools. */
  readonly listed: () => void;
  readonly log: Log;
}

/** One server of one connection: nothing but the tools of one child. Without side effects. */
export function createCageServer({ tools, progressMs, listed, log }: CageServerOptions): Server {
  const server = new Server({ name: 'bailiwick', title: 'Bailiwick', version: VERSION }, { capabilities: { tools: {} } });
  server.onerror = (error) => log(`protocol: ${error.message}`);

  server.setRequestHandler('tools/list', { params: pageParams }, async () => {
    listed();
    return {
      tools: [...tools.values()].map(({ tool, schema }) => ({
        name: tool.name,
        description: tool.description,
        inputSchema: { type: 'object' as const, ...schema },
      })),
    };
  });

  server.setRequestHandler('tools/call', { params: callParams }, async ({ name, arguments: input = {} }, context) => {
    const found = tools.get(name);
    if (found === undefined) throw unknownTool(name, tools);
    return await whileAlive(context, progressMs, () => call(found, input, context.mcpReq.signal));
  });
  return server;
}

async function call({ tool, schema }: OfferedTool, input: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<CallToolResult> {
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) return result(describeArgumentErrors(tool.name, parsed.error.issues, schema, input), true);
  const { text, isError } = await tool.call(parsed.data, signal);
  return result(text, isError);
}

const result = (text: string, isError: boolean): CallToolResult => ({ content: [{ type: 'text', text }], ...(isError ? { isError } : {}) });

/** A person who is asked may take minutes, and a command an hour. */
async function whileAlive<T>(context: ServerContext, everyMs: number, work: () => Promise<T>): Promise<T> {
  const progress = progressReporter(context);
  const begun = performance.now();
  const alive = (): void => {
    const ms = Math.round(performance.now() - begun);
    progress.report?.(ms, `still at work after ${Math.round(ms / 1000)} s`);
  };
  const timer = progress.report === undefined ? undefined : setInterval(alive, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    progress.stop();
  }
}

function unknownTool(name: string, tools: ReadonlyMap<string, OfferedTool>): ProtocolError {
  const shown = visible(name.slice(0, MAX_NAME_SHOWN));
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${shown}. Known: ${[...tools.keys()].join(', ')}`);
}
