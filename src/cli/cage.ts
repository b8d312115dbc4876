import { connect, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { inheritedToken } from '../shell/process/inherited-token.ts';

/** EX_USAGE, EX_UNAVAILABLE and EX_NOPERM of sysexits.h. */
const WRONG_USAGE = 64;
const UNAVAILABLE = 69;
const REFUSED = 77;

export interface CageDeps {
  /** The socket, which file holds the token, and the task. */
  readonly operands: readonly string[];
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly log: (line: string) => void;
}

/**
 * The hidden sub-command that a caged child starts to get its tools: it joins its own streams to the child's socket, with the token that an
 * ancestor of it holds. It has no authority of its own and judges nothing. Returns an exit code when either side has ended.
 */
export async function cage({ operands, stdin, stdout, log }: CageDeps): Promise<number> {
  const [path, id, taskId, ...more] = operands;
  if (path === undefined || id === undefined || taskId === undefined || more.length > 0) {
    log('This sub-command is for Bailiwick itself: a child that it holds starts it to get its tools.');
    return WRONG_USAGE;
  }
  const token = inheritedToken({ id, taskId });
  if (token === undefined) {
    log('No program above this one holds the token of that child, so its tools are not for it.');
    return REFUSED;
  }
  const socket = await connected(path);
  if (socket === undefined) {
    log('Nothing listens there any more: the child has ended.');
    return UNAVAILABLE;
  }
  socket.write(`${token}\n`);
  stdin.pipe(socket);
  socket.pipe(stdout);
  await endOf(socket, stdout);
  return 0;
}

/** `undefined` when nobody listens. */
function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** When the server has said all, or nobody reads it any more. The end of standard input ends our side only: answers may be on their way. */
function endOf(socket: Socket, stdout: Writable): Promise<void> {
  return new Promise((resolve) => {
    // What breaks a connection closes it, and there is nobody to tell.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    // All that came is written by then: on Linux standard output takes what it gets at once.
    socket.once('end', () => socket.destroySoon());
    stdout.on('error', () => socket.destroy());
    stdout.once('close', () => socket.destroy());
  });
}
