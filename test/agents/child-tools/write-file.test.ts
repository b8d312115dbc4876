import { spawnSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { failed, ok, scratch, tools } from './fixture.ts';

const CHANGED = failed('The file has changed since it was read: re-read first.');
const MOVED = failed('Where the path leads has changed since it was judged; try again.');

test('a new file, with the directories on its way, and the same again: it is known', async () => {
  const { call, dir, judged, ends } = tools();
  expect(await call('write_file', { path: 'a/b/c.txt', content: 'hällo' })).toEqual(ok(`Made ${dir}/a/b/c.txt: 6 bytes.`));
  expect(await call('write_file', { path: 'a/b/c.txt', content: '' })).toEqual(ok(`Replaced ${dir}/a/b/c.txt: 0 bytes.`));
  const action = { kind: 'path', tool: 'write_file', use: 'write', path: join(dir, 'a/b/c.txt'), cwd: dir, access: 'workspace-write' };
  expect(judged).toEqual([
    { ...action, text: 'hällo' },
    { ...action, text: '' },
  ]);
  expect([readFileSync(join(dir, 'a/b/c.txt'), 'utf8'), readdirSync(join(dir, 'a/b')), ends]).toEqual([
    '',
    ['c.txt'],
    [{ status: 'completed' }, { status: 'completed' }],
  ]);
  const umask = process.umask();
  expect([statSync(join(dir, 'a/b/c.txt')).mode & 0o777, statSync(join(dir, 'a')).mode & 0o777]).toEqual([0o666 & ~umask, 0o777 & ~umask]);
});

test('a file that exists must have been read, and be unchanged since', async () => {
  const { call, dir, judged } = tools();
  const file = join(dir, 'a');
  writeFileSync(file, 'old');
  const write = { path: 'a', content: 'new' };
  expect(await call('write_file', write)).toEqual(failed('There is a file already: read it first (read_file).'));
  await call('read_file', { path: 'a' });
  writeFileSync(file, 'odd');
  expect(await call('write_file', write)).toEqual(CHANGED);
  expect([readFileSync(file, 'utf8'), readdirSync(dir), judged.length]).toEqual(['odd', ['a'], 3]);
  await call('read_file', { path: 'a' });
  expect(await call('write_file', write)).toEqual(ok(`Replaced ${file}: 3 bytes.`));
});

test('the mode of a file stays', async () => {
  const { call, dir } = tools();
  const file = join(dir, 'a');
  writeFileSync(file, 'old');
  chmodSync(file, 0o751);
  await call('read_file', { path: 'a' });
  expect(await call('write_file', { path: 'a', content: 'new' })).toEqual(ok(`Replaced ${file}: 3 bytes.`));
  expect(statSync(file).mode & 0o777).toBe(0o751);
});

test('a link is written through to its target', async () => {
  const { call, dir, judged } = tools();
  mkdirSync(join(dir, 'real'));
  writeFileSync(join(dir, 'real/file'), 'old');
  symlinkSync('real/file', join(dir, 'link'));
  await call('read_file', { path: 'real/file' });
  expect(await call('write_file', { path: 'link', content: 'new' })).toEqual(ok(`Replaced ${dir}/real/file: 3 bytes.`));
  expect([readFileSync(join(dir, 'real/file'), 'utf8'), readdirSync(dir).sort()]).toEqual(['new', ['link', 'real']]);
  expect(judged.slice(1).map((action) => action.kind === 'path' && action.path)).toEqual([join(dir, 'link'), join(dir, 'real/file')]);
});

test('more than one name, a directory, a name that is too long, too much', async () => {
  const { call, dir } = tools();
  writeFileSync(join(dir, 'a'), 'old');
  linkSync(join(dir, 'a'), join(dir, 'b'));
  await call('read_file', { path: 'a' });
  const names = 'The file has more than one name (hard links), so it is not written; copy it first (`cp`).';
  expect(await call('write_file', { path: 'a', content: 'x' })).toEqual(failed(names));
  expect(await call('write_file', { path: '.', content: 'x' })).toEqual(failed('It is a directory; list it with bash (`ls`).'));
  expect(await call('write_file', { path: 'x'.repeat(256), content: 'x' })).toEqual(failed('The path is too long.'));
  expect(await call('write_file', { path: 'c', content: '\ud800' })).toEqual(
    failed('The content holds half a character (a lone surrogate).'),
  );
  const large = 'The file would have more than 16 MiB; use bash for files of that size.';
  expect(await call('write_file', { path: 'c', content: 'x'.repeat(16 * 1024 * 1024 + 1) })).toEqual(failed(large));
  expect(readdirSync(dir).sort()).toEqual(['a', 'b']);
});

test('what is denied is not written', async () => {
  const { call, dir } = tools({ judge: () => 'no' });
  expect([await call('write_file', { path: 'a/b', content: 'x' }), readdirSync(dir)]).toEqual([failed('Denied: no'), []]);
});

test.each<[string, (dir: string, elsewhere: string) => void]>([
  [
    'its directory becomes a link',
    (dir, elsewhere) => {
      renameSync(join(dir, 'd'), join(dir, 'e'));
      symlinkSync(elsewhere, join(dir, 'd'));
    },
  ],
  [
    'its directory becomes another one',
    (dir) => {
      renameSync(join(dir, 'd'), join(dir, 'e'));
      mkdirSync(join(dir, 'd'));
    },
  ],
  ['a file comes into being', (dir) => writeFileSync(join(dir, 'd/new'), 'theirs')],
  ['a link comes into being', (dir, elsewhere) => symlinkSync(join(elsewhere, 'x'), join(dir, 'd/new'))],
])('while somebody is asked, %s: nothing is written anywhere', async (_name, swap) => {
  const elsewhere = scratch();
  const { call, dir } = tools({
    judge: () => {
      swap(dir, elsewhere);
      return undefined;
    },
  });
  mkdirSync(join(dir, 'd'));
  const reply = await call('write_file', { path: 'd/new', content: 'ours' });
  expect([reply.isError, readdirSync(elsewhere)]).toEqual([true, []]);
  const all = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(all.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))).toEqual(
    _name === 'a file comes into being' ? ['theirs'] : [],
  );
});

test('a directory on the way that somebody makes meanwhile is not the one that was judged', async () => {
  const { call, dir } = tools({
    judge: () => {
      mkdirSync(join(dir, 'd'));
      return undefined;
    },
  });
  expect([await call('write_file', { path: 'd/e/new', content: 'x' }), readdirSync(dir, { recursive: true })]).toEqual([MOVED, ['d']]);
});

/** Kills this process where the file would take its place. */
const CRASH = (tools: string, dir: string): string => `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
fs.renameSync = () => process.kill(process.pid, 'SIGKILL');
syncBuiltinESMExports();
const { createChildTools } = await import(${JSON.stringify(tools)});
const hold = { judge: async () => ({ allowed: true, execution: undefined, ended: () => undefined }) };
const made = createChildTools({ hold, cwd: ${JSON.stringify(dir)}, access: 'full', run: undefined });
const call = (name, args) => made.find((tool) => tool.name === name).call(args, new AbortController().signal);
await call('read_file', { path: 'a', offset: 1, limit: 10 });
console.log(JSON.stringify(await call('write_file', { path: 'a', content: 'new' })));
`;

test('a crash before the file takes its place leaves the old one whole', () => {
  const dir = scratch();
  writeFileSync(join(dir, 'a'), 'old');
  const program = pathToFileURL(join(import.meta.dirname, '../../../src/agents/child-tools/create-child-tools.ts')).href;
  const { signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', CRASH(program, dir)], { encoding: 'utf8' });
  expect([signal, stdout, stderr]).toEqual(['SIGKILL', '', '']);
  const [temporary = '', ...rest] = readdirSync(dir);
  expect([readFileSync(join(dir, 'a'), 'utf8'), readFileSync(join(dir, temporary), 'utf8'), rest]).toEqual(['old', 'new', ['a']]);
});
