import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { systemPrompt } from '../src/agents/loop/system-prompt.ts';
import { toolDefinitions } from '../src/agents/loop/tool-definitions.ts';
import { clientAt, makeWork, openIn, toolsIn } from './loop-world.ts';
import { type Benchmark, median, type Options, quantile, type Row, row } from './measure.ts';

/** Calls of the model in one turn: nine read a part of a file, the last ends it. */
const TURNS = 10;
const MIB = 1_048_576;
const KIB = 1_024;

/**
 * What our own loop costs beside its model: against a bare loop that fetches from the same server, which answers at once, and reads the
 * same file; and against one that also puts two lines on the disk each time, which is the least that a log of it takes.
 */
export const loop: Benchmark = {
  name: 'loop',
  async run(options) {
    const worker = new Worker(join(import.meta.dirname, 'loop-server.ts'));
    try {
      const [port] = (await once(worker, 'message')) as [number];
      const address = `http://127.0.0.1:${port}/v1`;
      return [...(await turns(options, address)), ...(await memory(options, address)), tokens(options)];
    } finally {
      await worker.terminate();
    }
  },
};

async function turns({ quick, scratch }: Options, address: string): Promise<Row[]> {
  const dir = join(scratch, 'loop');
  const work = makeWork(dir);
  const client = clientAt(address);
  const tools = toolsIn(work);
  const file = join(work, 'a.ts');
  const bareLog = await open(join(dir, 'bare.jsonl'), 'a');
  const line = Buffer.from(`${'x'.repeat(600)}\n`);
  const body = await requestLike(tools);

  const fetched = async (): Promise<void> => {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const reply = await fetch(`${address}/chat/completions`, { method: 'POST', headers, body });
    if (!(await reply.text()).includes('[DONE]')) throw new Error('the model did not answer');
  };
  const bare = async (): Promise<void> => {
    await fetched();
    await readFile(file);
  };
  const written = async (): Promise<void> => {
    await fetched();
    await bareLog.appendFile(line);
    await bareLog.datasync();
    await readFile(file);
    await bareLog.appendFile(line);
    await bareLog.datasync();
  };
  const times = { bare: [] as number[], written: [] as number[], ours: [] as number[] };
  const rounds = quick ? 20 : 200;
  for (let round = -5; round < rounds; round++) {
    const into = round < 0 ? { bare: [], written: [], ours: [] } : times;
    await timed(into.bare, bare);
    await timed(into.written, written);
    into.ours.push(...(await oneTurn(join(dir, `log${round}`), client, tools)));
  }
  await bareLog.close();
  const rows = (what: 'bare' | 'written', label: string): Row[] => [
    row('one iteration of the loop, added p50', median(times.ours), label, median(times[what]), 'us', undefined, 'difference'),
    row(
      'one iteration of the loop, added p99',
      quantile(times.ours, 0.99),
      label,
      quantile(times[what], 0.99),
      'us',
      undefined,
      'difference',
    ),
  ];
  return [...rows('bare', 'bare fetch and read'), ...rows('written', 'the same with two lines put on the disk')];
}

/** A body about as long as those of the loop are in the middle of a turn. */
async function requestLike(tools: ReturnType<typeof toolsIn>): Promise<string> {
  const messages = Array.from({ length: TURNS }, () => ({ role: 'tool', tool_call_id: 'c1', content: 'x'.repeat(1_200) }));
  return JSON.stringify({ model: 'scripted', messages, tools: toolDefinitions(tools), stream: true });
}

async function timed(into: number[], work: () => Promise<void>): Promise<void> {
  for (let n = 0; n < TURNS; n++) {
    const begun = performance.now();
    await work();
    into.push((performance.now() - begun) * 1_000);
  }
}

/** Microseconds from one call of the model to the next, for each iteration with a call of a tool in it. */
async function oneTurn(logDir: string, client: ReturnType<typeof clientAt>, tools: ReturnType<typeof toolsIn>): Promise<number[]> {
  const at: number[] = [];
  const conversation = await openIn(logDir, client, tools, () => at.push(performance.now()));
  const { kind, why } = await conversation.prompt('Look at it.');
  if (kind !== 'done') throw new Error(`${kind}: ${why}`);
  return at.slice(1).map((time, index) => (time - (at[index] ?? time)) * 1_000);
}

/** In a process of its own. */
async function memory({ quick, scratch }: Options, address: string): Promise<Row[]> {
  const dir = join(scratch, 'loop-memory');
  mkdirSync(dir, { recursive: true });
  const child = join(import.meta.dirname, 'loop-memory.ts');
  const children = quick ? 20 : 50;
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', child, `${children}`, dir, address], {
    timeout: 120_000,
  });
  const { heap, rss } = JSON.parse(stdout) as { heap: number; rss: number };
  return [
    row(`memory of one live child, of ${children}: heap`, heap / KIB, 'none', 0, 'KiB', undefined, 'difference'),
    row(`memory of one live child, of ${children}: RSS`, rss / MIB, 'none', 0, 'MiB', undefined, 'difference'),
  ];
}

/** What each call of a model carries whatever the child is for. */
function tokens({ scratch }: Options): Row {
  const tools = toolsIn(scratch);
  const fixed = countTokens(systemPrompt(new Set(tools.map(({ name }) => name)))) + countTokens(JSON.stringify(toolDefinitions(tools)));
  return row('fixed part of the loop, of its budget', fixed, 'the budget', 1_500, 'tokens', 'at most 1.00x');
}
