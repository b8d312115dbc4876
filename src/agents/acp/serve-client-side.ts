import { randomUUID } from 'node:crypto';
import { CLIENT_METHODS, type ClientApp, RequestError } from '@agentclientprotocol/sdk';
import type * as z from 'zod';
import type { ClientCommand, ClientSide } from './client-side.ts';
import { createTerminalSchema, readFileSchema, terminalSchema, writeFileSchema } from './messages.ts';

/** Terminals that an agent has open at once. */
const MOST_TERMINALS = 64;

export interface ClientSideDeps {
  readonly app: ClientApp;
  /** Absent: whatever the agent wants of it is denied. */
  readonly client: ClientSide | undefined;
  readonly offers: { readonly fs: boolean; readonly terminal: boolean };
  readonly cwd: string;
  /** Aborted when the running turn is cancelled, or the conversation is over. */
  readonly cancelled: () => AbortSignal;
  /** Aborted at the end of the conversation: what still runs is ended. */
  readonly over: AbortSignal;
}

interface Terminal {
  readonly command: ClientCommand;
  /** Bytes of output that the agent wants to see. */
  readonly limit: number | undefined;
}

/**
 * Answers `fs/*` and `terminal/*`. Each read, write and command is judged where it is done. The environment that an agent wishes for a
 * command is not taken over: it could change what was judged.
 */
export function serveClientSide({ app, client, offers, cwd, cancelled, over }: ClientSideDeps): void {
  const terminals = new Map<string, Terminal>();

  async function done<T>(taken: AbortSignal, act: (client: ClientSide, signal: AbortSignal) => Promise<T>): Promise<T> {
    if (client === undefined) throw new RequestError(FAILED, 'denied: nobody does that for an agent here');
    try {
      return await act(client, AbortSignal.any([taken, cancelled()]));
    } catch (error) {
      throw new RequestError(FAILED, error instanceof Error ? error.message : 'it failed');
    }
  }

  function terminalOf({ terminalId }: { readonly terminalId: string }): Terminal {
    const terminal = terminals.get(terminalId);
    if (terminal === undefined) throw RequestError.resourceNotFound();
    return terminal;
  }

  over.addEventListener('abort', () => {
    for (const { command } of terminals.values()) void command.kill();
  });
  if (offers.fs) {
    on(app, CLIENT_METHODS.fs_read_text_file, readFileSchema, async ({ path, line, limit }, taken) => {
      const lines = { line: line ?? undefined, limit: limit ?? undefined };
      return { content: await done(taken, (by, signal) => by.read(path, lines, signal)) };
    });
    on(app, CLIENT_METHODS.fs_write_text_file, writeFileSchema, async ({ path, content }, taken) => {
      await done(taken, (by, signal) => by.write(path, content, signal));
      return {};
    });
  }
  if (!offers.terminal) return;
  on(app, CLIENT_METHODS.terminal_create, createTerminalSchema, async ({ command, args, cwd: where, outputByteLimit }, taken) => {
    if (terminals.size >= MOST_TERMINALS) throw new RequestError(FAILED, `more than ${MOST_TERMINALS} terminals are open; release some`);
    const started = await done(taken, (by, signal) => by.run(command, args ?? [], where || cwd, signal));
    const terminalId = randomUUID();
    terminals.set(terminalId, { command: started, limit: outputByteLimit ?? undefined });
    if (over.aborted) await started.kill();
    return { terminalId };
  });
  on(app, CLIENT_METHODS.terminal_output, terminalSchema, async (params) => {
    const { command, limit } = terminalOf(params);
    const { text, truncated } = command.output();
    const exitStatus = await Promise.race([command.ended, Promise.resolve(undefined)]);
    const last = limit === undefined ? text : lastBytes(text, limit);
    return { output: last, truncated: truncated || last !== text, ...(exitStatus === undefined ? {} : { exitStatus }) };
  });
  on(app, CLIENT_METHODS.terminal_wait_for_exit, terminalSchema, (params) => terminalOf(params).command.ended);
  on(app, CLIENT_METHODS.terminal_kill, terminalSchema, async (params) => {
    await terminalOf(params).command.kill();
    return {};
  });
  on(app, CLIENT_METHODS.terminal_release, terminalSchema, async (params) => {
    const { command } = terminalOf(params);
    terminals.delete(params.terminalId);
    await command.kill();
    return {};
  });
}

/** One of the codes that JSON-RPC leaves to whoever answers. */
const FAILED = -32_003;

function on<S extends z.ZodType>(
  app: ClientApp,
  method: string,
  schema: S,
  handle: (params: z.output<S>, signal: AbortSignal) => Promise<object>,
): void {
  app.onRequest(
    method,
    (params: unknown) => {
      const parsed = schema.safeParse(params);
      if (!parsed.success) throw RequestError.invalidParams();
      return parsed.data;
    },
    ({ params, signal }) => handle(params, signal),
  );
}

/** The end of a text, of at most so many bytes in UTF-8, from the beginning of a character. */
function lastBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  let start = Math.max(0, bytes.length - limit);
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.toString('utf8', start);
}
