import { rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loginShell, ownPlaces, ownProgram } from '../../src/config/own.ts';
import { type ConfigFixture, configFixture } from '../config-fixture.ts';

let fixture: ConfigFixture;
beforeAll(() => {
  fixture = configFixture();
});
afterAll(() => fixture.remove());

test('our directories, and the files that start us as far as they exist', () => {
  const { home } = fixture;
  const file = (name: string) => join(fixture.project, name);
  const started = ['cli.cjs', 'hook.cjs', 'cage.cjs', 'agents.cjs', 'policy.mjs'];
  for (const name of ['bailiwick.cjs', ...started, 'other.cjs']) writeFileSync(file(name), '');
  expect(ownPlaces(fixture.config(), pathToFileURL(file('bailiwick.cjs')).href)).toEqual({
    home,
    ownDirs: [join(home, '.local/state/bailiwick'), join(home, '.config/bailiwick'), join(home, '.local/state/bailiwick/compile-cache')],
    ownPrograms: [file('bailiwick.cjs'), ...started.map(file)],
  });
});

test('the usual state directory stays ours, whatever another one is named', () => {
  const { home } = fixture;
  const config = fixture.config({ env: { BAILIWICK_STATE_DIR: join(home, 'elsewhere') } });
  expect(ownPlaces(config, pathToFileURL(join(home, 'x.cjs')).href).ownDirs.slice(0, 2)).toEqual([
    join(home, 'elsewhere'),
    join(home, '.local/state/bailiwick'),
  ]);
});

test('the shell is that of the user database, whatever SHELL says', () => {
  const config = fixture.config({ env: { SHELL: '/tmp/planted' } });
  expect(loginShell(config)).toEqual({
    shell: userInfo().shell,
    home: fixture.home,
    inherited: { SHELL: '/tmp/planted' },
    timeoutMs: 5000,
  });
});

test('how this program starts itself: the launcher where there is one, without anything of the environment but the home', () => {
  const { home, project } = fixture;
  writeFileSync(join(project, 'main.ts'), '');
  const url = pathToFileURL(join(project, 'other.ts')).href;
  const started = (inherited: Record<string, string>) => ownProgram({ home, inherited }, url, 'cage');
  writeFileSync(join(project, 'cli.cjs'), '');
  expect(started({ PATH: '/bin' })).toEqual({ argv: [process.execPath, join(project, 'cli.cjs'), 'cage'], env: { HOME: home } });
  rmSync(join(project, 'cli.cjs'));
  expect(started({ ELECTRON_RUN_AS_NODE: '1' })).toEqual({
    argv: [process.execPath, join(project, 'main.ts'), 'cage'],
    env: { HOME: home, ELECTRON_RUN_AS_NODE: '1' },
  });
});
