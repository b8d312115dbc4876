import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { short, undoBench } from './fixture.ts';

const LINK = 'its path goes through a link or a file by now';

test('nothing is put back, and nothing removed, through a directory that became a link', async () => {
  const { journal, root, workspace, at, call } = undoBench();
  for (const dir of [at('src/deep'), path.join(root, 'outside/deep')]) mkdirSync(dir, { recursive: true });
  writeFileSync(at('src/deep/a'), 'old');
  const id = await call(['src/deep/a', 'src/deep/new'], () => {
    writeFileSync(at('src/deep/a'), 'new');
    writeFileSync(at('src/deep/new'), 'new');
  });
  // What lies behind the link looks exactly like what the call has left.
  renameSync(at('src/deep'), at('src/moved'));
  rmSync(path.join(root, 'outside'), { recursive: true });
  renameSync(at('src'), path.join(root, 'outside'));
  renameSync(path.join(root, 'outside/moved'), path.join(root, 'outside/deep'));
  symlinkSync(path.join(root, 'outside'), at('src'));
  for (const force of [false, true])
    expect(short(await journal.restore(id, { force }), workspace)?.filter((line) => line.includes('deep/'))).toEqual([
      `left src/deep/a: ${LINK}`,
      `left src/deep/new: ${LINK}`,
    ]);
  expect(readdirSync(path.join(root, 'outside/deep')).sort()).toEqual(['a', 'new']);
  expect(readFileSync(path.join(root, 'outside/deep/a'), 'utf8')).toBe('new');
});

test('nothing is put back into a workspace that became a link', async () => {
  const { journal, root, workspace, at, call } = undoBench();
  const id = await call(['new'], () => writeFileSync(at('new'), ''));
  renameSync(workspace, path.join(root, 'moved'));
  symlinkSync('moved', workspace);
  expect(short(await journal.restore(id, { force: true }), workspace)).toEqual(['left new: the workspace lies behind a link by now']);
  expect(readdirSync(path.join(root, 'moved'))).toEqual(['new']);
});

test('a link is kept as a link: what it leads to is never copied, nor put back', async () => {
  const { journal, root, workspace, dir, at, call } = undoBench();
  writeFileSync(path.join(root, 'secret'), 'KEY');
  symlinkSync('../secret', at('link'));
  mkdirSync(at('dir'));
  symlinkSync('../../secret', at('dir/link'));
  symlinkSync('..', at('up'));
  const id = await call(['link', 'dir', 'up/secret'], () => {
    for (const name of ['link', 'dir/link']) {
      rmSync(at(name));
      writeFileSync(at(name), 'no link');
    }
  });
  expect(readdirSync(path.join(dir, 'session1', id)).sort()).toEqual(['left.json', 'manifest.json']);
  expect(short(await journal.restore(id), workspace)).toEqual([
    'left up/secret: not kept: its path goes through a link',
    'restored dir/link',
    'restored link',
    'same dir',
  ]);
  expect(readFileSync(path.join(root, 'secret'), 'utf8')).toBe('KEY');
});

test('a link that lies where a file is to be put back is replaced, not written through', async () => {
  const { journal, root, at, call, tree } = undoBench();
  writeFileSync(path.join(root, 'outside'), 'mine');
  writeFileSync(at('a'), 'old', { mode: 0o600 });
  const id = await call(['a'], () => {
    rmSync(at('a'));
    symlinkSync('../outside', at('a'));
  });
  await journal.restore(id);
  expect([tree(), readFileSync(path.join(root, 'outside'), 'utf8')]).toEqual([{ a: 'old' }, 'mine']);
});
