import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loginShell, ownPlaces } from '../../src/config/own.ts';
import { type ConfigFixture, configFixture } from '../config-fixture.ts';

let fixture: ConfigFixture;
beforeAll(() => {
  fixture = configFixture();
});
afterAll(() => fixture.remove());

test('our directories, and the files that start us as far as they exist', () => {
  const { home } = fixture;
  const file = (name: string) => join(fixture.project, name);
  for (const name of ['bailiwick.cjs', 'cli.cjs', 'other.cjs']) writeFileSync(file(name), '');
  expect(ownPlaces(fixture.config(), pathToFileURL(file('bailiwick.cjs')).href)).toEqual({
    home,
    ownDirs: [join(home, '.local/state/bailiwick'), join(home, '.config/bailiwick'), join(home, '.local/state/bailiwick/compile-cache')],
    ownPrograms: [file('bailiwick.cjs'), file('cli.cjs')],
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
