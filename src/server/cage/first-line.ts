import type { Socket } from 'node:net';

const NEWLINE = 0x0a;
/** A token has 64 bytes; whoever sends more than this sends none. */
const MAX_BYTES = 1_024;

/**
 * Takes the first line of a connection, without its end; what comes behind stays to be read. `undefined` when the line is longer than
 * 1 KiB, the connection ends before it, or `withinMs` milliseconds pass. Never rejects.
 */
export function firstLine(socket: Socket, withinMs: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;

    const settle = (line: Buffer | undefined): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      for (const event of ['end', 'close', 'error']) socket.off(event, onEnd);
      socket.pause();
      resolve(line);
    };
    const onEnd = (): void => settle(undefined);
    const onData = (chunk: Buffer): void => {
      const end = chunk.indexOf(NEWLINE);
      length += end === -1 ? chunk.length : end;
      chunks.push(end === -1 ? chunk : chunk.subarray(0, end));
      if (length > MAX_BYTES) settle(undefined);
      else if (end !== -1) {
        settle(Buffer.concat(chunks));
        if (end + 1 < chunk.length) socket.unshift(chunk.subarray(end + 1));
      }
    };
    const timer = setTimeout(onEnd, withinMs);
    socket.on('data', onData);
    for (const event of ['end', 'close', 'error']) socket.on(event, onEnd);
  });
}
