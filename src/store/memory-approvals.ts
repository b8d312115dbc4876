import { type ApprovalAnswer, type ApprovalRow, type ApprovalState, type ApprovalStore, KEPT_ENDED, MAX_PENDING } from './store.ts';

interface Entry {
  readonly row: ApprovalRow;
  readonly seq: number;
  answered: { readonly answer: ApprovalAnswer; readonly by: string } | undefined;
  ended: 'consumed' | 'withdrawn' | undefined;
}

/** Questions that end with the process. Takes what is told of every change. */
export function createMemoryApprovals(touch: () => void): ApprovalStore {
  const entries = new Map<string, Entry>();
  let last = 0;

  const pending = ({ id, sessionId }: Pick<ApprovalRow, 'id' | 'sessionId'>): Entry | undefined => {
    const entry = entries.get(id);
    return entry?.row.sessionId === sessionId && entry.ended === undefined ? entry : undefined;
  };
  const end = (entry: Entry, ended: 'consumed' | 'withdrawn'): void => {
    entries.set(entry.row.id, { ...entry, row: { ...entry.row, shown: '' }, ended });
    touch();
  };
  const isOver = ({ row, ended }: Entry, now: number): boolean => ended !== undefined || row.expiresAt <= now;
  const inOrder = (): readonly Entry[] => [...entries.values()].sort((a, b) => a.row.createdAt - b.row.createdAt || a.seq - b.seq);

  return {
    insert(row) {
      for (const entry of entries.values()) {
        if (entry.seq <= last - KEPT_ENDED && isOver(entry, row.createdAt)) entries.delete(entry.row.id);
      }
      const ofSession = [...entries.values()].filter((entry) => entry.row.sessionId === row.sessionId && !isOver(entry, row.createdAt));
      if (entries.has(row.id) || ofSession.length >= MAX_PENDING) return false;
      last += 1;
      entries.set(row.id, { row: { ...row }, seq: last, answered: undefined, ended: undefined });
      touch();
      return true;
    },
    answer({ id, answer, by, now }) {
      const entry = entries.get(id);
      if (entry === undefined || entry.answered !== undefined || isOver(entry, now)) return false;
      entry.answered = { answer, by };
      touch();
      return true;
    },
    answerTo: (wanted) => pending(wanted)?.answered,
    consume({ seen, ...wanted }) {
      const entry = pending(wanted);
      if (entry?.row.actionHash !== wanted.actionHash) return false;
      if (seen !== undefined && seen !== (entry.answered?.answer ?? 'none')) return false;
      end(entry, 'consumed');
      return true;
    },
    waiting: (now) => inOrder().flatMap((entry) => (stateOf(entry, now) === 'waiting' ? [entry.row] : [])),
    known: (now) =>
      inOrder().map((entry) => {
        const { id, number, sessionId } = entry.row;
        return { id, number, sessionId, state: stateOf(entry, now) };
      }),
    withdraw(wanted) {
      const entry = pending(wanted);
      if (entry !== undefined) end(entry, 'withdrawn');
    },
    drop(sessionId) {
      for (const { row } of entries.values()) if (row.sessionId === sessionId && entries.delete(row.id)) touch();
    },
  };
}

function stateOf({ row, answered, ended }: Entry, now: number): ApprovalState {
  if (ended === 'withdrawn') return 'withdrawn';
  if (ended === 'consumed' || answered !== undefined) return 'answered';
  return row.expiresAt <= now ? 'expired' : 'waiting';
}
