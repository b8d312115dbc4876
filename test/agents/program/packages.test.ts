import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packagesOf } from '../../../src/agents/program/packages.ts';
import { link, put, scratchDir } from './installed.ts';

/** Takes files by path; returns the packages of `program`, seen from their directory. */
function packages(program: string, files: Readonly<Record<string, string | object>>, script = true): readonly string[] {
  const dir = scratchDir();
  put(dir, files);
  return packagesOf(join(dir, program), script).map((one) => one.slice(dir.length + 1));
}

const manifest = (name: string, ...needs: readonly string[]) => ({
  name,
  dependencies: Object.fromEntries(needs.map((need) => [need, '*'])),
});

test('a package with what it needs: beside it, below it, in a scope, in a circle, and what these need', () => {
  const found = packages('node_modules/@scope/agent/bin/cli.js', {
    'node_modules/@scope/agent/package.json': manifest('@scope/agent', 'hoisted', '@scope/other', 'nested'),
    'node_modules/@scope/agent/node_modules/nested/package.json': manifest('nested', 'deep'),
    'node_modules/@scope/other/package.json': manifest('@scope/other', '@scope/agent', 'toString'),
    'node_modules/toString/package.json': manifest('toString'),
    'node_modules/hoisted/package.json': manifest('hoisted', 'hoisted'),
    'node_modules/deep/package.json': manifest('deep'),
    'node_modules/nested/package.json': manifest('nested'),
    'node_modules/stranger/package.json': manifest('stranger'),
  });
  expect(found).toEqual(['@scope/agent', '@scope/other', 'deep', 'hoisted', 'toString'].map((name) => `node_modules/${name}`));
});

test('a name that goes on where another ends is not inside it', () => {
  const found = packages('node_modules/a/cli.js', {
    'node_modules/a/package.json': manifest('a', 'a-b', 'x'),
    'node_modules/a/node_modules/x/package.json': manifest('x'),
    'node_modules/a-b/package.json': manifest('a-b'),
  });
  expect(found).toEqual(['node_modules/a-b', 'node_modules/a']);
});

test('what may be missing is taken when it is there', () => {
  const agent = {
    name: 'a',
    dependencies: { both: '1' },
    optionalDependencies: { both: '1', opt: '1', gone: '1' },
    peerDependencies: { peer: '1', no: '1' },
  };
  const found = packages('node_modules/a/cli.js', {
    'node_modules/a/package.json': agent,
    'node_modules/opt/package.json': manifest('opt'),
    'node_modules/peer/package.json': manifest('peer'),
  });
  expect(found).toEqual(['node_modules/a', 'node_modules/opt', 'node_modules/peer']);
});

test('a package that is a link is where it leads to, and finds its own needs there', () => {
  const dir = scratchDir();
  put(dir, {
    'node_modules/a/package.json': manifest('a', 'linked'),
    'store/linked/package.json': manifest('linked', 'own'),
    'store/node_modules/own/package.json': manifest('own'),
  });
  link('../store/linked', join(dir, 'node_modules/linked'));
  expect(packagesOf(join(dir, 'node_modules/a/cli.js'), true)).toEqual(
    ['node_modules/a', 'store/linked', 'store/node_modules/own'].map((name) => join(dir, name)),
  );
});

test.each([
  ['its program is named by it', { name: 'a', bin: { a: './bin/cli' } }, false, ['tool']],
  ['its one program is named by it', { name: 'a', bin: 'bin/cli' }, false, ['tool']],
  ['a script has one above it', { name: 'a' }, true, ['tool']],
  ['a program that nothing names has none', { name: 'a' }, false, []],
  ['one without a name is only a setting', { type: 'module' }, true, []],
])('outside node_modules: %s', (_, description, script, expected) => {
  expect(packages('tool/bin/cli', { 'tool/package.json': description, 'tool/bin/cli': '' }, script)).toEqual(expected);
});

test.each([
  [{ name: 'a', dependencies: { gone: '1' } }, /a needs the package gone, which is not installed\. Install the agent again\.$/],
  [{ name: 'a', dependencies: { '../../..': '1' } }, /odd name \.\.\/\.\.\/\.\./],
  [{ name: 'a', optionalDependencies: { '..': '1' } }, /odd name \.\./],
  [{ name: 'a', dependencies: ['x'] }, /can not be read as the description of a package/],
  ['{', /can not be read as the description of a package/],
])('%j is an error that says what is wrong', (description, message) => {
  expect(() => packages('node_modules/a/cli.js', { 'node_modules/a/package.json': description })).toThrow(message);
});
