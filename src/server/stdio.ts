import type { Readable, Writable } from 'node:stream';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { LIMITS, type Limits, type Log, type ServedApp } from './app-port.ts';
import type { Era } from './client.ts';
import { createConnection } from './connection.ts';
import { createMcpServer } from './mcp-server.ts';
import { createWire } from './wire.ts';

export interface ServeOptions {
  readonly app: ServedApp;
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** `legacy` answers like a server that never heard of 2026-07-28, for hosts whose probe goes wrong. */
  readonly protocol: 'auto' | 'legacy';
  readonly log: Log;
  /** Ends the connection. */
  readonly signal?: AbortSignal;
  readonly limits?: Limits;
}

/** Serves one client over two streams. Resolves when the connection has ended and its session is closed. */
export async function serve({ app, stdin, stdout, protocol, log, signal, limits = LIMITS }: ServeOptions): Promise<void> {
  const wire = createWire({ stdin, stdout, log, drainMs: limits.drainMs });
  const connection = createConnection(app, log);
  const makeServer = (era: Era) => createMcpServer({ app, connection, limits, log }, era);

  if (protocol === 'legacy') {
    await makeServer('legacy').connect(wire);
  } else {
    serveStdio(({ era }) => makeServer(era), { transport: wire, onerror: (error) => log(`protocol: ${error.message}`) });
  }
  const stop = () => void wire.close();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  await wire.closed;
  signal?.removeEventListener('abort', stop);
  await connection.close();
}
