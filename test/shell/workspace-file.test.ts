import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWorkspaceFile } from '../../src/shell/workspace-file.ts';
import { scratch } from './process/fixture.ts';

test('a file is read whole, or up to the cap at a character', async () => {
  const root = await scratch();
  await mkdir(join(root, 'docs'));
  await writeFile(join(root, 'docs/AGENTS.md'), 'aé😀');
  const read = (cap: number): ReturnType<typeof readWorkspaceFile> => readWorkspaceFile(root, 'docs/AGENTS.md', cap);
  expect(await Promise.all([read(100), read(7), read(6), read(2), read(0)])).toEqual([
    { ok: true, text: 'aé😀', truncated: false },
    { ok: true, text: 'aé😀', truncated: false },
    { ok: true, text: 'aé', truncated: true },
    { ok: true, text: 'a', truncated: true },
    { ok: true, text: '', truncated: true },
  ]);
});

test('links and `..` that stay inside are fine, so is a workspace behind a link', async () => {
  const root = await scratch();
  await mkdir(join(root, 'w'));
  await writeFile(join(root, 'w/a.txt'), 'a');
  await symlink('a.txt', join(root, 'w/b.txt'));
  await symlink('w', join(root, 'alias'));
  const paths = ['b.txt', './x/../a.txt', join(root, 'w/a.txt')];
  expect(
    await Promise.all([
      ...paths.map((path) => readWorkspaceFile(join(root, 'w'), path, 9)),
      readWorkspaceFile(join(root, 'alias'), 'b.txt', 9),
    ]),
  ).toEqual(Array(4).fill({ ok: true, text: 'a', truncated: false }));
});

test('what is no file of the workspace is refused with the reason', async () => {
  const root = await scratch();
  await writeFile(join(root, 'a.txt'), 'a');
  const reasons = await Promise.all(
    ['none', 'a.txt/b', '.', '../x', '/etc/passwd', 'a\0b'].map((path) => readWorkspaceFile(root, path, 9)),
  );
  expect(reasons).toEqual(
    [
      'There is no such file.',
      'There is no such file.',
      'The path leads out of the workspace.',
      'There is no such file.',
      'The path leads out of the workspace.',
      'The path holds a NUL character.',
    ].map((reason) => ({ ok: false, reason })),
  );
});

test('any path text is answered, never thrown', async () => {
  const root = await scratch();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (path) => {
      expect((await readWorkspaceFile(root, path, 9)).ok).toBe(false);
    }),
    { numRuns: 50 },
  );
});
