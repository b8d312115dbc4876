import * as z from 'zod';
import type { StateCounts } from '../state.ts';
import type { Connection } from './approvals.ts';

const counted = z.object({
  schema: z.number(),
  open: z.number(),
  sessions: z.number(),
  items: z.number(),
  queued: z.number(),
  held: z.number(),
  ended: z.number(),
  events: z.number(),
  grants: z.number(),
  proofs: z.number(),
  processes: z.number(),
});

/** Returns what counts the rows of the file, all of them at one moment. */
export function createStateCounts({ db, ownerId, owners, guarded }: Connection): () => StateCounts {
  const count = db.prepare(
    `SELECT (SELECT max(version) FROM migrations) AS schema,
       (SELECT count(*) FROM sessions WHERE owner IS NOT NULL) AS open,
       (SELECT count(*) FROM sessions) AS sessions,
       (SELECT coalesce(sum(CASE WHEN json_valid(list) THEN json_array_length(list, '$.items') END), 0) FROM todos) AS items,
       (SELECT count(*) FROM tasks WHERE phase = 'queued') AS queued,
       (SELECT count(*) FROM leases) AS held,
       (SELECT count(*) FROM tasks WHERE phase = 'ended') AS ended,
       (SELECT count(*) FROM task_events) AS events,
       (SELECT count(*) FROM grants) AS grants,
       (SELECT count(*) FROM proofs) AS proofs,
       (SELECT count(*) FROM owners WHERE id <> ?) AS processes`,
  );
  return () =>
    guarded(() => {
      owners.sweep();
      const { schema, open, sessions, items, queued, held, ended, events, grants, proofs, processes } = counted.parse(count.get(ownerId));
      return {
        schema,
        sessions: { open, kept: sessions - open },
        todoItems: items,
        tasks: { queued, held, ended },
        events,
        grants,
        proofs,
        processes,
      };
    });
}
