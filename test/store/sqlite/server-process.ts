import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { openStore } from '../../../src/store/sqlite/open.ts';
import { row } from '../conformance.ts';

/** One server as a process of its own: takes the state directory, then does what its parent tells it. */
const orders = z.discriminatedUnion('order', [
  z.object({ order: z.literal('insert'), n: z.number(), padding: z.number().default(0) }),
  z.object({ order: z.literal('consume'), count: z.number() }),
  z.object({ order: z.literal('answer'), count: z.number(), by: z.string() }),
  z.object({ order: z.literal('wait'), n: z.number() }),
  z.object({ order: z.literal('fill'), padding: z.number() }),
  z.object({ order: z.literal('flood') }),
  z.object({ order: z.literal('look') }),
  z.object({ order: z.literal('race'), count: z.number(), at: z.number() }),
]);

const stateDir = process.argv[2] ?? '';
const store = openStore({
  stateDir,
  owner: { id: randomUUID(), pid: process.pid, startedAt: 0, boot: '' },
  isAlive: () => true,
  now: () => 1_000,
  clock: performance.now.bind(performance),
  log: (line) => process.stderr.write(`${line}\n`),
});
const { approvals } = store;
const tell = (message: unknown): boolean => process.send?.(message) ?? false;
const insert = (n: number, padding: number): boolean => approvals.insert(row(n, { sessionId: `session${n}`, shown: 'x'.repeat(padding) }));
/** Milliseconds that each of these calls took, the longest last. */
const times = (calls: readonly (() => unknown)[]): readonly number[] =>
  calls
    .map((call) => {
      const began = performance.now();
      call();
      return performance.now() - began;
    })
    .sort((a, b) => a - b);
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

function obey(given: z.infer<typeof orders>): void {
  switch (given.order) {
    case 'insert':
      tell(insert(given.n, given.padding));
      return;
    case 'consume':
      tell(upTo(given.count).filter((n) => approvals.consume(row(n, { sessionId: `session${n}` }))));
      return;
    case 'answer':
      tell(upTo(given.count).filter((n) => approvals.answer({ id: `id${n}`, answer: 'deny', by: given.by, now: 1_000 })));
      return;
    case 'wait': {
      const before = store.changes();
      tell('watching');
      const timer = setInterval(() => {
        if (store.changes() === before) return;
        clearInterval(timer);
        tell(approvals.answerTo(row(given.n, { sessionId: `session${given.n}` })));
      }, 5);
      return;
    }
    case 'fill': {
      let n = 0;
      try {
        for (; n < 10_000; n++) insert(n, given.padding);
        tell({ kept: n, error: 'none' });
      } catch (error) {
        tell({ kept: n, error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' });
      }
      return;
    }
    case 'look': {
      const db = new DatabaseSync(path.join(stateDir, 'bailiwick.sqlite'), { readOnly: true });
      const { kept } = { ...db.prepare('SELECT count(*) AS kept FROM approvals').get() };
      const { integrity_check: integrity } = { ...db.prepare('PRAGMA integrity_check').get() };
      db.close();
      tell({ kept, integrity });
      return;
    }
    case 'race': {
      // Nobody begins before the moment that all of them were told.
      while (Date.now() < given.at);
      const opened = upTo(given.count).map((n) => {
        const { row: found } = store.sessions.open({ id: randomUUID(), workspace: '/srv/project', client: 'a', createdAt: n, usedAt: n });
        return found.id;
      });
      const id = opened[0] ?? '';
      const refused: number[] = [];
      const took = times(upTo(200).map((n) => () => store.todos.save(id, { version: n + 1, list: '{"items":[]}' }) || refused.push(n)));
      tell({ opened, refused, list: store.todos.load(id), took });
      return;
    }
    case 'flood': {
      let n = 0;
      const next = (): void => {
        insert(n, 100);
        tell(n);
        n += 1;
        setImmediate(next);
      };
      next();
    }
  }
}

process.on('message', (message) => obey(orders.parse(message)));
process.on('disconnect', () => process.exit(0));
tell(store.durability);
