import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { Client, type ClientCapabilities, type JSONRPCMessage, type Transport } from '@modelcontextprotocol/client';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { CallToolResultSchema, ElicitRequestSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { LIMITS, type Limits, type ServedApp } from '../src/server/app-port.ts';
import { serve } from '../src/server/stdio.ts';
import { COMPILE_CACHE } from './compile-cache.ts';

/** The three clients that have to get the same: the SDK of 2025, and that of 2026 in both of its eras. */
export const CLIENT_KINDS = ['v1', 'v2 legacy', 'v2 modern'] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

export interface Content {
  readonly structuredContent?: unknown;
  readonly content: readonly unknown[];
  readonly isError?: boolean | undefined;
}

export interface Elicitation {
  readonly message: string;
  readonly requestedSchema: unknown;
}

export interface ElicitationAnswer {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: Record<string, string | number | boolean | string[]>;
}

export interface ClientOptions {
  readonly name?: string;
  /** A client without it declares no elicitation. */
  readonly elicit?: (asked: Elicitation, signal: AbortSignal) => ElicitationAnswer | Promise<ElicitationAnswer>;
  /** A client without it declares no roots. */
  readonly roots?: () => readonly string[];
}

export interface CallOptions {
  readonly onprogress?: (progress: { progress: number; message?: string | undefined }) => void;
  readonly signal?: AbortSignal;
}

/** What the tests do with a client, whichever it is. */
export interface TestClient {
  readonly kind: ClientKind;
  instructions(): string | undefined;
  tools(): Promise<readonly { readonly name: string; readonly inputSchema: unknown; readonly outputSchema?: unknown }[]>;
  call(name: string, args: Record<string, unknown>, options?: CallOptions): Promise<Content>;
  resources(): Promise<readonly { readonly uri: string }[]>;
  read(uri: string): Promise<readonly unknown[]>;
  rootsChanged(): Promise<void>;
  close(): Promise<void>;
}

/** A real client over two streams that lead to a server. */
async function connectClient(kind: ClientKind, to: Writable, from: Readable, options: ClientOptions = {}): Promise<TestClient> {
  const info = { name: options.name ?? 'test-client', version: '1.0.0' };
  const capabilities: ClientCapabilities = {
    ...(options.elicit === undefined ? {} : { elicitation: { form: {} } }),
    ...(options.roots === undefined ? {} : { roots: { listChanged: true } }),
  };
  return kind === 'v1'
    ? await connectV1(new StreamTransport(to, from), info, capabilities, options)
    : await connectV2(kind, new StreamTransport(to, from), info, capabilities, options);
}

type Info = { readonly name: string; readonly version: string };

async function connectV1(transport: StreamTransport, info: Info, capabilities: ClientCapabilities, options: ClientOptions) {
  const client = new V1Client(info, { capabilities: capabilities as object });
  const { elicit, roots } = options;
  if (elicit !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }, { signal }) => {
      return { ...(await elicit('requestedSchema' in params ? params : never(), signal)) };
    });
  }
  if (roots !== undefined) client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: roots().map((uri) => ({ uri })) }));
  await client.connect(transport as Parameters<V1Client['connect']>[0]);
  return testClient('v1', client, {
    call: async (name, args, callOptions) =>
      CallToolResultSchema.parse(await client.callTool({ name, arguments: args }, undefined, definedOnly(callOptions))),
  });
}

async function connectV2(
  kind: 'v2 legacy' | 'v2 modern',
  transport: StreamTransport,
  info: Info,
  capabilities: ClientCapabilities,
  options: ClientOptions,
) {
  const mode = kind === 'v2 legacy' ? 'legacy' : { pin: '2026-07-28' };
  const client = new Client(info, { capabilities, versionNegotiation: { mode } });
  const { elicit, roots } = options;
  if (elicit !== undefined) {
    client.setRequestHandler('elicitation/create', async ({ params }, { mcpReq }) => ({
      ...(await elicit('requestedSchema' in params ? params : never(), mcpReq.signal)),
    }));
  }
  if (roots !== undefined) client.setRequestHandler('roots/list', () => ({ roots: roots().map((uri) => ({ uri })) }));
  await client.connect(transport);
  return testClient(kind, client, {
    call: (name, args, callOptions) => client.callTool({ name, arguments: args }, definedOnly(callOptions)),
  });
}

function testClient(kind: ClientKind, client: Client | V1Client, own: Pick<TestClient, 'call'>): TestClient {
  return {
    kind,
    ...own,
    instructions: () => client.getInstructions(),
    tools: async () => (await client.listTools()).tools,
    resources: async () => (await client.listResources()).resources,
    read: async (uri) => (await client.readResource({ uri })).contents,
    rootsChanged: () => client.sendRootsListChanged(),
    close: () => client.close(),
  };
}

export interface InProcess {
  readonly client: TestClient;
  /** Lines for people. */
  readonly log: readonly string[];
  /** Resolves when the server has ended. */
  readonly ended: Promise<void>;
}

export interface InProcessOptions extends ClientOptions {
  readonly limits?: Partial<Limits>;
  readonly protocol?: 'auto' | 'legacy';
}

/** The real server in this process, and a real client on it. */
export async function connectInProcess(kind: ClientKind, app: ServedApp, options: InProcessOptions = {}): Promise<InProcess> {
  const { to, from, log, ended } = startInProcess(app, options);
  return { client: await connectClient(kind, to, from, options), log, ended };
}

export interface ServerStreams {
  readonly to: Writable;
  readonly from: Readable;
  readonly log: string[];
  readonly ended: Promise<void>;
}

/** The real server in this process, on two streams. */
export function startInProcess(
  app: ServedApp,
  options: Pick<InProcessOptions, 'limits' | 'protocol'> & { signal?: AbortSignal } = {},
): ServerStreams {
  const to = new PassThrough();
  const from = new PassThrough();
  const log: string[] = [];
  const limits = { ...LIMITS, ...options.limits };
  const { protocol = 'auto', signal } = options;
  const ended = serve({
    app,
    stdin: to,
    stdout: from,
    protocol,
    log: (line) => log.push(line),
    limits,
    ...(signal === undefined ? {} : { signal }),
  });
  return { to, from, log, ended };
}

export interface Spawned {
  readonly client: TestClient;
  readonly process: ChildProcess;
  /** What the server wrote to stderr until now. */
  stderr(): string;
  /** Resolves with the exit code, or `null` after a signal. */
  readonly exited: Promise<number | null>;
}

export interface SpawnSpec {
  /** A Node. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The user's home directory; an empty one when it is not given. */
  readonly home?: string;
}

/** The server as a host starts it. */
export async function connectSpawned(
  kind: ClientKind,
  { command, args, env, cwd, home: given }: SpawnSpec,
  options: ClientOptions = {},
): Promise<Spawned> {
  const home = given ?? mkdtempSync(join(tmpdir(), 'bailiwick-home-'));
  const preload = join(import.meta.dirname, 'other-home.cjs');
  const child = spawn(command, ['--require', preload, ...args], {
    env: { ...COMPILE_CACHE, ...env, TEST_HOME: home },
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  }).finally(() => {
    if (given === undefined) rmSync(home, { recursive: true, force: true });
  });
  const client = await connectClient(kind, child.stdin, child.stdout, options);
  return { client, process: child, stderr: () => stderr, exited };
}

/** Newline-delimited JSON over two streams, as simple as can be: the server's own framing is not used to test itself. */
class StreamTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #to: Writable;
  readonly #from: Readable;

  constructor(to: Writable, from: Readable) {
    this.#to = to;
    this.#from = from;
  }

  async start(): Promise<void> {
    let text = '';
    this.#from.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (text + chunk).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.onmessage?.(JSON.parse(line));
    });
    this.#from.once('end', () => this.onclose?.());
    this.#to.on('error', (error) => this.onerror?.(error));
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#to.write(`${JSON.stringify(message)}\n`);
  }

  async close(): Promise<void> {
    this.#to.end();
    this.onclose?.();
  }
}

function definedOnly({ onprogress, signal }: CallOptions = {}) {
  return { ...(onprogress === undefined ? {} : { onprogress }), ...(signal === undefined ? {} : { signal }) };
}

function never(): never {
  throw new Error('the server asked for something other than a form');
}
