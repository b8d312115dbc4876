import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAgentFinder } from '../../../src/agents/program/find-agent.ts';
import { ENTRY, elsewhere, finderDeps, installed, link, put, SCRIPT } from './installed.ts';

const WORKSPACE = '/work-of-nobody';

test('the first on PATH is found, with the file that it leads to', () => {
  const dir = elsewhere();
  const { bin, executable } = installed(join(dir, 'one'));
  const second = installed(join(dir, 'two'));
  const find = createAgentFinder(finderDeps(WORKSPACE, `/no/such:${bin}:${second.bin}`));
  expect(find(ENTRY)).toEqual({ kind: 'found', agent: { id: 'agent', path: join(bin, 'agent'), executable } });
  expect(find({ ...ENTRY, program: 'other' })).toEqual({ kind: 'absent' });
});

test('a program of its own needs no package', () => {
  const find = createAgentFinder(finderDeps(WORKSPACE, '/usr/bin:/bin'));
  expect(find({ ...ENTRY, program: 'true' })).toMatchObject({ kind: 'found', agent: { path: expect.stringMatching(/\/bin\/true$/) } });
});

test('what the settings name goes before PATH, for that agent alone', () => {
  const dir = elsewhere();
  const [one, two] = [installed(join(dir, 'one')), installed(join(dir, 'two'))];
  const find = createAgentFinder(finderDeps(WORKSPACE, one.bin, { configured: { agent: join(two.bin, 'agent') } }));
  expect(find(ENTRY)).toMatchObject({ kind: 'found', agent: { executable: two.executable } });
  expect(find({ ...ENTRY, id: 'other' })).toMatchObject({ kind: 'found', agent: { executable: one.executable } });
  expect(find({ ...ENTRY, id: 'constructor', program: 'none' })).toEqual({ kind: 'absent' });
});

test.each([
  ['agent', '"agent" in the settings is not an absolute path. Give the whole path of the program.'],
  ['./agent', '"./agent" in the settings is not an absolute path. Give the whole path of the program.'],
  ['/no/such', '"/no/such" in the settings is not a program that can be executed. Give the whole path of one.'],
  ['/etc/passwd', '"/etc/passwd" in the settings is not a program that can be executed. Give the whole path of one.'],
])('settings that name %s are refused, and PATH does not take their place', (path, why) => {
  const { bin } = installed(elsewhere());
  expect(createAgentFinder(finderDeps(WORKSPACE, bin, { configured: { agent: path } }))(ENTRY)).toEqual({ kind: 'refused', path, why });
});

test('a package that is not whole is refused with what to do', () => {
  const dir = elsewhere();
  const { bin } = installed(dir);
  rmSync(join(dir, 'lib/node_modules/needed'), { recursive: true });
  expect(createAgentFinder(finderDeps(WORKSPACE, bin))(ENTRY)).toEqual({
    kind: 'refused',
    path: join(bin, 'agent'),
    why: `${dir}/lib/node_modules/agent needs the package needed, which is not installed. Install the agent again.`,
  });
});

test('what is found and can not be looked at is refused', () => {
  const dir = elsewhere();
  put(dir, { 'bin/agent': SCRIPT, 'package.json': '{' });
  expect(createAgentFinder(finderDeps(WORKSPACE, join(dir, 'bin')))(ENTRY)).toMatchObject({
    kind: 'refused',
    path: join(dir, 'bin/agent'),
  });
});

test('one that is no program, or is a link to nothing, is not there', () => {
  const dir = elsewhere();
  put(dir, { 'plain/agent': SCRIPT });
  chmodSync(join(dir, 'plain/agent'), 0o644);
  link('/no/such', join(dir, 'dangling/agent'));
  expect(createAgentFinder(finderDeps(WORKSPACE, `${dir}/plain:${dir}/dangling`))(ENTRY)).toEqual({ kind: 'absent' });
});
