import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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
    expect(() => room.commit('again')).toThrow('EBADF');
  }
  expect(readdirSync(dir).sort()).toEqual(['100', '5']);
});

test('a directory that is gone is said', async () => {
  const path = join(await scratch(), 'none', 'run.json');
  expect(() => replacePrivateFile(path, '')).toThrow('ENOENT');
  expect(() => reservePrivateFile(path, 10)).toThrow('ENOENT');
});
