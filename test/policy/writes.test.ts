import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Action, Authorization, Gate, Writes } from '../../src/policy/action.ts';
import { createGate } from '../../src/policy/gate.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { gateBasics } from './gate-basics.ts';

const { signal } = new AbortController();
let workspace = '';
let gate: Gate;

beforeEach(() => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'writes-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  workspace = path.join(root, 'work');
  for (const dir of ['src/deep', 'dst', 'home']) mkdirSync(path.join(workspace, dir), { recursive: true });
  for (const file of ['a', 'b', 'x.log', 'src/one.ts', 'src/two.ts', 'package.json']) writeFileSync(path.join(workspace, file), file);
  symlinkSync('a', path.join(workspace, 'link'));
  symlinkSync('one.ts', path.join(workspace, 'src/link.ts'));
  gate = createGate({
    ...gateBasics(),
    sessionId: 'one',
    workspace,
    access: 'full',
    preset: 'relaxed',
    home: path.join(root, 'home'),
    ownDirs: [],
    ownPrograms: [],
    searchPath: async () => '/usr/local/bin:/usr/bin:/bin',
    bash: () => ({ path: '/bin/bash', major: 5 }),
    store: createMemoryStore(),
    log: () => undefined,
  });
});

const command = (text: string): Action => ({ kind: 'command', tool: 'bash', command: text, cwd: workspace, access: 'full' });

/** Allows it, whoever has to be asked. */
async function allow(action: Action): Promise<Extract<Authorization, { decision: 'allow' }>> {
  let authorization = await gate.authorize(action, { signal });
  if (authorization.decision === 'ask')
    authorization = await gate.authorize(action, { signal, answer: { approvalId: authorization.approval.id, choice: 'allow_once' } });
  if (authorization.decision !== 'allow') throw new Error(`${authorization.decision} ${authorization.verdict.rule}`);
  return authorization;
}

/** What it changes, with the workspace left out of the paths. */
async function writesOf(text: string): Promise<Writes | undefined> {
  const { writes } = await allow(command(text));
  return writes && { ...writes, paths: writes.paths.map((each) => path.relative(workspace, each)).sort() };
}

describe('what an allowed command changes', () => {
  test.each(['ls src', 'cat a | wc -l', 'grep -r x . > /dev/null', 'cat /etc/hostname'])('%s: nothing', async (text) => {
    expect('writes' in (await allow(command(text)))).toBe(false);
  });

  test.each<[string, readonly string[]]>([
    ['echo x > new', ['new']],
    ['echo x >> a; cat a', ['a']],
    ['rm a b', ['a', 'b']],
    ['rm -r src', ['src']],
    ['mv a src/c', ['a', 'src/c']],
    ['touch a new', ['a', 'new']],
    ['mkdir -p made/deep', ['made/deep']],
    // A directory that is there already stays as it is.
    ['mkdir -p src made', ['made']],
    ['chmod +x a', ['a']],
    // On BSD the script would be the name of a copy.
    ["sed -i 's/a/b/' a src/one.ts", ['a', 'src/one.ts', 'src/one.tss/a/b']],
    ["sed -i.bak 's/a/b/' a", ['a', 'a.bak']],
    ['sort -o b a', ['b']],
    ['cat a | tee b src/one.ts', ['b', 'src/one.ts']],
    ['dd if=a of=b', ['b']],
    ['cp a b', ['b']],
    ['cd src && rm one.ts', ['src/one.ts']],
    // Into a directory: what is put there, and nothing else of it.
    ['cp a b dst', ['dst/a', 'dst/b']],
    ['mv a dst', ['a', 'dst/a']],
    ['cp -r src dst', ['dst/src']],
    // A copy of a link may be called like either.
    ['cp link dst', ['dst/a', 'dst/link']],
    // What nobody can tell before it runs: all of it.
    ['cp src/* dst', ['dst', 'dst/*', 'dst/deep', 'dst/one.ts', 'dst/two.ts']],
    ['cp -r src/. dst', ['dst', 'dst/src']],
    ['cp -rT src dst', ['dst', 'dst/src']],
    ['cp --parents src/one.ts dst', ['dst', 'dst/one.ts']],
    // Either a link is written through, or something else is put in its place.
    ['echo x > link', ['a', 'link']],
    ['chmod +x src/*.ts', ['src/*.ts', 'src/link.ts', 'src/one.ts', 'src/two.ts']],
    ['rm link', ['link']],
    ['rm *.log', ['*.log', 'x.log']],
    // A file that configures programs is known as well as any other.
    ['echo x > .npmrc', ['.npmrc']],
  ])('%s: exactly %j', async (text, paths) => {
    expect(await writesOf(text)).toEqual({ paths, complete: true });
  });

  test.each<[string, readonly string[]]>([
    ['npm test > out', ['out']],
    ['./run.sh', []],
    ['cp -b a b', ['b']],
    ['mv --backup=numbered a b', ['a', 'b']],
    ['split -l 1 a part', ['partaa']],
    ['tar -xf a.tar -C src', ['src']],
    ['git commit -m x', []],
    ['curl -o out https://example.com/', ['out']],
    ['echo x > $(date)', []],
    ['mv src/deep old && echo x > old/y', ['old', 'old/y', 'src/deep']],
    ['rm a; npm install', ['a']],
  ])('%s: no more is known than %j', async (text, paths) => {
    writeFileSync(path.join(workspace, 'run.sh'), '', { mode: 0o755 });
    const writes = await writesOf(text);
    expect(writes?.complete).toBe(false);
    expect(writes?.paths).toEqual(expect.arrayContaining([...paths]));
  });

  test('a program of the workspace that is called like a known one proves nothing', async () => {
    writeFileSync(path.join(workspace, 'rm'), '', { mode: 0o755 });
    expect(await writesOf('./rm a')).toEqual({ paths: ['a'], complete: false });
  });

  test('what a file with more than one name writes is said all the same', async () => {
    linkSync(path.join(workspace, 'a'), path.join(workspace, 'other'));
    expect(await writesOf('echo x > other')).toEqual({ paths: ['other'], complete: true });
  });
});

describe('what the tools of agents change', () => {
  const of = (action: Partial<Action>): Action => ({ tool: 'tool', cwd: workspace, access: 'full', ...action }) as Action;

  test.each<[string, Partial<Action>, readonly string[] | undefined]>([
    ['a write', { kind: 'path', use: 'write', path: 'src/new.ts', text: 'x' }, ['src/new.ts']],
    ['a write through a link', { kind: 'path', use: 'write', path: 'link', text: 'x' }, ['a', 'link']],
    ['a read', { kind: 'path', use: 'read', path: 'a' }, undefined],
    ['a fetch', { kind: 'fetch', url: 'https://example.com/' }, undefined],
    ['a child', { kind: 'delegate', agent: 'claude', objective: 'x' }, undefined],
  ])('%s', async (_, action, paths) => {
    const { writes } = await allow(of(action));
    const relative = writes && { ...writes, paths: writes.paths.map((each) => path.relative(workspace, each)).sort() };
    expect(relative).toEqual(paths && { paths, complete: true });
  });

  test('a directory that is written is known by its name alone', async () => {
    expect((await allow(of({ kind: 'path', use: 'write', path: 'src', text: 'x' }))).writes).toEqual({
      paths: [path.join(workspace, 'src')],
      complete: false,
    });
  });
});
