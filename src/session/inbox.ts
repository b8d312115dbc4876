import type { Inbox } from '../agents/runner.ts';

/** Messages to one child, from whoever may talk to it. */
export interface Mailbox {
  readonly inbox: Inbox;
  send(text: string): void;
}

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
      waiting.push(text);
      for (const listener of listeners) listener();
    },
  };
}
