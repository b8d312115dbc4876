import type { Inbox } from '../agents/runner.ts';

/** Messages to one child, from whoever may talk to it. */
export interface Mailbox {
  readonly inbox: Inbox;
  /** False when so many wait already that this one was not taken. */
  send(text: string): boolean;
}

/** Each may have 100,000 characters, and nobody says so much to one that does not listen. */
export const MOST_WAITING = 100;

export function createMailbox(): Mailbox {
  const waiting: string[] = [];
  const listeners = new Set<() => void>();
  return {
    inbox: {
      take: () => waiting.shift(),
      putBack: (text) => void waiting.unshift(text),
      onMessage(listener) {
        listeners.add(listener);
        // What came before is news to whoever listens only now.
        if (waiting.length > 0) queueMicrotask(() => listeners.has(listener) && listener());
        return () => {
          listeners.delete(listener);
        };
      },
    },
    send(text) {
      if (waiting.length >= MOST_WAITING) return false;
      waiting.push(text);
      for (const listener of listeners) listener();
      return true;
    },
  };
}
