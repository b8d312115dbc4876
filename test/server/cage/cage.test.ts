import { existsSync, fstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import type { ChildTool } from '../../../src/agents/child-tools/child-tool.ts';
import { createCageOpener } from '../../../src/server/cage/cage-opener.ts';
import { offered } from '../../../src/server/cage/cage-server.ts';
import { MARKER } from '../../../src/shell/process/marker.ts';
import { knock, opened, saying, scratch, startAgent } from './fixture.ts';

/** Reads from the start, wherever others have read to. */
const tokenOf = (descriptor: number): string => readFileSync(`/proc/self/fd/${descriptor}`, 'utf8');

/** A tool that goes on until its signal is aborted. */
function waiting(): { readonly tool: ChildTool; readonly called: Promise<void>; readonly aborted: Promise<void> } {
  const called = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const input = z.strictObject({});
  const tool: ChildTool<typeof input> = {
    name: 'wait',
    description: 'Waits.',
    input,
    call: async (_args, signal) => {
      signal.addEventListener('abort', () => aborted.resolve());
      called.resolve();
      await aborted.promise;
      return { text: 'aborted', isError: true };
    },
  };
  return { tool, called: called.promise, aborted: aborted.promise };
}

const request = (id: number, method: string, params: object): string => `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
const INITIALIZE = request(0, 'initialize', {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'raw', version: '1' },
});

test.each(['v1', 'v2 legacy', 'v2 modern'] as const)(
  'an agent gets its tools over a program that only inherits standard streams: client %s',
  async (version) => {
    const { cage } = await opened([saying('hello ')]);
    const calls = [
      { name: 'say', args: { word: 'you' } },
      { name: 'say', args: { words: 1 } },
    ];
    const agent = startAgent(cage, { version, token: cage.token, calls });
    expect(await agent.said).toEqual({
      tools: ['say'],
      results: ['hello you', 'Invalid arguments for say: unknown field "words" (allowed: word).'],
    });
  },
);

test('so does one whose environment was emptied and that has a session of its own', async () => {
  const { cage } = await opened([saying('hello')]);
  const agent = startAgent(cage, { token: cage.token, through: ['/usr/bin/setsid', '--fork', '/usr/bin/env', '-i'] });
  expect(await agent.said).toEqual({ tools: ['say'], results: ['hello'] });
});

test('so does one that has lost the descriptor: whoever started it for this task holds it, too', async () => {
  const { cage } = await opened([saying('hello')]);
  const through = ['/bin/bash', '-c', 'exec 3<&-; exec "$0" "$@"'];
  const agent = startAgent(cage, { token: cage.token, through, env: { [MARKER]: 'task-1' } });
  expect(await agent.said).toEqual({ tools: ['say'], results: ['hello'] });
});

test('several at a time', async () => {
  const { cage } = await opened([saying('hello')]);
  const agents = [1, 2].map(() => startAgent(cage, { token: cage.token }));
  expect(await Promise.all(agents.map(({ said }) => said))).toEqual([1, 2].map(() => ({ tools: ['say'], results: ['hello'] })));
});

test('the socket is private, and the token has no name', async () => {
  const { cage, dir, socket } = await opened([]);
  expect([readdirSync(dir), statSync(socket).mode & 0o777, fstatSync(cage.token).nlink, fstatSync(cage.token).mode & 0o777]).toEqual([
    ['cage'],
    0o600,
    0,
    0o600,
  ]);
  expect(tokenOf(cage.token)).toMatch(/^[0-9a-f]{64}$/);
  const { dev, ino } = fstatSync(cage.token);
  const { name, args, env } = cage.program;
  expect([name, args.slice(1), env]).toEqual(['bailiwick', ['cage', socket, `${dev}:${ino}`, 'task-1'], { HOME: dir }]);
});

test('what a client asked before it ended its side is answered', async () => {
  const { cage, socket } = await opened([saying('hello')]);
  const { socket: client, rest } = await knock(socket);
  client.end(`${tokenOf(cage.token)}\n${INITIALIZE}${request(1, 'tools/call', { name: 'say', arguments: {} })}`);
  const [, answer = ''] = (await rest).split('\n');
  expect(JSON.parse(answer)).toEqual({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'hello' }] } });
});

test('an unknown tool is named, a message that is none is answered', async () => {
  const { cage, socket } = await opened([saying('hello')]);
  const { socket: client, rest } = await knock(socket);
  client.end(`${tokenOf(cage.token)}\n${INITIALIZE}${request(1, 'tools/call', { name: 'rm\u202e' })}no json\n`);
  const answers = (await rest).trimEnd().split('\n');
  expect(answers.flatMap((line) => JSON.parse(line).error?.message ?? []).sort()).toEqual([
    'Parse error: a line is not valid JSON',
    'Unknown tool: rm\\u{202e}. Known: say',
  ]);
});

test('a cancelled call is aborted', async () => {
  const { tool, called, aborted } = waiting();
  const { cage, socket } = await opened([tool]);
  const { socket: client } = await knock(socket);
  client.write(`${tokenOf(cage.token)}\n${INITIALIZE}${request(7, 'tools/call', { name: 'wait' })}`);
  await called;
  client.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } })}\n`);
  await aborted;
});

test.each(['the client goes', 'its program is killed', 'the cage is closed'])('calls are aborted when %s', async (how) => {
  const { tool, called, aborted } = waiting();
  const { cage, socket } = await opened([tool]);
  if (how === 'its program is killed') {
    const agent = startAgent(cage, { token: cage.token, calls: [{ name: 'wait', args: {} }] });
    await called;
    agent.process.kill('SIGKILL');
  } else {
    const { socket: client } = await knock(socket);
    client.write(`${tokenOf(cage.token)}\n${INITIALIZE}${request(7, 'tools/call', { name: 'wait' })}`);
    await called;
    if (how === 'the client goes') client.destroy();
    else await cage.close();
  }
  await aborted;
});

test('a client that honours progress stays while somebody is asked', async () => {
  const answer = Promise.withResolvers<void>();
  const input = z.strictObject({});
  const asking: ChildTool<typeof input> = {
    name: 'ask',
    description: 'Asks.',
    input,
    call: async () => {
      await answer.promise;
      return { text: 'yes', isError: false };
    },
  };
  const { cage } = await opened([asking], { limits: { progressMs: 100 } });
  const client = new V1Client({ name: 'patient', version: '1' });
  const { command, args, env } = cage.program;
  // This process holds the token under another number, so the client is given it by a shell.
  const through = ['-c', `exec 3</proc/${process.pid}/fd/${cage.token}; exec "$0" "$@"`, command, ...args];
  await client.connect(new StdioClientTransport({ command: '/bin/bash', args: through, env: { ...env } }));
  onTestFinished(() => client.close());
  const messages: unknown[] = [];
  const onprogress = ({ message }: { message?: string | undefined }): void => {
    messages.push(message);
    if (messages.length === 12) answer.resolve();
  };
  // The signs of life come for longer than a call may be silent.
  const result = await client.callTool({ name: 'ask' }, undefined, { onprogress, resetTimeoutOnProgress: true, timeout: 1_000 });
  expect([result.content, messages[0]]).toEqual([[{ type: 'text', text: 'yes' }], 'still at work after 0 s']);
});

test('closing takes socket and token away, twice as well as once', async () => {
  const { cage, dir, socket } = await opened([]);
  const { token } = cage;
  await Promise.all([cage.close(), cage.close()]);
  expect([readdirSync(dir), existsSync(socket)]).toEqual([[], false]);
  expect(() => fstatSync(token)).toThrow('EBADF');
});

test('a private directory with too long a path: the socket lies in one of its own, which goes with it', async () => {
  const dir = join(scratch(), 'x'.repeat(100));
  mkdirSync(dir, { mode: 0o700 });
  const log = (): void => undefined;
  const program = { argv: ['node', 'main.ts', 'cage'], env: {} };
  const open = createCageOpener({ program, socketDirs: ['relative', '/nowhere', tmpdir()], log });
  const cage = await open({ taskId: 'task-1', privateDir: dir, tools: [] });
  const socket = cage.program.args.at(-3) ?? '';
  const around = join(socket, '..');
  expect([around.startsWith(join(tmpdir(), 'bailiwick-')), statSync(around).mode & 0o777, readdirSync(dir)]).toEqual([true, 0o700, []]);
  await cage.close();
  expect(existsSync(around)).toBe(false);
  const nowhere = createCageOpener({ program, socketDirs: ['/nowhere'], log });
  await expect(nowhere({ taskId: 'task-1', privateDir: dir, tools: [] })).rejects.toThrow(
    'is too long for one, and /nowhere can not be written',
  );
});

test('another system is refused with words', async () => {
  const open = createCageOpener({ program: { argv: [], env: {} }, socketDirs: [], log: () => undefined, platform: 'darwin' });
  await expect(open({ taskId: 'task-1', privateDir: scratch(), tools: [] })).rejects.toThrow('a cage needs Linux');
});

test("a tool whose input is somebody else's is listed with their schema", () => {
  const schema = { properties: { a: { type: 'number' } }, required: ['a'] };
  expect(offered([{ ...saying('x'), schema }]).get('say')?.schema).toEqual({ type: 'object', ...schema });
});
