import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { ChildTool } from '../../../src/agents/child-tools/child-tool.ts';
import type { Held, Hold } from '../../../src/agents/hold/hold.ts';
import type { Action, Ended } from '../../../src/policy/action.ts';
import {
  type ChildServer,
  type ChildServersDeps,
  createChildServers,
  type OpenServers,
  type ServersOf,
} from '../../../src/server/child-servers/child-servers.ts';
import { STARTER } from '../../shell/process/agent-fixture.ts';

const sdk = (name: string): string => JSON.stringify(import.meta.resolve(name));

/** A server made with the SDK, of both eras. Its code stands in the arguments: a file of it could lie where a child writes. */
const REAL = `
import { McpServer } from ${sdk('@modelcontextprotocol/server')};
import { serveStdio } from ${sdk('@modelcontextprotocol/server/stdio')};
import * as z from ${sdk('zod')};
serveStdio(() => {
  const server = new McpServer({ name: 'real', version: '1' });
  server.registerTool(
    'add',
    { description: 'Adds.\\nTwo \\u202enumbers.', inputSchema: z.object({ a: z.number().describe('One\\u200b'), b: z.number() }), annotations: { readOnlyHint: true } },
    async ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }),
  );
  server.registerTool('env', {}, async () => ({ content: [{ type: 'text', text: JSON.stringify([process.cwd(), Object.keys(process.env).sort()]) }] }));
  server.registerTool('fail', {}, async () => ({ content: [{ type: 'text', text: 'no \\u001b[31mway' }], isError: true }));
  server.registerTool('picture', {}, async () => ({
    content: [
      { type: 'image', data: 'aGk=', mimeType: 'image/png' },
      { type: 'resource_link', uri: 'file:///x', name: 'x' },
      { type: 'resource', resource: { uri: 'file:///y', text: 'inside' } },
    ],
  }));
  return server;
});
`;

/** A server that answers line by line as it is told: code that gets a message and returns what to write, or nothing. */
const raw = (answer: string): string => `
const lines = require('node:readline').createInterface({ input: process.stdin });
const write = (value) => process.stdout.write((typeof value === 'string' ? value : JSON.stringify(value)) + '\\n');
const tool = (name, more) => ({ name, inputSchema: { type: 'object' }, ...more });
const text = (words) => ({ content: [{ type: 'text', text: words }] });
lines.on('line', (line) => {
  const message = JSON.parse(line);
  const { id, method, params } = message;
  const say = (result) => write({ jsonrpc: '2.0', id, result });
  const refuse = () => write({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } });
  if (method === 'initialize')
    return say({ protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'raw', version: '1' } });
  ${answer}
});
`;

/** The PATH that servers are looked for on. */
const NODE_DIR = path.dirname(process.execPath);

export function server(more: Partial<ChildServer> = {}): ChildServer {
  return {
    name: 'real',
    command: 'node',
    args: ['--input-type=module', '-e', REAL],
    env: [],
    tools: undefined,
    cwd: undefined,
    ...more,
  };
}

export const rawServer = (answer: string, more: Partial<ChildServer> = {}): ChildServer =>
  server({ name: 'raw', args: ['-e', raw(answer)], ...more });

export interface Bench extends OpenServers {
  /** What was put before the hold. */
  readonly asked: readonly Action[];
  readonly ended: readonly Ended[];
  readonly root: string;
  readonly log: readonly string[];
}

export interface BenchOptions {
  readonly held?: (action: Action) => Held;
  readonly deps?: Partial<ChildServersDeps>;
  readonly child?: Partial<ServersOf>;
}

const NEVER = new AbortController().signal;

/** Starts servers for a child whose every action is allowed, unless the test says otherwise; ended with the test. */
export async function opened(servers: readonly ChildServer[], { held, deps, child }: BenchOptions = {}): Promise<Bench> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'child-servers-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const asked: Action[] = [];
  const ended: Ended[] = [];
  const log: string[] = [];
  const yes: Held = { allowed: true, execution: undefined, ended: (end) => ended.push(end) };
  const hold: Hold = {
    judge: async (action) => {
      asked.push(action);
      return held?.(action) ?? yes;
    },
  };
  const open = createChildServers({
    servers,
    starter: STARTER,
    login: async () => ({ PATH: NODE_DIR, HOME: '/home/ann', SECRET_KEY: 's', WANTED: 'w' }),
    roots: { workspaces: [root], home: '/home/ann', ownDirs: [] },
    log: (line) => log.push(line),
    ...deps,
  });
  const made = await open({
    taskId: `task of ${root}`,
    privateDir: root,
    hold,
    cwd: root,
    workspace: root,
    access: 'workspace-write',
    signal: NEVER,
    ...child,
  });
  onTestFinished(() => made.close());
  return { ...made, asked, ended, root, log };
}

/** What a call of a tool came to, as the cage would make it. */
export async function call({ tools }: OpenServers, name: string, args: object = {}, signal: AbortSignal = NEVER) {
  const tool = tools.find((one: ChildTool) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}: ${tools.map((one) => one.name).join(', ')}`);
  return await tool.call(tool.input.parse(args), signal);
}
