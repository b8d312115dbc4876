import type { Writable } from 'node:stream';
import { visible } from '../shell/visible.ts';
import type { Log } from './app-port.ts';

/** Longer lines are cut: a client decides what is in some of them. */
const MAX_LINE = 4_000;

/** Makes the one function that writes for people to stderr; stdout belongs to the protocol. */
export function createLog(stderr: Writable): Log {
  return (line) => {
    const shown = visible(line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} [cut]` : line);
    // Further lines, of a stack trace for instance, are indented: nothing foreign can look like a line of ours.
    stderr.write(`bailiwick: ${shown.replaceAll('\n', '\n  ')}\n`);
  };
}
