import { below, type Edit, type EditStore, MAX_EDITS } from './edits.ts';
import type { KnownSession } from './sessions.ts';

/** What the marks of a process without a file are made with. */
export interface MemoryEditsDeps {
  readonly sessions: () => readonly KnownSession[];
  /** Told of every change. */
  readonly touch: () => void;
}

/** Marks that end with the process. */
export function createMemoryEdits({ sessions, touch }: MemoryEditsDeps): EditStore {
  const kept = new Map<string, Map<string, number>>();
  const edits = (): readonly Edit[] =>
    sessions().flatMap(({ id: sessionId, client, pid }) =>
      pid === undefined ? [] : [...(kept.get(sessionId) ?? [])].map(([path, at]) => ({ sessionId, client, pid, path, at })),
    );
  return {
    note({ sessionId, workspace, paths, at }) {
      const inside = paths.filter((path) => path.startsWith(below(workspace)));
      if (inside.length === 0 || !sessions().some(({ id }) => id === sessionId)) return;
      const marks = kept.get(sessionId) ?? new Map<string, number>();
      for (const path of inside) marks.set(path, at);
      kept.set(sessionId, new Map([...marks].sort(([, a], [, b]) => b - a).slice(0, MAX_EDITS)));
      touch();
    },
    others: ({ sessionId, workspace, since, limit }) =>
      edits()
        .filter((edit) => edit.sessionId !== sessionId && edit.at >= since && edit.path.startsWith(below(workspace)))
        .sort((a, b) => b.at - a.at || (a.path < b.path ? -1 : 1))
        .slice(0, limit),
    drop(sessionId) {
      if (kept.delete(sessionId)) touch();
    },
  };
}
