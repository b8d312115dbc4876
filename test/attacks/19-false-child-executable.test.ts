import { chmodSync, cpSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf, stampOf } from '../../src/agents/program/executable.ts';
import { createAgentFinder, type Found } from '../../src/agents/program/find-agent.ts';
import { writableAt } from '../../src/agents/program/program-place.ts';
import { ENTRY, elsewhere, finderDeps, installed, link, put, SCRIPT, scratchDir } from '../agents/program/installed.ts';

/** A workspace with an agent that a repository has brought along, and a directory of installed programs. */
function machine() {
  const dir = elsewhere();
  const workspace = join(dir, 'work');
  const planted = join(workspace, 'node_modules/.bin');
  put(workspace, {
    'node_modules/evil/package.json': { name: 'evil', bin: { agent: 'cli.js' } },
    'node_modules/evil/cli.js': SCRIPT,
    tool: 'native',
  });
  link('../evil/cli.js', join(planted, 'agent'));
  return { dir, workspace, planted, own: installed(join(dir, 'own')), other: installed(join(dir, 'other')) };
}

const INSTALL = 'Install agent elsewhere (npm install -g agent), or name its program in the settings.';
const because = (file: string, where: string): string =>
  `${file} lies ${where}: anybody who works there could have put it there. ${INSTALL}`;

describe('an agent from the workspace is not started', () => {
  test('when PATH has its node_modules/.bin first, nor is the next one taken in silence', () => {
    const { workspace, planted, own } = machine();
    const found = createAgentFinder(finderDeps(workspace, `${planted}:${own.bin}`))(ENTRY);
    const path = join(planted, 'agent');
    expect(found).toEqual({ kind: 'refused', path, why: because(path, `in the workspace ${workspace}`) });
  });

  test('when the settings name it', () => {
    const { workspace, planted, own } = machine();
    const path = join(planted, 'agent');
    const found = createAgentFinder(finderDeps(workspace, own.bin, { configured: { agent: path } }))(ENTRY);
    expect(found).toEqual({ kind: 'refused', path, why: because(path, `in the workspace ${workspace}`) });
  });

  test.each<[string, (m: ReturnType<typeof machine>) => string, string]>([
    ['a link outside', ({ workspace, dir }) => link(join(workspace, 'tool'), join(dir, 'bin/agent')), 'tool'],
    ['a link to a link', ({ planted, dir }) => link(join(planted, 'agent'), join(dir, 'bin/agent')), 'node_modules/.bin/agent'],
    [
      'a link that comes back out of it',
      ({ workspace, dir }) => link(link('/bin/true', join(workspace, 'back')), join(dir, 'bin/agent')),
      'back',
    ],
    [
      'a directory that is a link',
      ({ planted, dir }) => {
        link(planted, join(dir, 'bin'));
        return join(dir, 'bin/agent');
      },
      'node_modules/.bin/agent',
    ],
  ])('through %s', (_, make, seen) => {
    const m = machine();
    const path = make(m);
    link('/bin/true', join(m.own.bin, 'unused'));
    const found = createAgentFinder(finderDeps(m.workspace, `${join(m.dir, 'bin')}:${m.own.bin}`))(ENTRY);
    expect(found).toEqual({ kind: 'refused', path, why: because(join(m.workspace, seen), `in the workspace ${m.workspace}`) });
  });

  test('when only a package that it needs lies there', () => {
    const { workspace, dir, own } = machine();
    cpSync(join(dir, 'own/lib/node_modules/needed'), join(workspace, 'needed'), { recursive: true });
    rmSync(join(dir, 'own/lib/node_modules/needed'), { recursive: true });
    link(join(workspace, 'needed'), join(dir, 'own/lib/node_modules/needed'));
    const found = createAgentFinder(finderDeps(workspace, own.bin))(ENTRY);
    expect(found).toMatchObject({ kind: 'refused', why: because(join(workspace, 'needed'), `in the workspace ${workspace}`) });
  });

  test('when only its interpreter lies there', () => {
    const { workspace, own } = machine();
    put(workspace, { 'bin/node': 'native' });
    const found = createAgentFinder(finderDeps(workspace, `${join(workspace, 'bin')}:${own.bin}`))(ENTRY);
    expect(found).toMatchObject({ kind: 'refused', why: because(join(workspace, 'bin/node'), `in the workspace ${workspace}`) });
  });

  test('when a file of its package is a link into it', async () => {
    const { workspace, dir, own } = machine();
    const at = link(join(workspace, 'tool'), join(dir, 'own/lib/node_modules/needed/lib/other.js'));
    const around = { searchPath: own.bin, writable: writableAt({ workspaces: [workspace], home: dir, ownDirs: [] }) };
    const message = `${at} leads to ${join(workspace, 'tool')}, which lies in the workspace ${workspace}. Install the agent again.`;
    await expect(identityOf(own, around)).rejects.toThrow(message);
    await expect(stampOf(own, around)).rejects.toThrow(message);
  });
});

describe('nor is one from where children write', () => {
  test.each(['state/tasks/t1/private', 'state'])('in our own %s', (name) => {
    const { workspace, dir } = machine();
    const { bin } = installed(join(dir, name));
    const found = createAgentFinder(finderDeps(workspace, bin, { ownDirs: [join(dir, 'state')] }))(ENTRY);
    expect(found).toMatchObject({ kind: 'refused', why: because(join(bin, 'agent'), 'where programs keep what they have made') });
  });

  test("in everybody's scratch", () => {
    const { workspace } = machine();
    const { bin } = installed(scratchDir());
    const found = createAgentFinder(finderDeps(workspace, bin))(ENTRY);
    expect(found).toMatchObject({ kind: 'refused', why: because(join(bin, 'agent'), 'where programs keep what they have made') });
  });

  test('in another workspace of the same server', () => {
    const { workspace, dir, own } = machine();
    const found = createAgentFinder(finderDeps(workspace, own.bin, { workspaces: [workspace, join(dir, 'own')] }))(ENTRY);
    expect(found).toMatchObject({ kind: 'refused', why: because(join(own.bin, 'agent'), `in the workspace ${join(dir, 'own')}`) });
  });
});

test.each(['.', '', './', 'node_modules/.bin', '../work/node_modules/.bin'])(
  'an entry %j of PATH means the working directory and does not count',
  (entry) => {
    const { workspace, own } = machine();
    const before = process.cwd();
    process.chdir(workspace);
    try {
      const find = (path: string): Found => createAgentFinder(finderDeps(workspace, path))(ENTRY);
      expect(find(`${entry}:${own.bin}`)).toMatchObject({ kind: 'found', agent: { path: join(own.bin, 'agent') } });
      expect(find(entry)).toEqual({ kind: 'absent' });
    } finally {
      process.chdir(before);
    }
  },
);

test.each([
  ['bin', 0o777],
  ['lib/node_modules', 0o777],
  ['lib/node_modules/agent/cli.js', 0o757],
  ['lib/node_modules/needed', 0o777],
])('an agent whose %s everybody can write (mode %o) is not started', (name, mode) => {
  const { workspace, dir, own } = machine();
  const at = join(dir, 'own', name);
  chmodSync(at, mode);
  const found = createAgentFinder(finderDeps(workspace, own.bin))(ENTRY);
  expect(found).toMatchObject({ kind: 'refused', why: `${at} can be written by every user; \`chmod o-w\` ends that. ${INSTALL}` });
});

describe('what was put in the place of something else is noticed', () => {
  /** Other content of the same length, with the old times. */
  function swap(file: string): void {
    const { size, atime, mtime } = statSync(file);
    writeFileSync(file, Buffer.alloc(size, '/'));
    utimesSync(file, atime, mtime);
    expect(statSync(file)).toMatchObject({ size, mtime });
  }

  test.each<[string, (own: ReturnType<typeof installed>) => string]>([
    ['a file deep in a package that it needs', ({ dependency }) => dependency],
    ['the description of its package', ({ executable }) => join(executable, '../extra.json')],
  ])('%s', async (_, which) => {
    const { dir, own } = machine();
    put(join(dir, 'own/lib/node_modules/agent'), { 'extra.json': '{}' });
    const around = { searchPath: own.bin, writable: writableAt({ workspaces: [], home: dir, ownDirs: [] }) };
    const before = await identityOf(own, around);
    swap(which(own));
    const after = await identityOf(own, around);
    expect({ ...after, digest: '', stamp: '' }).toEqual({ ...before, digest: '', stamp: '' });
    expect([after.digest === before.digest, after.stamp === before.stamp]).toEqual([false, false]);
  });

  test('a program without a package', async () => {
    const dir = elsewhere();
    put(dir, { agent: 'native code' });
    const around = { searchPath: '/usr/bin', writable: () => undefined };
    const before = await identityOf({ executable: join(dir, 'agent') }, around);
    swap(join(dir, 'agent'));
    const after = await identityOf({ executable: join(dir, 'agent') }, around);
    expect([after.digest === before.digest, after.stamp === before.stamp]).toEqual([false, false]);
  });

  test('a package that was not there, and comes before the one that was', async () => {
    const { dir, own } = machine();
    const around = { searchPath: own.bin, writable: () => undefined };
    const before = await identityOf(own, around);
    mkdirSync(join(dir, 'own/lib/node_modules/agent/node_modules'));
    cpSync(join(dir, 'own/lib/node_modules/needed'), join(dir, 'own/lib/node_modules/agent/node_modules/needed'), { recursive: true });
    const after = await identityOf(own, around);
    expect([after.digest === before.digest, after.stamp === before.stamp]).toEqual([false, false]);
  });
});
