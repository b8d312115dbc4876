import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { visible } from '../shell/visible.ts';
import { createSession, type SessionLimits, type SessionSpec, type SessionsDeps } from './create-session.ts';
import type { Session } from './session.ts';
import { createTaskWorker } from './task-worker.ts';

export interface Sessions {
  /**
   * The session that the same client had in the same workspace, with its list and tasks, when nobody has it open; else a new one. Names are
   * self-declared and earn nothing beyond that. Throws after `closeAll`, and when it cannot be kept.
   */
  open(spec: SessionSpec): Promise<Session>;
  /** Closes one; an unknown id changes nothing. */
  close(id: string): Promise<void>;
  /** Closes all and opens no more. */
  closeAll(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** Takes the number of processor cores; returns the limits that apply when nobody sets others. */
export function defaultLimits(cores: number): SessionLimits {
  return {
    sessions: 32,
    // Hosts cut calls at 60 s.
    answerWindowMs: 45_000,
    outputBytes: 16 * 1024,
    concurrency: Math.max(2, cores * 2),
    serverConcurrency: Math.max(4, cores * 4),
    retentionMs: 7 * DAY_MS,
    kept: 200,
    stopWaitMs: 10_000,
  };
}

const CLIENT_NAME_LENGTH = 100;

export function createSessions(deps: SessionsDeps): Sessions {
  const closings = new Set<Promise<void>>();
  let closed = false;
  const { store, now, log, limits } = deps;
  const worker = createTaskWorker({
    engine: store.tasks,
    changes: store.changes,
    limits: { queue: limits.concurrency, worker: limits.serverConcurrency },
    now,
    log,
  });
  const sessions = new LRUCache<string, Session>({ max: deps.limits.sessions, dispose: (session) => void track(session.close()) });

  function track(closing: Promise<void>): Promise<void> {
    const settled = closing.catch((error: unknown) => deps.log(`a session could not be closed: ${String(error)}`));
    closings.add(settled);
    return settled.finally(() => closings.delete(settled));
  }

  return {
    async open(spec) {
      if (closed) throw new Error('the server is closing');
      const client = visible(spec.clientName).slice(0, CLIENT_NAME_LENGTH);
      const at = deps.now();
      const { row } = deps.store.sessions.open({ id: randomUUID(), workspace: spec.workspace, client, createdAt: at, usedAt: at });
      const session = createSession({ ...spec, clientName: client }, row.id, { ...deps, worker });
      sessions.set(session.id, session);
      await session.tasks.recover();
      return session;
    },
    async close(id) {
      const session = sessions.peek(id);
      sessions.delete(id);
      await session?.close();
    },
    async closeAll() {
      closed = true;
      sessions.clear();
      await Promise.all(closings);
      worker.close();
    },
  };
}
