import type { Writable } from 'node:stream';
import { AgentError } from './protocol.ts';

/** Bytes that an agent may leave unread: more than the longest prompt and a file that it asked for. */
const MOST_UNREAD = 64 * 1024 * 1024;

/** An agent that asks without end and reads no answer would fill the memory. Throws an `AgentError` when it has left too much unread. */
export function checkUnread({ writableLength }: Pick<Writable, 'writableLength'>): void {
  if (writableLength > MOST_UNREAD) throw new AgentError('it does not read what it is told');
}
