import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandEnvironment } from '../../src/shell/process/environment.ts';
import { startCommand } from '../../src/shell/process/run.ts';
import { which } from '../../src/shell/process/which.ts';
import { bash, scratch } from '../shell/process/fixture.ts';

const PLANTED = ['ls', 'git', 'cat'] as const;

async function plantedWorkspace(): Promise<string> {
  const root = await scratch();
  await mkdir(join(root, 'node_modules/.bin'), { recursive: true });
  for (const dir of [root, join(root, 'node_modules/.bin')]) {
    for (const name of PLANTED) {
      await writeFile(join(dir, name), '#!/bin/sh\necho planted\n');
      await chmod(join(dir, name), 0o755);
    }
  }
  return root;
}

test.each(PLANTED)('no place of a PATH that means the working directory finds a planted %s', async (name) => {
  const root = await plantedWorkspace();
  const path = [
    '.:/usr/bin:/bin',
    ':/usr/bin:/bin',
    '/usr/bin::/bin',
    '/usr/bin:/bin:',
    './:/usr/bin:/bin',
    'node_modules/.bin:/usr/bin:/bin',
    '../:/usr/bin:/bin',
  ];
  const found = new Set(path.map((one) => which(name, one, root)));
  expect([...found].filter((file) => file === undefined || file.startsWith(root))).toEqual([]);
});

test('one that comes first by an absolute entry is reported as what it is, for whoever judges it', async () => {
  const root = await plantedWorkspace();
  expect(which('git', `${root}/node_modules/.bin:/usr/bin:/bin`, root)).toBe(`${root}/node_modules/.bin/git`);
});

test('a link keeps its own place: what lies in the workspace is not excused by where it points', async () => {
  const root = await plantedWorkspace();
  await symlink('/bin/true', join(root, 'node_modules/.bin/linked'));
  expect(which('linked', `${root}/node_modules/.bin:/bin`, root)).toBe(`${root}/node_modules/.bin/linked`);
});

test('the path that was judged is the one that is started, whatever PATH says by then', async () => {
  const root = await plantedWorkspace();
  const judged = which('cat', '.:/usr/bin:/bin', root) ?? '';
  const env = commandEnvironment({ login: { PATH: `.:${root}:/usr/bin:/bin` }, drop: [], cwd: root, taskId: 't' });
  await writeFile(join(root, 'real.txt'), 'real\n');
  const running = startCommand(bash(root, '', { argv: [judged, 'real.txt'], env }));
  await running.done;
  expect((await running.output.excerpt('combined', 100)).text).toBe('real\n');
});
