import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ClientSide } from '../../../src/agents/acp/client-side.ts';
import { createClientSide } from '../../../src/agents/child-tools/client-side.ts';
import { type Tools, type ToolsOptions, toolsDeps } from './fixture.ts';

const { signal } = new AbortController();

function made(options: ToolsOptions = {}): Omit<Tools, 'call'> & { readonly client: ClientSide } {
  const { deps, ...rest } = toolsDeps(options);
  return { ...rest, client: createClientSide(deps) };
}

async function output(command: Awaited<ReturnType<ClientSide['run']>>): Promise<unknown> {
  const end = await command.ended;
  return { ...end, ...command.output() };
}

test('reads a file that may be read, whole or some of its lines', async () => {
  const { client, dir, judged, ends } = made();
  writeFileSync(join(dir, 'a'), '\ufeffone\r\ntwo\nthree');
  expect(await client.read('a', {}, signal)).toBe('\ufeffone\r\ntwo\nthree');
  expect(await client.read(join(dir, 'a'), { line: 2, limit: 1 }, signal)).toBe('two\n');
  expect(await client.read('a', { line: 3 }, signal)).toBe('three');
  const one = { kind: 'path', tool: 'read_file', use: 'read', path: join(dir, 'a'), cwd: dir, access: 'workspace-write' };
  expect(judged).toEqual([one, one, one]);
  expect(ends).toEqual([{ status: 'completed' }, { status: 'completed' }, { status: 'completed' }]);
});

test('reads nothing that is denied, also not behind a link, and no bytes that would be lost', async () => {
  const { client, dir } = made({ judge: (action) => (JSON.stringify(action).includes('secret') ? 'it is secret' : undefined) });
  writeFileSync(join(dir, 'secret'), 'x');
  symlinkSync('secret', join(dir, 'link'));
  writeFileSync(join(dir, 'bytes'), Buffer.from([0x61, 0xff]));
  mkdirSync(join(dir, 'b'));
  await expect(client.read('secret', {}, signal)).rejects.toThrow('Denied: it is secret');
  await expect(client.read('link', {}, signal)).rejects.toThrow('Denied: it is secret');
  await expect(client.read('bytes', {}, signal)).rejects.toThrow('It is no text in UTF-8; look at it with a command.');
  await expect(client.read('absent', {}, signal)).rejects.toThrow('There is no such file.');
  await expect(client.read('b', {}, signal)).rejects.toThrow('It is a directory; list it with bash (`ls`).');
});

test('writes what was read before and has not changed since', async () => {
  const { client, dir, judged } = made();
  writeFileSync(join(dir, 'a'), 'old');
  await expect(client.write('a', 'new', signal)).rejects.toThrow('There is a file already: read it first (read_file).');
  await client.read('a', {}, signal);
  await client.write('a', 'new', signal);
  expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('new');
  writeFileSync(join(dir, 'a'), 'changed');
  await expect(client.write('a', 'newer', signal)).rejects.toThrow('The file has changed since it was read: re-read first.');
  await client.write('deep/b', 'made', signal);
  expect(readFileSync(join(dir, 'deep/b'), 'utf8')).toBe('made');
  expect(judged.at(-1)).toMatchObject({ kind: 'path', use: 'write', path: join(dir, 'deep/b'), text: 'made' });
});

test('writes nothing that is denied', async () => {
  const { client, dir } = made({ judge: () => 'no' });
  await expect(client.write('a', 'new', signal)).rejects.toThrow('Denied: no');
  expect(existsSync(join(dir, 'a'))).toBe(false);
});

test('runs what was judged, and gives back what it wrote and how it ended', async () => {
  const { client, dir, judged, ends } = made();
  const command = await client.run('/bin/bash', ['-c', `cd '${dir}' && echo out; echo err >&2; exit 3`], dir, signal);
  expect(await output(command)).toEqual({ exitCode: 3, signal: null, text: 'out\nerr\n', truncated: false });
  expect(judged).toEqual([
    { kind: 'command', tool: 'bash', command: 'echo out; echo err >&2; exit 3', cwd: dir, access: 'workspace-write' },
  ]);
  expect(ends).toEqual([{ status: 'failed', exitCode: 3 }]);
});

test('knows a script from words', async () => {
  const { client, judged } = made({ judge: () => 'no' });
  const starts: readonly (readonly [string, readonly string[], string])[] = [
    ['/bin/sh', ['-c', 'touch a'], '/srv/project'],
    ['/bin/bash', ['-c', "cd '/etc' && rm b"], '/srv/project'],
    ['/bin/bash', ['-c', "cd '/wo'\\''rk' && rm b"], "/wo'rk"],
    ['/bin/bash', ['-c', 'echo $0', 'x'], '/srv/project'],
    ['git', ['log', "it's; rm a"], '/srv/project'],
    ['evil bash', [], 'src'],
  ];
  for (const [command, args, cwd] of starts) await expect(client.run(command, args, cwd, signal)).rejects.toThrow('Denied: no');
  expect(judged.map((action) => action.kind === 'command' && action.command)).toEqual([
    'touch a',
    "cd '/etc' && rm b",
    "cd '/wo'\\''rk' && rm b",
    "/bin/bash -c 'echo $0' x",
    "git log 'it'\\''s; rm a'",
    "'evil bash'",
  ]);
});

test('ends a command with all that it started', async () => {
  const { client, dir, ends } = made();
  const command = await client.run('sleep', ['600'], dir, signal);
  await command.kill();
  expect(await output(command)).toMatchObject({ exitCode: null, text: '', truncated: false });
  expect(ends).toEqual([{ status: 'cancelled', exitCode: undefined }]);
});

test('starts nothing for which nobody waits, or of which nothing says what it is', async () => {
  const gone = new AbortController();
  const { client, ends } = made({
    judge: async () => {
      gone.abort();
      return undefined;
    },
  });
  await expect(client.run('true', [], '.', gone.signal)).rejects.toThrow('The call was cancelled.');
  expect(ends).toEqual([{ status: 'stopped' }]);
  const { deps } = toolsDeps();
  const bare = createClientSide({
    ...deps,
    hold: { judge: async () => ({ allowed: true, execution: undefined, ended: () => undefined }) },
  });
  await expect(bare.run('true', [], '.', signal)).rejects.toThrow('Denied: nothing says what would be run.');
});

test('a command that could not be started has an end, too', async () => {
  const { client, dir, ends } = made({ run: () => Promise.reject(new Error('the child has ended')) });
  const command = await client.run('true', [], dir, signal);
  expect(await output(command)).toEqual({ exitCode: null, signal: null, text: '', truncated: false });
  expect(ends).toEqual([{ status: 'failed' }]);
});
