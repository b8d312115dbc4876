import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Cage } from '../../src/agents/cage.ts';
import { MARKER } from '../../src/shell/process/marker.ts';
import { knock, opened, saying, scratch, startAgent } from '../server/cage/fixture.ts';

/**
 * A process that is not the child: its tools are reached only with the token, which goes to the child's own process as a descriptor. What
 * another process of the same user takes out of that process (/proc/PID/fd) is the gate's and the kernel's matter, not the cage's.
 */

const tokenOf = ({ token }: Cage): string => readFileSync(`/proc/self/fd/${token}`, 'utf8');
const REFUSED = 'bailiwick: No program above this one holds the token of that child, so its tools are not for it.\n';
const wrongLine = (count: number): string =>
  `cage of task-1: a connection without the right token was closed (${count} of 20)${count === 20 ? '; nothing more is accepted' : ''}`;

/** The program that leads to a cage, started by whom the test is: the server, which holds every token under other numbers. */
function lead(
  cage: Cage,
  descriptor?: number,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const { command, args, env } = cage.program;
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe', ...(descriptor === undefined ? [] : [descriptor])] });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

/** The processes below one, itself included. */
function treeOf(root: number): readonly number[] {
  const parents = readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? textOf(`/proc/${name}/stat`) : '';
    return stat === '' ? [] : [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }];
  });
  const below = (pid: number): number[] => [pid, ...parents.filter(({ parent }) => parent === pid).flatMap((child) => below(child.pid))];
  return below(root);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

test('no process of the child has the token in its arguments or its environment, and no file of the child holds it', async () => {
  const { cage, dir } = await opened([saying('hello')]);
  const agent = startAgent(cage, { token: cage.token, wait: true });
  await agent.said;
  const tree = treeOf(agent.process.pid ?? 0);
  const seen = tree.map((pid) => `${textOf(`/proc/${pid}/cmdline`)}${textOf(`/proc/${pid}/environ`)}`);
  // The agent, and what it has started to get its tools.
  expect(seen.map((text) => text.includes('\0cage\0'))).toEqual([false, true]);
  expect(seen.filter((text) => text.includes(tokenOf(cage)))).toEqual([]);
  expect([readdirSync(dir), JSON.stringify(cage.program).includes(tokenOf(cage))]).toEqual([['cage'], false]);
});

test('who stands beside the child gets nowhere by the same program, though the server above holds the token', async () => {
  const { cage, log } = await opened([saying('hello')]);
  expect(await lead(cage)).toEqual({ code: 77, stdout: '', stderr: REFUSED });
  const sibling = startAgent(cage, { env: { [MARKER]: 'task-2' } });
  expect(await sibling.said).toEqual({ error: expect.stringContaining('Connection closed') });
  expect(await sibling.stderr).toBe(REFUSED);
  expect(log).toEqual([]);
});

test('a file with the same text, or a pipe, is not the token', async () => {
  const { cage, log } = await opened([saying('hello')]);
  const copy = join(scratch(), 'token');
  writeFileSync(copy, tokenOf(cage));
  const file = openSync(copy, 'r');
  onTestFinished(() => closeSync(file));
  expect(await lead(cage, file)).toEqual({ code: 77, stdout: '', stderr: REFUSED });
  expect(log).toEqual([]);
});

test('two children: each reaches its own tools, and neither those of the other', async () => {
  const [first, second] = await Promise.all([opened([saying('first')]), opened([saying('second')], { taskId: 'task-2' })]);
  const own = [first, second].map(({ cage }) => startAgent(cage, { token: cage.token }));
  expect(await Promise.all(own.map(({ said }) => said))).toEqual([
    { tools: ['say'], results: ['first'] },
    { tools: ['say'], results: ['second'] },
  ]);
  // With the way of the other one and its own token, by our program and without.
  const crossed = startAgent(second.cage, { token: first.cage.token });
  expect([await crossed.said, await crossed.stderr]).toEqual([{ error: expect.stringContaining('Connection closed') }, REFUSED]);
  const { socket, rest } = await knock(second.socket);
  socket.write(`${tokenOf(first.cage)}\n`);
  expect([await rest, second.log, first.log]).toEqual(['', [wrongLine(1).replace('task-1', 'task-2')], []]);
});

test.each([
  ['a wrong token', `${randomBytes(32).toString('hex')}\n`],
  ['an empty line', '\n'],
  ['MCP at once', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n'],
  ['a first line of 1 MB', `${'x'.repeat(1_000_000)}\n`],
  ['a first line without an end', 'x'.repeat(1_025)],
])('%s is closed at once, without a word, and told', async (_name, text) => {
  const { socket: path, log } = await opened([saying('hello')]);
  const { socket, rest } = await knock(path);
  // What is closed before all was taken is no matter.
  socket.removeAllListeners('error').on('error', () => undefined);
  socket.write(text);
  expect([await rest, log]).toEqual(['', [wrongLine(1)]]);
});

test('the token with anything behind or before it is a wrong one', async () => {
  const { cage, socket: path, log } = await opened([saying('hello')]);
  for (const text of [`${tokenOf(cage)} \n`, ` ${tokenOf(cage)}\n`, `${tokenOf(cage)}\r\n`, `${tokenOf(cage).slice(1)}\n`]) {
    const { socket, rest } = await knock(path);
    socket.write(text);
    expect(await rest).toBe('');
  }
  expect(log).toEqual([1, 2, 3, 4].map(wrongLine));
});

test('who says nothing is closed when the time is over', async () => {
  const { socket: path, log } = await opened([saying('hello')], { limits: { tokenMs: 50 } });
  const { rest } = await knock(path);
  expect([await rest, log]).toEqual(['', [wrongLine(1)]]);
});

test('who goes without a word has tried, too', async () => {
  const { cage, socket: path, log } = await opened([saying('hello')]);
  const { socket, rest } = await knock(path);
  socket.end();
  expect([await rest, log]).toEqual(['', [wrongLine(1)]]);
  // And it is in nobody's way.
  expect(await startAgent(cage, { token: cage.token }).said).toEqual({ tools: ['say'], results: ['hello'] });
});

test('after 20 wrong ones nothing is accepted any more; who is in stays in', async () => {
  const { cage, socket: path, log } = await opened([saying('hello')]);
  const initialize =
    '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}\n';
  const inside = await knock(path);
  inside.socket.write(`${tokenOf(cage)}\n${initialize}`);
  await new Promise((resolve) => inside.socket.once('data', resolve));
  for (let count = 0; count < 20; count += 1) {
    const { socket, rest } = await knock(path);
    socket.write('wrong\n');
    await rest;
  }
  const late = await knock(path);
  late.socket.removeAllListeners('error').on('error', () => undefined);
  late.socket.write(`${tokenOf(cage)}\n${initialize}`);
  expect([await late.rest, log]).toEqual(['', Array.from({ length: 20 }, (_, index) => wrongLine(index + 1))]);
  inside.socket.end('{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n');
  expect((await inside.rest).split('\n').map((line) => (line === '' ? '' : JSON.parse(line).id))).toEqual([0, 1, '']);
});

test('a first line that is said again: on the same connection it is no message, and the token does not come back', async () => {
  const { cage, socket: path } = await opened([saying('hello')]);
  const { socket, rest } = await knock(path);
  socket.end(`${tokenOf(cage)}\n${tokenOf(cage)}\n`);
  expect(JSON.parse(await rest)).toEqual({
    jsonrpc: '2.0',
    id: null,
    error: { code: -32700, message: 'Parse error: a line is not valid JSON' },
  });
});

test('after the end nobody listens, and the token of before opens no later cage', async () => {
  const { cage, socket: path } = await opened([saying('hello')]);
  const line = `${tokenOf(cage)}\n`;
  await cage.close();
  await expect(knock(path)).rejects.toThrow('ENOENT');
  const later = await opened([saying('hello')]);
  const { socket, rest } = await knock(later.socket);
  socket.write(line);
  expect([await rest, later.log]).toEqual(['', [wrongLine(1)]]);
});
