import { spawnSync } from 'node:child_process';
import { mkdir, open, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDefinitions } from '../../src/agents/definitions/definitions.ts';
import { fingerprintOf } from '../../src/policy/rules/trust.ts';
import { scratch } from '../shell/process/fixture.ts';

const SECRET = 'the key of a person';
const GOOD = '---\nname: good\n---\nLook.\n';

/** A workspace whose agents are none; whoever wrote it had every file outside trusted. */
async function hostile(): Promise<string> {
  const dir = await realpath(await scratch());
  const root = join(dir, 'w');
  const agents = join(root, '.claude/agents');
  await mkdir(agents, { recursive: true });
  await mkdir(join(root, '.bailiwick'));
  await mkdir(join(dir, 'elsewhere'));
  await writeFile(join(dir, 'elsewhere/good.md'), GOOD);
  await writeFile(join(dir, 'id_rsa'), SECRET);
  await writeFile(join(root, '.env'), `---\nname: env\n---\n${SECRET}`);
  await symlink(join(dir, 'elsewhere/good.md'), join(agents, 'link.md'));
  await symlink(join(dir, 'id_rsa'), join(agents, 'key.md'));
  await symlink('/dev/zero', join(agents, 'device.md'));
  await symlink('../../.env', join(agents, 'env.md'));
  await symlink('loop.md', join(agents, 'loop.md'));
  await mkdir(join(agents, 'directory.md'));
  spawnSync('mkfifo', [join(agents, 'fifo.md')]);
  const sparse = await open(join(agents, 'sparse.md'), 'w');
  await sparse.write(GOOD);
  await sparse.truncate(10 * 1024 ** 3);
  await sparse.close();
  // All of a directory that lies elsewhere.
  await symlink(join(dir, 'elsewhere'), join(root, '.bailiwick/agents'));
  return root;
}

test('links, devices, FIFOs, secrets and files without end are told, read no further than 64 KiB, and never used', async () => {
  const root = await hostile();
  const before = process.memoryUsage.rss();
  const trusted = new Map([[join(root, '../elsewhere/good.md'), { sha256: fingerprintOf(new TextEncoder().encode(GOOD)), at: '' }]]);
  const list = await createDefinitions({ workspace: root, trusted: () => trusted, known: () => false }).list();
  expect(list.map(({ name, state, why, definition }) => [name, state, why, definition])).toEqual([
    ['device', 'unreadable', 'The path leads out of the workspace.', undefined],
    ['directory', 'unreadable', 'It is not a regular file.', undefined],
    ['env', 'unreadable', 'The name says that the file holds a secret.', undefined],
    ['fifo', 'unreadable', 'It is not a regular file.', undefined],
    ['key', 'unreadable', 'The path leads out of the workspace.', undefined],
    ['link', 'unreadable', 'The path leads out of the workspace.', undefined],
    ['loop', 'unreadable', 'It can not be read (ELOOP).', undefined],
    ['sparse', 'unreadable', 'It is larger than 65536 bytes.', undefined],
  ]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(50 * 1024 * 1024);
});

test('at most a hundred files of a directory are looked at', async () => {
  const root = await realpath(await scratch());
  await mkdir(join(root, '.codex/agents'), { recursive: true });
  await Promise.all(Array.from({ length: 150 }, (_, i) => writeFile(join(root, `.codex/agents/a${i}.toml`), '')));
  const list = await createDefinitions({ workspace: root, trusted: () => new Map(), known: () => false }).list();
  expect(list.length).toBe(100);
});

test('texts made to keep a reader busy do not', async () => {
  const root = await realpath(await scratch());
  await mkdir(join(root, '.codex/agents'), { recursive: true });
  await mkdir(join(root, '.claude/agents'), { recursive: true });
  const nasty = [
    '"'.repeat(60_000),
    '\\"'.repeat(30_000),
    '""a'.repeat(20_000),
    "'".repeat(60_000),
    '[ '.repeat(30_000),
    ' '.repeat(60_000),
  ];
  for (const [at, text] of nasty.entries()) {
    await writeFile(join(root, `.codex/agents/b${at}.toml`), `description = """${text}`);
    await writeFile(join(root, `.codex/agents/c${at}.toml`), `description = ${text}`);
    await writeFile(join(root, `.claude/agents/d${at}.md`), `---\ndescription: "${text}\n---\n`);
    await writeFile(join(root, `.claude/agents/e${at}.md`), `---\n${`${text.slice(0, 20)}\n`.repeat(3_000)}---\n`);
  }
  const begun = performance.now();
  const list = await createDefinitions({ workspace: root, trusted: () => new Map(), known: () => false }).list();
  expect(list.length).toBe(24);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
