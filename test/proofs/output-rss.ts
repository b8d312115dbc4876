import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type RunningCommand, startCommand } from '../../src/shell/process/run.ts';

// Proof: a command's output costs disk, not memory, and none of it is lost at exit.
// node test/proofs/output-rss.ts [--quick] [--seed S]

const LIMIT_MB = 60;
const MB = 1_048_576;
const { quick, seed } = flags();
const size = quick ? 100 * MB : 1024 * MB;
/** Turns of the third case: a slow writer, so few. */
const TURNS = size / 16_384;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

interface Case {
  readonly name: string;
  readonly command: string;
  readonly stdout: string;
  readonly bytes: { readonly stdout: number; readonly stderr: number };
}

/** 63 characters, other ones for each seed. */
const LINE = createHash('sha256').update(seed).digest('hex').slice(1);
const CASES: readonly Case[] = [
  {
    name: 'one stream',
    command: `yes ${LINE} | head -c ${size}`,
    stdout: sha256Of(LINE, size),
    bytes: { stdout: size, stderr: 0 },
  },
  {
    name: 'two streams at once',
    command: `yes ${LINE} | head -c ${size / 2} & yes err | head -c ${size / 2} >&2; wait`,
    stdout: sha256Of(LINE, size / 2),
    bytes: { stdout: size / 2, stderr: size / 2 },
  },
  {
    name: 'streams by turns, a few bytes each',
    command: `for ((i = 0; i < ${TURNS}; i++)); do echo a; echo b >&2; done`,
    stdout: sha256Of('a', TURNS * 2),
    bytes: { stdout: TURNS * 2, stderr: TURNS * 2 },
  },
];

function flags(): { readonly quick: boolean; readonly seed: string } {
  try {
    const options = { quick: { type: 'boolean', default: false }, seed: { type: 'string', default: randomUUID() } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(64);
  }
}

function sha256Of(line: string, bytes: number): string {
  const hash = createHash('sha256');
  const block = Buffer.from(`${line}\n`.repeat(1024));
  let left = bytes;
  while (left > 0) {
    hash.update(block.subarray(0, Math.min(block.length, left)));
    left -= Math.min(block.length, left);
  }
  return hash.digest('hex');
}

/** By another process: reading it here would cost the memory that is measured. */
async function sha256OfFile(path: string): Promise<string> {
  return (await promisify(execFile)('sha256sum', [path])).stdout.split(' ', 1)[0] ?? '';
}

async function highestRss(command: RunningCommand): Promise<number> {
  let highest = 0;
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 5);
  await command.done;
  clearInterval(timer);
  return Math.max(highest, process.memoryUsage.rss());
}

async function prove({ name, command, stdout, bytes }: Case, dir: string, before: number): Promise<boolean> {
  const outputDir = join(dir, name.replaceAll(/\W+/g, '-'));
  const begun = performance.now();
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  const running = startCommand({ argv: ['/bin/bash', '-c', command], cwd: dir, env, timeoutMs: 300_000, outputDir });
  const added = ((await highestRss(running)) - before) / MB;
  const seconds = (performance.now() - begun) / 1000;
  const end = await running.done;
  const total = running.output.bytes;
  const complete =
    total.stdout === bytes.stdout && total.stderr === bytes.stderr && (await sha256OfFile(join(outputDir, 'stdout'))) === stdout;
  const fast = (total.combined / MB / seconds).toFixed(0);
  const held = added <= LIMIT_MB && complete && end.reason === 'exited';
  say(
    `${held ? 'ok  ' : 'MISS'} ${name}: ${(total.combined / MB).toFixed(0)} MB in ${seconds.toFixed(1)} s (${fast} MB/s), RSS +${added.toFixed(1)} MB of ${LIMIT_MB}, ${complete ? 'complete' : `INCOMPLETE ${JSON.stringify(total)}`}, ${end.reason}`,
  );
  await running.output.remove();
  return held;
}

const dir = await mkdtemp(join(tmpdir(), 'output-rss-'));
let held = true;
say(`seed ${seed}`);
try {
  // The first run pays for code that is loaded once.
  await startCommand({ argv: ['/bin/bash', '-c', 'echo warm'], cwd: dir, env: {}, timeoutMs: 5_000, outputDir: join(dir, 'warm') }).done;
  const before = process.memoryUsage.rss();
  for (const one of CASES) held = (await prove(one, dir, before)) && held;
} finally {
  await rm(dir, { recursive: true, force: true });
}
process.exitCode = held ? 0 : 1;
