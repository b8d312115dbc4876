import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Claim, TaskEvent } from '../../../src/store/tasks/engine.ts';
import type { Acknowledged } from './acknowledged.ts';
import { openState } from './state.ts';

// A process that does to the state what a server does, in any order, as fast as it can, and says what was acknowledged.
// node worker.ts <state directory> [how many writes] [`goes-on`: a failing write is said, and the next one tried]

const [stateDir = '', count = '1000000', how] = process.argv.slice(2);

/** After the acknowledgement, and before anything else: what was not written here was not acknowledged. */
function say(line: Acknowledged): void {
  let rest = Buffer.from(`${JSON.stringify(line)}\n`);
  while (rest.length > 0) rest = rest.subarray(writeSome(rest));
}

function writeSome(bytes: Buffer): number {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}

const { store, ownerId: owner } = openState(stateDir, { busyMs: 10_000 });
const { tasks: engine } = store;
const text = (): string => randomBytes(randomInt(4) === 0 ? 3_000 : 40).toString('hex');
const client = `host ${randomInt(3)}`;
const held = new Map<string, { readonly claim: Claim; seq: number }>();
const queues: string[] = [];
const questions: { readonly id: string; readonly sessionId: string; readonly actionHash: string }[] = [];
const chain = randomUUID();
let head = 0;
let session = '';

function open(): void {
  const at = Date.now();
  if (session !== '') store.sessions.release(session, at);
  const { row } = store.sessions.open({ id: randomUUID(), workspace: `/proj/${randomInt(2)}`, client, createdAt: at, usedAt: at });
  session = row.id;
  if (!queues.includes(session)) queues.push(session);
  say({ kind: 'session', id: row.id, workspace: row.workspace, client });
}

function todos(): void {
  const version = (store.todos.load(session)?.version ?? 0) + 1;
  const list = text();
  if (store.todos.save(session, { version, list })) say({ kind: 'todos', sessionId: session, version, list });
}

async function dispatch(): Promise<void> {
  const id = randomUUID();
  const createdAt = Date.now();
  const task = {
    id,
    sessionId: session,
    queue: session,
    tool: 'bash',
    key: id,
    digest: text(),
    spec: JSON.stringify({ title: text() }),
    createdAt,
  };
  const claimed = randomInt(2) === 0;
  const first = { at: createdAt, status: claimed ? 'running' : 'queued' };
  const done = await engine.dispatch(task, first, { claimed });
  if (done.kind !== 'new') return;
  say({ kind: 'task', task, first: { ...first, taskId: id, seq: 1 } });
  if (done.claim !== undefined) held.set(id, { claim: done.claim, seq: 1 });
}

async function claim(): Promise<void> {
  const got = await engine.claim({ queues, limits: { queue: 50, worker: 50 }, at: Date.now() });
  if (got === undefined) return;
  say({ kind: 'event', event: got.event, last: false });
  held.set(got.task.id, { claim: got.claim, seq: got.event.seq });
}

async function change(last: boolean): Promise<void> {
  const [id, mine] = [...held][randomInt(Math.max(1, held.size))] ?? [];
  if (id === undefined || mine === undefined) return;
  const status = last ? 'completed' : 'running';
  const event: TaskEvent = {
    taskId: id,
    seq: mine.seq + 1,
    at: Date.now(),
    status,
    detail: text(),
    data: JSON.stringify({ text: text() }),
  };
  if (!(last ? await engine.complete(mine.claim, event) : await engine.append(mine.claim, event))) {
    held.delete(id);
    return;
  }
  say({ kind: 'event', event, last });
  mine.seq += 1;
  if (last) held.delete(id);
}

async function takeOver(): Promise<void> {
  for (const { id } of (await engine.orphans()).slice(0, 3)) {
    const got = await engine.takeOver(id);
    const seq = (await engine.get(id))?.seq;
    if (got !== undefined && seq !== undefined) held.set(id, { claim: got, seq });
  }
}

async function cancel(): Promise<void> {
  const [task] = await engine.list({ state: 'queued', limit: 1 });
  if (task === undefined) return;
  const was = await engine.cancel(task.id, { by: 'person', reason: 'a proof', force: false, at: Date.now() });
  if (was === 'queued' || was === 'held') say({ kind: 'ordered', taskId: task.id, ended: was === 'queued' });
}

function ask(): void {
  const createdAt = Date.now();
  const row = {
    id: randomUUID(),
    number: questions.length + 1,
    sessionId: session,
    actionHash: text(),
    createdAt,
    expiresAt: createdAt + 60_000,
    shown: text(),
  };
  if (!store.approvals.insert(row)) return;
  say({ kind: 'approval', owner, id: row.id, shown: row.shown });
  questions.push(row);
}

function consume(): void {
  const question = questions.shift();
  if (question === undefined) return;
  if (store.approvals.consume(question)) say({ kind: 'consumed', owner, id: question.id });
}

function grant(): void {
  const given = { key: text(), scope: text() };
  store.grants.insert(session, given);
  say({ kind: 'grant', owner, sessionId: session, ...given });
}

function move(): void {
  head += 1;
  store.heads.set({ chain, seq: head, hash: text() });
  say({ kind: 'head', chain, seq: head });
}

function choose(): void {
  const choice = randomInt(2) === 0 ? 'llm' : 'rules';
  store.engine.choose(choice, Date.now());
  say({ kind: 'choice', choice });
}

const WRITES: readonly (() => void | Promise<void>)[] = [
  open,
  ...Array<() => void>(3).fill(todos),
  ...Array<() => Promise<void>>(3).fill(dispatch),
  claim,
  ...Array<() => Promise<void>>(4).fill(() => change(false)),
  ...Array<() => Promise<void>>(2).fill(() => change(true)),
  takeOver,
  cancel,
  ask,
  consume,
  grant,
  move,
  choose,
  async () => {
    await engine.heartbeat([...held.values()].map((one) => one.claim));
  },
];

say({ kind: 'ready', owner });
for (let n = 0; n < Number(count); n++) {
  const write = session === '' ? open : (WRITES[randomInt(WRITES.length)] ?? open);
  try {
    await write();
  } catch (error) {
    if (how !== 'goes-on') throw error;
    say({ kind: 'failed', what: write.name, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    // What became of it is not known; the task is as it is in the file.
    held.clear();
  }
  await setImmediate();
}
process.exit(0);
