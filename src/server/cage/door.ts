import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { describeError } from '../../shell/describe-error.ts';
import type { Log } from '../app-port.ts';
import { createWire } from '../wire.ts';
import type { Admission } from './admission.ts';
import type { CageLimits } from './cage-limits.ts';
import { createCageServer, type OfferedTool } from './cage-server.ts';
import { firstLine } from './first-line.ts';

/** Agents start a server several times, to look at it and for each of their own children. */
const MAX_CONNECTIONS = 64;
/** Bytes of answers; who asks and reads none would fill the memory. */
const MOST_UNREAD = 64 * 1024 * 1024;

export interface DoorOptions {
  readonly path: string;
  readonly admission: Admission;
  readonly tools: ReadonlyMap<string, OfferedTool>;
  readonly limits: CageLimits;
  /** Told each time that somebody has looked at the tools. */
  readonly listed: () => void;
  readonly log: Log;
}

export interface Door {
  /** Ends every connection, which aborts the calls in work, and takes the socket away. Never rejects. */
  close(): Promise<void>;
}

/** Listens on a socket for whoever has the token. Rejects when it can not. */
export async function openDoor({ path, admission, tools, limits, listed, log }: DoorOptions): Promise<Door> {
  const sockets = new Set<Socket>();

  const admit = async (socket: Socket): Promise<void> => {
    socket.once('close', () => sockets.delete(socket));
    // What breaks a connection ends it; there is nobody to tell.
    socket.on('error', () => undefined);
    sockets.add(socket);
    if (admission.shut || !admission.admits(await firstLine(socket, limits.tokenMs))) {
      socket.destroy();
      return;
    }
    await serveTools(socket);
  };

  const serveTools = async (socket: Socket): Promise<void> => {
    const wire = createWire({ stdin: socket, stdout: socket, log, drainMs: limits.drainMs });
    const onerror = (error: Error): void => log(`protocol: ${error.message}`);
    serveStdio(() => createCageServer({ tools, progressMs: limits.progressMs, listed, log }), { transport: wire, onerror });
    socket.on('data', () => {
      if (socket.writableLength <= MOST_UNREAD) return;
      log('a connection that did not read its answers was closed');
      socket.destroy();
    });
    // It was held back behind the first line.
    socket.resume();
    await wire.closed;
    socket.end(() => socket.destroy());
  };

  // Half open: what a client asked before it ended its side is still answered.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    void admit(socket).catch((error: unknown) => {
      log(`a connection failed: ${describeError(error)}`);
      socket.destroy();
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listening(server, path);
  server.on('error', (error) => log(`the socket failed: ${describeError(error)}`));
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    server.close();
    throw error;
  }

  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          rmSync(path, { force: true });
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
