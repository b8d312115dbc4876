import type { Writable } from 'node:stream';
import { visible } from '../shell/visible.ts';
import type { Log } from './app-port.ts';

/** Longer lines are cut: a client decides what is in some of them. */
const MAX_LINE = 4_000;

/** Makes the one function that writes lines for people to stderr; stdout belongs to the protocol. */
export function createLog(stderr: Writable): Log {
  return (line) => {
    const shown = visible(line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} [cut]` : line);
    stderr.write(`bailiwick: ${shown}\n`);
  };
}

/** The text of an unexpected exception, for the log only. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
