import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { fileIn, type State } from './state.ts';

const event = z.object({
  taskId: z.string(),
  seq: z.number(),
  at: z.number(),
  status: z.string(),
  detail: z.string().exactOptional(),
  data: z.string().exactOptional(),
});
const task = z.object({
  id: z.string(),
  sessionId: z.string(),
  queue: z.string(),
  tool: z.string(),
  key: z.string(),
  digest: z.string(),
  spec: z.string(),
  createdAt: z.number(),
});

/** One write that the store has acknowledged, as the process that made it says on its standard output. */
const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), owner: z.string() }),
  z.object({ kind: z.literal('session'), id: z.string(), workspace: z.string(), client: z.string() }),
  z.object({ kind: z.literal('todos'), sessionId: z.string(), version: z.number(), list: z.string() }),
  z.object({ kind: z.literal('task'), task, first: event }),
  z.object({ kind: z.literal('event'), event, last: z.boolean() }),
  z.object({ kind: z.literal('ordered'), taskId: z.string(), ended: z.boolean() }),
  z.object({ kind: z.literal('approval'), owner: z.string(), id: z.string(), shown: z.string() }),
  z.object({ kind: z.literal('consumed'), owner: z.string(), id: z.string() }),
  z.object({ kind: z.literal('grant'), owner: z.string(), sessionId: z.string(), key: z.string(), scope: z.string() }),
  z.object({ kind: z.literal('head'), chain: z.string(), seq: z.number() }),
  z.object({ kind: z.literal('choice'), choice: z.enum(['llm', 'rules']) }),
  z.object({ kind: z.literal('failed'), what: z.string(), message: z.string() }),
]);
export type Acknowledged = z.infer<typeof line>;

/** Takes what a process printed; its last line may have been cut by its end. */
export function parseAcknowledged(text: string): readonly Acknowledged[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((each) => line.parse(JSON.parse(each)));
}

const textRow = z.record(z.string(), z.unknown());

/** Rows that end with their server, as they stand in the file before anybody opens it and clears up. */
export interface OwnedRows {
  readonly owners: ReadonlySet<string>;
  readonly approvals: ReadonlyMap<string, { readonly shown: unknown; readonly ended: unknown }>;
  readonly grants: ReadonlySet<string>;
}

export function ownedRows(stateDir: string): OwnedRows {
  const db = new DatabaseSync(fileIn(stateDir), { timeout: 10_000 });
  const all = (sql: string) =>
    db
      .prepare(sql)
      .all()
      .map((row) => textRow.parse({ ...row }));
  try {
    // One look at all of it: the process that was not killed goes on, and clears up after the one that was.
    db.exec('BEGIN');
    return {
      owners: new Set(all('SELECT id FROM owners').map(({ id }) => String(id))),
      approvals: new Map(all('SELECT id, shown, ended FROM approvals').map(({ id, shown, ended }) => [String(id), { shown, ended }])),
      grants: new Set(all('SELECT * FROM grants').map((row) => grantKey(row))),
    };
  } finally {
    db.close();
  }
}

function grantKey(row: Record<string, unknown>): string {
  return JSON.stringify([row['owner'], row['session_id'], row['key'], row['scope']]);
}

export interface Verified {
  /** Writes that were looked for. */
  readonly checked: number;
  /** What is not as it was acknowledged. */
  readonly wrong: readonly string[];
}

/** Compares all that was acknowledged with what is stored now. Rows that end with their server count as long as that stands in the file. */
export async function verify(acknowledged: readonly Acknowledged[], { store }: Pick<State, 'store'>, owned: OwnedRows): Promise<Verified> {
  const { tasks: engine } = store;
  const wrong: string[] = [];
  let checked = 0;
  const expect = (holds: boolean, what: () => string): void => {
    checked += 1;
    if (!holds) wrong.push(what());
  };
  const lists = new Map<string, Extract<Acknowledged, { kind: 'todos' }>>();
  const heads = new Map<string, number>();
  const ended = new Map<string, number>();
  const events = new Map<string, Map<number, unknown>>();
  const consumed = new Set<string>();
  const of = (taskId: string): Map<number, unknown> => events.get(taskId) ?? events.set(taskId, new Map()).get(taskId) ?? new Map();
  for (const each of acknowledged) {
    if (each.kind === 'todos' && (lists.get(each.sessionId)?.version ?? 0) < each.version) lists.set(each.sessionId, each);
    if (each.kind === 'head') heads.set(each.chain, Math.max(each.seq, heads.get(each.chain) ?? 0));
    if (each.kind === 'task') of(each.task.id).set(1, each.first);
    if (each.kind === 'event') of(each.event.taskId).set(each.event.seq, each.event);
    if (each.kind === 'event' && each.last) ended.set(each.event.taskId, (ended.get(each.event.taskId) ?? 0) + 1);
    if (each.kind === 'consumed') consumed.add(each.id);
  }
  const sessions = new Map(store.sessions.list().map((each) => [each.id, each]));
  for (const each of acknowledged) {
    if (each.kind === 'session') {
      const found = sessions.get(each.id);
      expect(found?.workspace === each.workspace && found.client === each.client, () => `session ${each.id}: ${JSON.stringify(found)}`);
    }
    if (each.kind === 'task') {
      const { phase: _, status: __, seq: ___, endedAt: ____, ...found } = (await engine.get(each.task.id)) ?? {};
      expect(same(found, each.task), () => `task ${each.task.id}: ${JSON.stringify(found)}`);
    }
    if (each.kind === 'approval' && owned.owners.has(each.owner)) {
      const found = owned.approvals.get(each.id);
      const holds =
        found !== undefined && (consumed.has(each.id) ? found.ended === 'consumed' : found.ended !== null || found.shown === each.shown);
      // Questions that are long over are forgotten.
      expect(holds || (found === undefined && consumed.has(each.id)), () => `approval ${each.id}: ${JSON.stringify(found)}`);
    }
    if (each.kind === 'grant' && owned.owners.has(each.owner)) {
      const key = JSON.stringify([each.owner, each.sessionId, each.key, each.scope]);
      expect(owned.grants.has(key), () => `grant ${key}`);
    }
  }
  for (const [sessionId, list] of lists) {
    const found = store.todos.load(sessionId);
    const holds = found !== undefined && (found.version > list.version || (found.version === list.version && found.list === list.list));
    expect(holds, () => `todos of ${sessionId}: version ${found?.version}, acknowledged ${list.version}`);
  }
  for (const [taskId, expected] of events) {
    // In this order, for somebody may be writing.
    const stored = await engine.get(taskId);
    const found = await engine.events(taskId, 1);
    const gapless = found.every(({ seq }, index) => seq === index + 1);
    expect(gapless, () => `events of ${taskId} have a gap`);
    for (const [seq, one] of expected)
      expect(same(found[seq - 1], one), () => `event ${seq} of ${taskId}: ${JSON.stringify(found[seq - 1])}`);
    expect(stored !== undefined && stored.status === found[stored.seq - 1]?.status, () => `${taskId} is not what its events say`);
    expect((ended.get(taskId) ?? 0) <= 1, () => `${taskId} ended ${ended.get(taskId)} times`);
    if (ended.has(taskId)) expect(stored?.phase === 'ended', () => `${taskId} has not ended`);
  }
  const known = new Map(store.heads.list().map(({ chain, seq }) => [chain, seq]));
  for (const [chain, seq] of heads)
    expect((known.get(chain) ?? 0) >= seq, () => `head of ${chain}: ${known.get(chain)}, acknowledged ${seq}`);
  return { checked, wrong };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).sort(([a], [b]) => a.localeCompare(b)) : value;
}

/** Of a process that ended in order: nothing may be there that was not acknowledged. Returns what is wrong. */
export function nothingMore(acknowledged: readonly Acknowledged[], stateDir: string): readonly string[] {
  const db = new DatabaseSync(fileIn(stateDir), { timeout: 10_000 });
  const count = (sql: string): unknown => db.prepare(sql).get()?.['n'];
  const of = (kind: Acknowledged['kind']) => acknowledged.filter((each) => each.kind === kind);
  const stops = acknowledged.filter((each) => each.kind === 'ordered' && each.ended).length;
  const ids = new Set(acknowledged.flatMap((each) => (each.kind === 'session' ? [each.id] : [])));
  try {
    const rows = [
      ['tasks', count('SELECT count(*) AS n FROM tasks'), of('task').length],
      ['events', count('SELECT count(*) AS n FROM task_events'), of('task').length + of('event').length + stops],
      ['sessions', count('SELECT count(*) AS n FROM sessions'), ids.size],
      ['grants', count('SELECT count(*) AS n FROM grants'), of('grant').length],
      ['versions of lists', count('SELECT coalesce(sum(version), 0) AS n FROM todos'), of('todos').length],
    ] as const;
    return rows
      .filter(([, stored, told]) => stored !== told)
      .map(([what, stored, told]) => `${stored} ${what} are stored, ${told} were acknowledged`);
  } finally {
    db.close();
  }
}
