import type { SessionRow, SessionStore } from './sessions.ts';

/** What the sessions of a process without a file are made with. */
export interface MemorySessionsDeps {
  /** This process. */
  readonly pid: number;
  readonly hasTasks: (sessionId: string) => boolean;
  /** Drops what else is kept of a session. */
  readonly dropKept: (sessionId: string) => void;
  /** Told of every change. */
  readonly touch: () => void;
}

/** Sessions that end with the process. */
export function createMemorySessions({ pid, hasTasks, dropKept, touch }: MemorySessionsDeps): SessionStore {
  const kept = new Map<string, { readonly row: SessionRow; readonly open: boolean }>();
  const put = (row: SessionRow, open: boolean): void => {
    kept.set(row.id, { row, open });
    touch();
  };
  const byUse = (): readonly { readonly row: SessionRow; readonly open: boolean }[] =>
    [...kept.values()].reverse().sort((a, b) => b.row.usedAt - a.row.usedAt);
  return {
    open(fresh) {
      const found = byUse().find(({ row, open }) => !open && row.workspace === fresh.workspace && row.client === fresh.client);
      if (found === undefined && kept.has(fresh.id)) throw new Error('a new session with the id of another');
      const row = found === undefined ? { ...fresh } : { ...fresh, id: found.row.id, createdAt: found.row.createdAt };
      put(row, true);
      return { row, adopted: found !== undefined };
    },
    release(id, at) {
      const found = kept.get(id);
      if (found?.open) put({ ...found.row, usedAt: at }, false);
    },
    list: () => byUse().map(({ row, open }) => ({ ...row, pid: open ? pid : undefined })),
    forget(id) {
      if (kept.get(id)?.open !== false || hasTasks(id)) return false;
      kept.delete(id);
      dropKept(id);
      touch();
      return true;
    },
  };
}
