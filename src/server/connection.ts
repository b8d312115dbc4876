import type { Session } from '../session/session.ts';
import { describeError } from '../shell/describe-error.ts';
import type { ResourceChange } from '../tools/resource-ref.ts';
import type { Log, ServedApp, SessionClient } from './app-port.ts';

/** What one client shares with nobody: its session, made when it is first needed. The connection is the key, whatever the client says. */
export interface Connection {
  /**
   * The session of this connection. The first caller's client makes it; when that fails, the next caller tries again.
   * Rejects with what `openSession` gave, or when the connection has ended.
   */
  session(opener: SessionOpener): Promise<Session>;
  /** The session, if it is open. */
  readonly current: Session | undefined;
  /** The session once it is open, if it is open or being opened. Never rejects. */
  opening(): Promise<Session | undefined>;
  /** Closes the session, also one that is still being opened. */
  close(): Promise<void>;
}

export interface SessionOpener {
  identify(): Promise<SessionClient>;
  onResourceChange(change: ResourceChange): void;
  onNotice(text: string): void;
  /** The session is open: what its children ask can be put to the client. Returns the way to stop that. */
  onOpen(session: Session): () => void;
}

export function createConnection(app: ServedApp, log: Log): Connection {
  let opening: Promise<Session> | undefined;
  let current: Session | undefined;
  let unwatch: (() => void) | undefined;
  let ended = false;

  const open = async (opener: SessionOpener): Promise<Session> => {
    const client = await opener.identify();
    if (ended) throw new Error('the connection ended before its session was open');
    const session = await app.openSession(client);
    current = session;
    const { durability, why = '' } = session.keeps;
    if (durability === 'memory') opener.onNotice(`the plan and the tasks are in memory and end with the connection: ${why}`);
    const forget = [
      app.resources.watch(session, (change) => opener.onResourceChange(change)),
      session.onEngine((text) => opener.onNotice(text)),
      opener.onOpen(session),
    ];
    unwatch = () => {
      for (const each of forget) each();
    };
    return session;
  };

  return {
    get current() {
      return current;
    },
    session: (opener) => {
      if (current !== undefined) return Promise.resolve(current);
      if (ended) return Promise.reject(new Error('the connection has ended'));
      opening ??= open(opener).finally(() => {
        opening = undefined;
      });
      return opening;
    },
    opening: async () => current ?? (await opening?.catch(() => undefined)),
    close: async () => {
      ended = true;
      await opening?.catch(() => undefined);
      unwatch?.();
      const session = current;
      current = undefined;
      if (session === undefined) return;
      await app.closeSession(session.id).catch((error: unknown) => log(`a session did not close: ${describeError(error)}`));
    },
  };
}
