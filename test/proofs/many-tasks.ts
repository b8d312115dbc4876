import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../../bench/measure.ts';
import { bundles } from '../../bench/peers.ts';
import type { Driven } from '../../bench/stdio-client.ts';
import { compareStarts, makeState, type StartedState, startUp } from '../../bench/store-start.ts';

// Proof: ten thousand finished tasks with 1 MB of output each slow neither the start nor a look at the output of one.
// node test/proofs/many-tasks.ts [--quick]

const MAX_RATIO = 1.5;
const OUTPUT_BYTES = 1_048_576;
const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;
const tasks = quick ? 500 : 10_000;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Looks at the output of tasks of both states in turn; medians in ms. */
async function looks(script: string, filled: StartedState, single: StartedState, count: number) {
  const servers = { filled: (await startUp(script, filled)).server, single: (await startUp(script, single)).server };
  const times = { filled: [] as number[], single: [] as number[] };
  const step = Math.max(1, Math.floor(filled.ids.length / count));
  const [only] = single.ids;
  for (let n = 0; n < count; n++) {
    const one = filled.ids[(n * step) % filled.ids.length];
    if (one === undefined || only === undefined) throw new Error('there are no tasks');
    const [here, there] = [await look(servers.filled, one), await look(servers.single, only)];
    if (n < 20) continue;
    times.filled.push(here);
    times.single.push(there);
  }
  await Promise.all(Object.values(servers).map((server) => server.close()));
  return { filled: median(times.filled), single: median(times.single) };
}

async function look(server: Driven, taskId: string): Promise<number> {
  const begun = performance.now();
  const result = await server.request('tools/call', { name: 'task_output', arguments: { task_id: taskId, view: 'output' } });
  const milliseconds = performance.now() - begun;
  const text = JSON.stringify(result);
  if (!text.includes('"status":"completed"') || !text.includes('a line of what a test has printed'))
    throw new Error(`not its output: ${text.slice(0, 500)}`);
  return milliseconds;
}

function judge(what: string, ours: number, theirs: number, against: string): boolean {
  const ratio = ours / theirs;
  const held = ratio <= MAX_RATIO;
  say(
    `${held ? 'ok  ' : 'MISS'} ${what}: ${ours.toFixed(2)} ms against ${theirs.toFixed(2)} ms (${against}), ${ratio.toFixed(2)}x of at most ${MAX_RATIO}x`,
  );
  return held;
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-many-')));
let held = true;
try {
  const { ours } = await bundles(scratch);
  const filled = await makeState(ours, join(scratch, 'filled'), tasks, OUTPUT_BYTES);
  const single = await makeState(ours, join(scratch, 'single'), 1, OUTPUT_BYTES);
  const empty = await makeState(ours, join(scratch, 'empty'), 0, 0);
  say(`${tasks} finished tasks of one session, ${OUTPUT_BYTES} bytes of output each, sparse: the first and the last 4 KB are real`);
  const starts = await compareStarts(ours, filled, empty, quick ? 5 : 15);
  held = judge('start, to the first call', starts.filled, starts.empty, 'an empty state') && held;
  const found = await looks(ours, filled, single, quick ? 120 : 520);
  held = judge('task_output, p50', found.filled, found.single, 'a state with one task') && held;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(held ? 0 : 1);
