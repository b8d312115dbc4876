import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ClosureFile, closureOf } from '../../../src/agents/program/closure.ts';
import { identityOf, stampOf } from '../../../src/agents/program/executable.ts';
import { installed, link, put, scratchDir } from './installed.ts';

const NOWHERE = () => undefined;
const around = (bin: string) => ({ searchPath: bin, writable: NOWHERE });
const HEX = expect.stringMatching(/^[0-9a-f]{64}$/);

const names = (files: readonly ClosureFile[]): readonly unknown[] =>
  files.map(({ name, link: to }) => (to === undefined ? name : [name, ...to]));

test('all that is executed is listed by where it lies beside the agent', async () => {
  const dir = scratchDir();
  const { bin, executable } = installed(dir);
  put(dir, { 'lib/node_modules/agent/own/ä b': '', 'elsewhere/data': 'x' });
  link('../needed', join(dir, 'lib/node_modules/agent/inside'));
  link('/no/such', join(dir, 'lib/node_modules/agent/nothing'));
  link(join(dir, 'elsewhere/data'), join(dir, 'lib/node_modules/agent/outside'));
  const files = await closureOf(executable, around(bin));
  expect(names(files)).toEqual([
    '#!true',
    'agent/cli.js',
    ['agent/inside', '../needed', 'needed'],
    ['agent/nothing', '/no/such', ''],
    ['agent/outside', join(dir, 'elsewhere/data'), '../../elsewhere/data'],
    'agent/outside/',
    'agent/own/ä b',
    'agent/package.json',
    'needed/lib/deep/index.js',
    'needed/package.json',
  ]);
  expect(await identityOf({ executable }, around(bin))).toEqual({ digest: HEX, stamp: HEX, files: 10, bytes: expect.any(Number) });
});

test('a program without a package is itself alone', async () => {
  const dir = scratchDir();
  put(dir, { program: 'native', other: '' });
  expect(await closureOf(join(dir, 'program'), around('/usr/bin'))).toEqual([{ name: 'program', file: join(dir, 'program') }]);
  expect(await identityOf({ executable: join(dir, 'program') }, around('/usr/bin'))).toEqual({
    digest: HEX,
    stamp: HEX,
    files: 1,
    bytes: 6,
  });
});

test('the same installed elsewhere has the digest and another stamp', async () => {
  const dir = scratchDir();
  const { bin, executable } = installed(join(dir, 'one'));
  cpSync(join(dir, 'one'), join(dir, 'two/deep'), { recursive: true, verbatimSymlinks: true });
  const [one, two] = [await identityOf({ executable }, around(bin)), await identityOf(installedAt(join(dir, 'two/deep')), around(bin))];
  expect([one.digest === two.digest, one.stamp === two.stamp]).toEqual([true, false]);
});

function relink(target: string, at: string): void {
  rmSync(at);
  link(target, at);
}

const installedAt = (dir: string) => ({ executable: join(dir, 'lib/node_modules/agent/cli.js') });

test.each<[string, (dir: string) => void]>([
  ['a longer file', (dir) => appendFileSync(join(dir, 'lib/node_modules/needed/package.json'), ' ')],
  ['a new file', (dir) => put(dir, { 'lib/node_modules/agent/new.js': '' })],
  ['one that is gone', (dir) => rmSync(join(dir, 'lib/node_modules/needed/lib/deep/index.js'))],
  ['another name', (dir) => renameSync(join(dir, 'lib/node_modules/needed/lib'), join(dir, 'lib/node_modules/needed/lob'))],
  ['another mode', (dir) => chmodSync(join(dir, 'lib/node_modules/agent/cli.js'), 0o775)],
  ['a new link', (dir) => void link('../needed', join(dir, 'lib/node_modules/agent/other'))],
  ['a link that leads elsewhere', (dir) => relink('lib/node_modules/needed/lib', join(dir, 'at'))],
  ['a need that was not there', (dir) => put(dir, { 'node_modules/maybe/package.json': {} })],
  ['another interpreter', (dir) => relink('/bin/false', join(dir, 'bin/node'))],
])('%s is another digest and another stamp', async (_, change) => {
  const dir = scratchDir();
  const { bin, executable } = installed(dir);
  put(dir, {
    'lib/node_modules/agent/package.json': { name: 'agent', dependencies: { needed: '1' }, optionalDependencies: { maybe: '1' } },
  });
  // A link to a link: its own text stays the same.
  link('lib/node_modules/agent', join(dir, 'at'));
  link('../../../at', join(dir, 'lib/node_modules/needed/through'));
  const open = { searchPath: bin, writable: NOWHERE };
  const before = await identityOf({ executable }, open);
  expect(await stampOf({ executable }, open)).toBe(before.stamp);
  change(dir);
  const after = await identityOf({ executable }, open);
  expect([after.digest === before.digest, after.stamp === before.stamp]).toEqual([false, false]);
});

test('contents that are told apart by names alone are told apart', async () => {
  const dir = scratchDir();
  const digests = ['ab', 'ba'].map(async (order, index) => {
    const root = join(dir, String(index));
    put(root, { 'node_modules/p/package.json': { name: 'p' }, 'node_modules/p/x': 'x', [`node_modules/p/${order}`]: '' });
    return (await identityOf({ executable: join(root, 'node_modules/p/x') }, around('/usr/bin'))).digest;
  });
  expect(new Set(await Promise.all(digests)).size).toBe(2);
});

test.each<[string, (dir: string) => void, RegExp]>([
  [
    'a pipe',
    (dir) => void spawnSync('mkfifo', [join(dir, 'lib/node_modules/agent/pipe')]),
    /agent\/pipe is neither a file nor a directory\. Install/,
  ],
  [
    'a link out of it to a directory',
    (dir) => void link('/usr', join(dir, 'lib/node_modules/agent/usr')),
    /agent\/usr leads out of what was installed, to \/usr\./,
  ],
  ['a need that is missing', (dir) => rmSync(join(dir, 'lib/node_modules/needed'), { recursive: true }), /needs the package needed/],
  [
    'a program that is gone',
    (dir) => rmSync(join(dir, 'lib/node_modules/agent/cli.js')),
    /can not be read: ENOENT.*Make it readable for yourself\.$/,
  ],
])('%s is an error that says so', async (_, change, message) => {
  const dir = scratchDir();
  const { bin, executable } = installed(dir);
  change(dir);
  await expect(identityOf({ executable }, around(bin))).rejects.toThrow(message);
  await expect(stampOf({ executable }, around(bin))).rejects.toThrow(message);
});

test.runIf(process.getuid?.() !== 0)('a file that may not be read is an error', async () => {
  const { bin, executable, dependency } = installed(scratchDir());
  chmodSync(dependency, 0);
  await expect(identityOf({ executable }, around(bin))).rejects.toThrow(/can not be read: EACCES/);
});

test('too many files are an error, and no digest of fewer', async () => {
  const { bin, executable } = installed(scratchDir());
  await expect(closureOf(executable, around(bin), 3)).rejects.toThrow(
    /agent holds more than 3 files\. Install the agent in a directory of its own\.$/,
  );
});

test('one that changes while it is read has no identity', async () => {
  const dir = scratchDir();
  const { bin, executable, dependency } = installed(dir);
  // Long enough for others to get their turn.
  put(dir, { 'lib/node_modules/agent/big': 'x'.repeat(8_000_000) });
  const reading = identityOf({ executable }, around(bin));
  setImmediate(() => writeFileSync(dependency, 'DEEP'));
  await expect(reading).rejects.toThrow(/was changed while it was read\. Try again when nothing installs the agent\.$/);
});

test('a change of the times alone is another stamp and the same digest', async () => {
  const { bin, executable, dependency } = installed(scratchDir());
  const before = await identityOf({ executable }, around(bin));
  utimesSync(dependency, 1, 1);
  const after = await identityOf({ executable }, around(bin));
  expect([after.digest === before.digest, after.stamp === before.stamp]).toEqual([true, false]);
});
