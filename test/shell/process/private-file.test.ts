import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPrivateFile, replacePrivateFile, reservePrivateFile } from '../../../src/shell/process/private-file.ts';
import { scratch } from './fixture.ts';

test('a file is replaced as a whole, belongs to its owner alone, and nothing is left beside it', async () => {
  const path = join(await scratch(), 'run.json');
  replacePrivateFile(path, 'first');
  replacePrivateFile(path, 'second');
  expect([readPrivateFile(path), lstatSync(path).mode & 0o777, readdirSync(join(path, '..'))]).toEqual(['second', 0o600, ['run.json']]);
});

test('a link in its place is replaced, not followed', async () => {
  const dir = await scratch();
  writeFileSync(join(dir, 'other'), 'theirs');
  symlinkSync(join(dir, 'other'), join(dir, 'run.json'));
  expect(readPrivateFile(join(dir, 'run.json'))).toBe(undefined);
  replacePrivateFile(join(dir, 'run.json'), 'ours');
  expect([readFileSync(join(dir, 'other'), 'utf8'), readPrivateFile(join(dir, 'run.json'))]).toEqual(['theirs', 'ours']);
});

test('reserved room takes a text that is shorter or longer, once', async () => {
  const dir = await scratch();
  for (const text of ['short', 'x'.repeat(100)]) {
    const path = join(dir, String(text.length));
    const room = reservePrivateFile(path, 20);
    expect(existsSync(path)).toBe(false);
    room.commit(text);
    expect(readPrivateFile(path)).toBe(text);
    expect(() => room.commit('again')).toThrow('the room was given back');
  }
  expect(readdirSync(dir).sort()).toEqual(['100', '5']);
});

test('a directory that is gone is said', async () => {
  const path = join(await scratch(), 'none', 'run.json');
  expect(() => replacePrivateFile(path, '')).toThrow('ENOENT');
  expect(() => reservePrivateFile(path, 10)).toThrow('ENOENT');
});

test.each<[string, (path: string, theirs: string) => void]>([
  ['a file', (path) => writeFileSync(path, 'forged')],
  ['a link', (path, theirs) => symlinkSync(theirs, path)],
  ['another name of a file', (path, theirs) => linkSync(theirs, path)],
  ['a directory', (path) => mkdirSync(path)],
  ['nothing', () => undefined],
])('what somebody has put in the place of reserved room is not made ours: %s', async (_, put) => {
  const dir = await scratch();
  const path = join(dir, 'end.json');
  writeFileSync(join(dir, 'theirs'), 'theirs');
  const room = reservePrivateFile(path, 20);
  rmSync(`${path}.new`);
  put(`${path}.new`, join(dir, 'theirs'));
  room.commit('ours');
  expect([readPrivateFile(path), lstatSync(path).mode & 0o777, readFileSync(join(dir, 'theirs'), 'utf8')]).toEqual([
    'ours',
    0o600,
    'theirs',
  ]);
  expect(readdirSync(dir).sort()).toEqual(['end.json', 'theirs']);
});

test('a directory that was swapped for a link meanwhile gets nothing, and is not read', async () => {
  const dir = await scratch();
  for (const name of ['task', 'other']) mkdirSync(join(dir, name));
  writeFileSync(join(dir, 'other', 'end.json'), 'theirs');
  const room = reservePrivateFile(join(dir, 'task', 'end.json'), 20);
  renameSync(join(dir, 'task'), join(dir, 'away'));
  symlinkSync(join(dir, 'other'), join(dir, 'task'));
  room.commit('ours');
  expect(readPrivateFile(join(dir, 'task', 'end.json'))).toBe(undefined);
  expect(() => replacePrivateFile(join(dir, 'task', 'run.json'), 'ours')).toThrow('ENOTDIR');
  expect([readdirSync(join(dir, 'other')), readFileSync(join(dir, 'away', 'end.json'), 'utf8')]).toEqual([['end.json'], 'ours']);
});
