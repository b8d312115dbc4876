import { spawnSync } from 'node:child_process';
import { mkdir, open, rename, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWorkspaceFile } from '../../src/shell/workspace-file.ts';
import { openGate, scene } from '../agents/briefing/fixture.ts';
import { scratch } from '../shell/process/fixture.ts';

const SECRET = 'the key of a person';
const CAP = 65_536;

async function hostileWorkspace(): Promise<string> {
  const dir = await scratch();
  const root = join(dir, 'w');
  await mkdir(join(root, 'sub'), { recursive: true });
  await mkdir(join(dir, 'home/.ssh'), { recursive: true });
  await writeFile(join(dir, 'home/.ssh/id_rsa'), SECRET);
  await writeFile(join(dir, 'w-neighbour.md'), SECRET);
  await writeFile(join(root, '.env'), SECRET);
  await writeFile(join(root, 'server.pem'), SECRET);
  await symlink(join(dir, 'home/.ssh/id_rsa'), join(root, 'CLAUDE.md'));
  await symlink(join(dir, 'home/.ssh'), join(root, 'docs'));
  await symlink('../../home/.ssh/id_rsa', join(root, 'sub/relative.md'));
  await symlink('.env', join(root, 'innocent.md'));
  await symlink('/dev/zero', join(root, 'AGENTS.md'));
  await symlink('/proc/self/environ', join(root, 'environ.md'));
  await symlink('loop.md', join(root, 'loop.md'));
  spawnSync('mkfifo', [join(root, 'fifo.md')]);
  return root;
}

test.each([
  ['a link to a key', 'CLAUDE.md', 'The path leads out of the workspace.'],
  ['a path through a linked directory', 'docs/id_rsa', 'The path leads out of the workspace.'],
  ['a relative link', 'sub/relative.md', 'The path leads out of the workspace.'],
  ['a neighbour that shares the name of the workspace', '../w-neighbour.md', 'The path leads out of the workspace.'],
  ['a device that never ends', 'AGENTS.md', 'The path leads out of the workspace.'],
  ['our own environment', 'environ.md', 'The path leads out of the workspace.'],
  ['a FIFO that nobody writes', 'fifo.md', 'It is not a regular file.'],
  ['a directory', 'sub', 'It is not a regular file.'],
  ['a link to itself', 'loop.md', 'It can not be read (ELOOP).'],
  ['a secret', '.env', 'The name says that the file holds a secret.'],
  ['a secret by its ending', 'server.pem', 'The name says that the file holds a secret.'],
  ['a harmless name for a secret', 'innocent.md', 'The name says that the file holds a secret.'],
])('%s', async (_, path, reason) => {
  expect(await readWorkspaceFile(await hostileWorkspace(), path, CAP)).toEqual({ ok: false, reason });
});

test('a sparse file of 10 GB costs no more than the cap', async () => {
  const root = await hostileWorkspace();
  const file = await open(join(root, 'GEMINI.md'), 'w');
  await file.truncate(10 * 1024 ** 3);
  await file.close();
  const before = process.memoryUsage().rss;
  const read = await readWorkspaceFile(root, 'GEMINI.md', CAP);
  expect(read).toEqual({ ok: true, text: '\0'.repeat(CAP), truncated: true });
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
});

test('a file that is swapped for a link again and again never gives the secret', async () => {
  const root = await hostileWorkspace();
  const [target, spare] = [join(root, 'swap.md'), join(root, 'spare')];
  let over = false;
  const swapping = (async () => {
    while (!over) {
      await writeFile(spare, 'harmless');
      await rename(spare, target);
      await symlink('../home/.ssh/id_rsa', spare);
      await rename(spare, target);
    }
    await unlink(target);
  })();
  const texts = new Set<string>();
  for (let round = 0; round < 400; round += 1) {
    const read = await readWorkspaceFile(root, 'swap.md', CAP);
    texts.add(read.ok ? read.text : 'refused');
  }
  over = true;
  await swapping;
  expect([...texts].filter((text) => !['harmless', '', 'refused'].includes(text))).toEqual([]);
});

const OUT = 'The path leads out of the workspace.';

test.each([
  ['a link to a key', 'CLAUDE.md', OUT],
  ['a path through a linked directory', 'docs/id_rsa', OUT],
  ['a device that never ends', 'AGENTS.md', OUT],
  ['our own environment', 'environ.md', OUT],
  ['a FIFO that nobody writes', 'fifo.md', 'It is not a regular file.'],
  ['a secret', '.env', 'The name says that the file holds a secret.'],
  ['a harmless name for a secret', 'innocent.md', 'The name says that the file holds a secret.'],
  ['a sparse file of 10 GB', 'sparse.md', 'It is a binary file.'],
])('as evidence: %s, also when the gate lets it through', async (_, path, why) => {
  const root = await hostileWorkspace();
  const file = await open(join(root, 'sparse.md'), 'w');
  await file.truncate(10 * 1024 ** 3);
  await file.close();
  const before = process.memoryUsage().rss;
  const { brief } = await scene(root);
  expect(await brief([`file:${path}`])).toEqual({ ok: false, problem: `evidence_refs[0] "file:${path}": ${why}` });
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
});

test("as the project's words: a link to a key, a device, a FIFO and a sparse file are left out", async () => {
  const root = await hostileWorkspace();
  spawnSync('mkfifo', [join(root, 'sub/AGENTS.md')]);
  const file = await open(join(root, 'sub/CLAUDE.md'), 'w');
  await file.truncate(10 * 1024 ** 3);
  await file.close();
  const { brief } = await scene(root);
  const { gate, asked } = openGate();
  const briefing = await brief([], { cwd: join(root, 'sub') }, gate);
  const text = briefing.ok ? briefing.text.replaceAll(/-[0-9a-f]{16}/g, '') : '';
  expect(
    text
      .split('<project')
      .slice(1)
      .map((part) => part.split('\n</project')[0]),
  ).toEqual([
    ` of="AGENTS.md" note="left out: ${OUT}">\n`,
    ` of="CLAUDE.md" note="left out: ${OUT}">\n`,
    ' of="sub/AGENTS.md" note="left out: It is not a regular file.">\n',
    ' of="sub/CLAUDE.md" note="left out: It is a binary file.">\n',
  ]);
  expect(JSON.stringify(briefing)).not.toContain(SECRET);
  // Behind a link the gate sees where it leads, too.
  expect(asked.flatMap((action) => (action.kind === 'path' ? [action.path] : []))).toEqual([
    join(root, 'AGENTS.md'),
    '/dev/zero',
    join(root, 'CLAUDE.md'),
    join(root, '../home/.ssh/id_rsa'),
    join(root, 'sub/AGENTS.md'),
    join(root, 'sub/CLAUDE.md'),
  ]);
});
