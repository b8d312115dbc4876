import { mkdir, open, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPrivateFile, createSpillFile } from '../../../src/shell/process/spill-file.ts';
import { scratch } from './fixture.ts';

test('directory and file belong to their owner alone, and are made by the first byte', async () => {
  const dir = join(await scratch(), 'a', 'b');
  const file = createSpillFile(join(dir, 'stdout'), createPrivateFile);
  await expect(stat(dir)).rejects.toThrow('ENOENT');
  await file.append([Buffer.from('one '), Buffer.from('two')]);
  await file.append([Buffer.from('!')]);
  expect([(await stat(dir)).mode & 0o777, (await stat(join(dir, 'stdout'))).mode & 0o777]).toEqual([0o700, 0o600]);
  expect([(await file.read(4, 100)).toString(), (await file.read(50, 10)).toString()]).toEqual(['two!', '']);
  await file.remove();
  await expect(stat(join(dir, 'stdout'))).rejects.toThrow('ENOENT');
});

test('a file that is there already is not written to, a link is not followed', async () => {
  const path = join(await scratch(), 'stdout');
  await writeFile(path, 'mine');
  await expect(createSpillFile(path, createPrivateFile).append([Buffer.from('x')])).rejects.toThrow('EEXIST');
});

test('nothing is made behind a link in the place of the directory', async () => {
  const dir = await scratch();
  await mkdir(join(dir, 'other'));
  await symlink(join(dir, 'other'), join(dir, 'out'));
  await expect(createPrivateFile(join(dir, 'out', 'stdout'))).rejects.toThrow('ENOTDIR');
  expect(await readdir(join(dir, 'other'))).toEqual([]);
});

test('a full disk rejects', async () => {
  const file = createSpillFile('unused', () => open('/dev/full', 'w'));
  await expect(file.append([Buffer.from('x')])).rejects.toThrow('ENOSPC');
  await file.close();
});
