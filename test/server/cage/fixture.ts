import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import type { Cage } from '../../../src/agents/cage.ts';
import type { ChildTool } from '../../../src/agents/child-tools/child-tool.ts';
import { ownProgram } from '../../../src/config/own.ts';
import type { CageLimits } from '../../../src/server/cage/cage-limits.ts';
import { createCageOpener } from '../../../src/server/cage/cage-opener.ts';

const main = pathToFileURL(join(import.meta.dirname, '../../../src/main.ts')).href;

/** A directory that goes when the test ends. */
export function scratch(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'cage-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Says who it belongs to. */
export function saying(text: string): ChildTool {
  const input = z.strictObject({ word: z.string().default('') });
  const tool: ChildTool<typeof input> = {
    name: 'say',
    description: 'Says who it is.',
    input,
    call: async ({ word }) => ({ text: `${text}${word}`, isError: false }),
  };
  return tool;
}

export interface Opened {
  readonly cage: Cage;
  readonly dir: string;
  readonly log: readonly string[];
  readonly socket: string;
}

/** A cage in a scratch directory; it ends with the test. */
export async function opened(
  tools: readonly ChildTool[],
  { taskId = 'task-1', limits = {} }: { taskId?: string; limits?: Partial<CageLimits> } = {},
): Promise<Opened> {
  const dir = join(scratch(), 'private');
  mkdirSync(dir, { mode: 0o700 });
  const log: string[] = [];
  const open = createCageOpener({
    program: ownProgram({ home: dir, inherited: {} }, main, 'cage'),
    socketDirs: [tmpdir()],
    log: (line) => log.push(line),
    limits: { tokenMs: 5_000, progressMs: 15_000, drainMs: 200, ...limits },
  });
  const cage = await open({ taskId, privateDir: dir, tools });
  onTestFinished(() => cage.close());
  return { cage, dir, log, socket: cage.program.args.at(-3) ?? '' };
}

const sdk = (name: string): string => import.meta.resolve(name);

/** A program that gets its tools as agents do: it starts what it is told and speaks MCP to it. Writes what came as JSON. */
const AGENT = `
const { sdk, era, program, calls, wait } = JSON.parse(process.argv[2]);
const { Client } = await import(sdk.client);
const { StdioClientTransport } = await import(sdk.stdio);
const client = new Client({ name: 'fake-agent', version: '1' }, era);
try {
  await client.connect(new StdioClientTransport({ command: program.command, args: program.args, env: program.env, stderr: 'inherit' }));
  const { tools } = await client.listTools();
  const results = [];
  for (const { name, args } of calls) results.push((await client.callTool({ name, arguments: args })).content[0].text);
  process.stdout.write(JSON.stringify({ tools: tools.map(({ name }) => name), results }) + '\\n');
  if (wait) await new Promise((resolve) => process.stdin.once('data', resolve));
  await client.close();
} catch (error) {
  process.stdout.write(JSON.stringify({ error: error.message }) + '\\n');
}
process.exit(0);
`;

const V2 = { client: sdk('@modelcontextprotocol/client'), stdio: sdk('@modelcontextprotocol/client/stdio') };

const SDKS = {
  v1: { client: sdk('@modelcontextprotocol/sdk/client/index.js'), stdio: sdk('@modelcontextprotocol/sdk/client/stdio.js'), era: {} },
  'v2 legacy': { ...V2, era: { versionNegotiation: { mode: 'legacy' } } },
  'v2 modern': { ...V2, era: { versionNegotiation: { mode: { pin: '2026-07-28' } } } },
};

export interface AgentOptions {
  readonly version?: keyof typeof SDKS;
  /** What it inherits as number 3. */
  readonly token?: number | undefined;
  readonly calls?: readonly { readonly name: string; readonly args: Record<string, unknown> }[];
  /** Added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it is started by. */
  readonly through?: readonly string[];
  /** It stays until it is written to. */
  readonly wait?: boolean;
}

export interface Said {
  readonly tools?: readonly string[];
  readonly results?: readonly string[];
  readonly error?: string;
}

export interface FakeAgent {
  readonly process: ChildProcess;
  /** What it found. */
  readonly said: Promise<Said>;
  /** What the program that leads to the cage wrote for people, once it has ended. */
  readonly stderr: Promise<string>;
}

/** An agent that was given the token of a cage, or was not. */
export function startAgent({ program }: Pick<Cage, 'program'>, options: AgentOptions = {}): FakeAgent {
  const { version = 'v1', token, calls = [{ name: 'say', args: {} }], env = {}, through = [], wait = false } = options;
  const script = join(scratch(), 'agent.mjs');
  writeFileSync(script, AGENT);
  const [command = process.execPath, ...args] = [
    ...through,
    process.execPath,
    script,
    JSON.stringify({ sdk: SDKS[version], era: SDKS[version].era, program, calls, wait }),
  ];
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe', ...(token === undefined ? [] : [token])],
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no streams');
  return { process: child, said: firstLine(stdout).then((line) => JSON.parse(line === '' ? '{}' : line)), stderr: all(stderr) };
}

function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) resolve(text);
    });
    stream.once('end', () => resolve(text));
  });
}

async function all(stream: NodeJS.ReadableStream): Promise<string> {
  stream.setEncoding('utf8');
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

export interface Raw {
  readonly socket: Socket;
  /** All that came, once the other side has closed. */
  readonly rest: Promise<string>;
}

/** A connection without any program of ours; rejects when nobody listens. */
export function knock(path: string): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const rest = new Promise<string>((done) => socket.once('close', () => done(text)));
    socket.once('connect', () => resolve({ socket, rest }));
    socket.on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}
