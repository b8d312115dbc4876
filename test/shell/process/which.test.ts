import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { which } from '../../../src/shell/process/which.ts';
import { scratch } from './fixture.ts';

async function tree(): Promise<string> {
  const dir = await scratch();
  for (const name of ['a', 'b', 'w', 'w/bin']) await mkdir(join(dir, name));
  for (const name of ['b/tool', 'w/tool', 'w/bin/own']) {
    await writeFile(join(dir, name), '#!/bin/sh\n');
    await chmod(join(dir, name), 0o755);
  }
  await writeFile(join(dir, 'a/tool'), 'no permission');
  await mkdir(join(dir, 'a/own'));
  await symlink(join(dir, 'b/tool'), join(dir, 'b/link'));
  await symlink(join(dir, 'w/bin'), join(dir, 'a/bin'));
  return dir;
}

test('the first program of that name, as found: neither a directory nor a file that may not run', async () => {
  const dir = await tree();
  const path = `${dir}/a:${dir}/b/:${dir}/w/bin`;
  expect([which('tool', path, dir), which('link', path, dir), which('own', path, dir), which('none', path, dir)]).toEqual([
    `${dir}/b/tool`,
    `${dir}/b/link`,
    `${dir}/w/bin/own`,
    undefined,
  ]);
});

test('empty and relative entries are skipped', async () => {
  const dir = await tree();
  expect(['', ':', '.', './', 'w', ':::.', '~/w'].map((path) => which('tool', path, `${dir}/w`))).toEqual(Array(7).fill(undefined));
});

test('a name with a slash counts from the directory and needs no PATH', async () => {
  const dir = await tree();
  expect([
    which('./tool', '', `${dir}/w`),
    which('bin/own', '', `${dir}/w`),
    which(`${dir}//b/./tool`, '', '/'),
    which('./none', '', `${dir}/w`),
    which('bin/', '', `${dir}/w`),
  ]).toEqual([`${dir}/w/tool`, `${dir}/w/bin/own`, `${dir}/b/tool`, undefined, undefined]);
});

test('`..` after a link leads where the kernel goes, not where the text says', async () => {
  const dir = await tree();
  expect([which('bin/../tool', '', `${dir}/a`), which('tool', `${dir}/a/bin/..`, '/')]).toEqual([`${dir}/w/tool`, `${dir}/w/tool`]);
});

test('no name, or one that holds a NUL', () => {
  expect([which('', '/bin', '/'), which('ls\0', '/bin', '/'), which('ls', '/bin\0', '/'), which('ls\0/x', '/bin', '/')]).toEqual(
    Array(4).fill(undefined),
  );
});
