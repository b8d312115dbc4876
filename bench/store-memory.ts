/** `node --expose-gc store-memory.ts TASKS DIRECTORY`: prints, as JSON, the bytes that one idle session and one finished task keep in use. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../src/config.ts';
import { createRooms } from '../src/rooms.ts';
import { finishedSpec } from './store-fill.ts';

const SESSIONS = 30;
const tasks = Number(process.argv[2]);
const dir = process.argv[3];
const { gc } = globalThis;
if (gc === undefined || !Number.isSafeInteger(tasks) || dir === undefined) {
  console.error('usage: node --expose-gc store-memory.ts TASKS DIRECTORY');
  process.exit(64);
}

const [workspace, home, stateDir] = [join(dir, 'project'), join(dir, 'home'), join(dir, 'state')];
for (const made of [workspace, home, stateDir]) mkdirSync(made, { recursive: true, mode: 0o700 });
const readFile = (): never => {
  throw Object.assign(new Error('not there'), { code: 'ENOENT' });
};
const loaded = loadConfig({
  argv: ['--workspace', workspace, '--state-dir', stateDir],
  env: { PATH: process.env['PATH'] ?? '' },
  cwd: dir,
  home,
  readFile,
});
if (!loaded.ok) throw new Error(loaded.message);
const rooms = createRooms(loaded.config, console.error);
const open = () => rooms.sessions.open({ workspace, access: 'workspace-write', preset: 'standard', clientName: 'bench' });

function inUse(): number {
  for (let i = 0; i < 3; i++) gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const session = await open();
const spec = { ...finishedSpec(workspace), timeoutMs: 10_000 };
const execution = { argv: ['/bin/true'], cwd: workspace, env: {} };
async function run(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const started = await session.tasks.start({ spec, execution, approved: true });
    if (started.kind !== 'new') throw new Error(`the task is ${started.kind}`);
    await started.task.ended;
  }
}

// As many as stay in memory, so that what one keeps is not what another frees.
await run(20);
const before = inUse();
await run(Math.min(tasks, 150));
const after = inUse();
for (let n = 0; n < 2; n++) await open();
const few = inUse();
for (let n = 2; n < SESSIONS; n++) await open();
const many = inUse();
console.log(JSON.stringify({ task: (after - before) / Math.min(tasks, 150), session: (many - few) / (SESSIONS - 2) }));
await rooms.close();
process.exit(0);
