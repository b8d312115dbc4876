import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_AGENT_SETTINGS } from '../src/config/agent-settings.ts';
import { resolveWorkspace } from '../src/config.ts';
import { type ConfigFixture, configFixture } from './config-fixture.ts';

let at: ConfigFixture;
beforeEach(() => {
  at = configFixture();
});
afterEach(() => at.remove());

test('nothing given: the defaults, whole', () => {
  expect(at.load()).toEqual({
    ok: true,
    config: {
      workspace: undefined,
      stateDir: join(at.home, '.local/state/bailiwick'),
      configDir: join(at.home, '.config/bailiwick'),
      cacheDir: join(at.home, '.local/state/bailiwick/compile-cache'),
      home: at.home,
      cwd: at.project,
      access: 'workspace-write',
      preset: 'standard',
      protocol: 'auto',
      workspaceRules: {
        homes: [at.home],
        stateDir: join(at.home, '.local/state/bailiwick'),
        configDir: join(at.home, '.config/bailiwick'),
        cacheDir: join(at.home, '.local/state/bailiwick/compile-cache'),
        workspaceLists: [],
      },
      dropFromEnvironment: [],
      inherited: {},
      model: undefined,
      agents: NO_AGENT_SETTINGS,
      classifier: {},
      classifierModel: { flag: undefined, environment: undefined },
      notices: [],
      details: [],
    },
  });
  expect(existsSync(join(at.home, '.local'))).toBe(false);
});

test('flags and variables name the same settings', () => {
  const state = join(at.home, 'state');
  const byFlag = at.config({ argv: ['--workspace', at.project, `--state-dir=${state}`, '--preset', 'strict', '--access=read-only'] });
  const byVariable = at.config({
    env: { BAILIWICK_WORKSPACE: at.project, BAILIWICK_STATE_DIR: state, BAILIWICK_PRESET: 'strict', BAILIWICK_ACCESS: 'read-only' },
  });
  expect(byVariable).toEqual({ ...byFlag, inherited: byVariable.inherited });
  expect(byFlag).toMatchObject({ workspace: at.project, stateDir: state, preset: 'strict', access: 'read-only', notices: [] });
});

test('--protocol legacy', () => {
  expect(at.config({ argv: ['--protocol', 'legacy'] }).protocol).toBe('legacy');
});

test.each([
  [['--preset', 'wild'], '--preset must be one of strict, standard, relaxed.'],
  [['--access', 'all'], '--access must be one of read-only, workspace-write, full.'],
  [['--protocol', '2'], '--protocol must be one of legacy, auto.'],
  [['--workspace', 'absent'], '--workspace cannot be the workspace: it is not a directory that can be read.'],
  [['--bogus'], 'Unknown flag "--bogus"; `bailiwick --help` lists what there is.'],
  [['--access'], '--access needs a value; `bailiwick --help` lists what there is.'],
])('%j is wrong usage', (argv, message) => {
  expect(at.load({ argv })).toEqual({ ok: false, message });
});

test('a value from the environment is not repeated in the message', () => {
  expect(at.load({ env: { BAILIWICK_ACCESS: '\u001b]0;x' } })).toEqual({
    ok: false,
    message: 'BAILIWICK_ACCESS must be one of read-only, workspace-write, full.',
  });
});

test('empty text and a placeholder that the host did not fill in count as not given', () => {
  const env = { BAILIWICK_WORKSPACE: `\${user_config.workspace}`, BAILIWICK_ACCESS: '', BAILIWICK_STATE_DIR: `\${user_config.state}` };
  expect(at.config({ env })).toEqual({ ...at.config(), inherited: env });
});

test('a workspace by symbolic link is its real path', () => {
  symlinkSync(at.project, join(at.home, 'link'));
  expect(at.config({ argv: ['--workspace', '../link'] }).workspace).toBe(at.project);
});

test('the settings file is a ceiling that also holds when nobody asks', () => {
  at.settings({ access: 'full', preset: 'relaxed', env: { drop: ['AWS_PROFILE'] }, api_key_env: ['MODEL_KEY', 'AWS_PROFILE'] });
  expect(at.config()).toMatchObject({
    access: 'full',
    preset: 'relaxed',
    dropFromEnvironment: ['AWS_PROFILE', 'MODEL_KEY'],
    notices: [],
    details: [],
  });
});

test('an XDG settings file narrows, and drops more', () => {
  at.settings({ access: 'full', env: { drop: ['A'] } });
  at.writeFile(
    join(at.home, 'xdg/bailiwick/settings.json'),
    JSON.stringify({ access: 'read-only', preset: 'relaxed', env: { drop: ['B'] } }),
  );
  expect(at.config({ env: { XDG_CONFIG_HOME: join(at.home, 'xdg') } })).toMatchObject({
    access: 'read-only',
    preset: 'standard',
    dropFromEnvironment: ['A', 'B'],
  });
});

const NOT_VALID = 'The settings file is not valid: the default bounds hold, and what could be read of it narrows them.';

test('a settings file that is not JSON: the strict preset, said aloud', () => {
  at.writeFile(join(at.home, '.config/bailiwick/settings.json'), '{"access": "full"');
  const path = JSON.stringify(join(at.home, '.config/bailiwick/settings.json'));
  expect(at.config()).toMatchObject({
    access: 'workspace-write',
    preset: 'strict',
    notices: [NOT_VALID],
    details: [`${path}: "it is not JSON, so the preset is strict"`],
  });
});

test.each([
  ['a slip cannot widen', { access: 'full', preset: 'relaxed', acess: 1 }, { access: 'workspace-write', preset: 'standard' }],
  ['a slip loses no narrower bound', { access: 'read-only', preset: 'strickt' }, { access: 'read-only', preset: 'standard' }],
  ['a list that is not understood permits nothing', { workspaces: '~/x' }, { workspaceRules: { workspaceLists: [[]] } }],
  ['a text instead of an object', '"full"', { access: 'workspace-write', preset: 'standard' }],
])('%s', (_name, settings, expected) => {
  at.settings(settings);
  expect(at.config()).toMatchObject({ ...expected, notices: [NOT_VALID] });
});

test('a settings file that cannot be read is said aloud', () => {
  const readFile = () => {
    throw Object.assign(new Error('no'), { code: 'EACCES' });
  };
  expect(at.config({ readFile })).toMatchObject({ access: 'workspace-write', notices: [NOT_VALID] });
});

test('a user whom the database does not know: $HOME for paths, its settings file is not read', () => {
  at.settings({ access: 'full' });
  expect(at.config({ home: undefined, env: { HOME: at.home } })).toMatchObject({ home: at.home, access: 'workspace-write', notices: [] });
});

test('the workspace must lie in one of the listed directories', () => {
  mkdirSync(join(at.home, 'src/one'), { recursive: true });
  at.settings({ workspaces: ['~/src', '/nowhere'] });
  expect(at.config({ argv: ['--workspace', '../src/one'] }).workspace).toBe(join(at.home, 'src/one'));
  expect(at.load({ argv: ['--workspace', at.project] })).toEqual({
    ok: false,
    message: '--workspace cannot be the workspace: it lies in none of the `workspaces` of the settings file.',
  });
});

test('a state directory that holds the home directory is refused', () => {
  const message = 'The state directory must not hold the home directory or the settings, nor lie among the settings.';
  expect(at.load({ argv: ['--state-dir', at.home] })).toEqual({ ok: false, message });
  expect(at.load({ env: { BAILIWICK_STATE_DIR: join(at.home, '.config/bailiwick/state') } })).toEqual({ ok: false, message });
});

test('resolveWorkspace: a set workspace is not changed by roots', () => {
  const config = at.config({ argv: ['--workspace', at.project] });
  expect(resolveWorkspace({ config, roots: ['file:///'], cwd: '/' })).toEqual({ ok: true, workspace: at.project });
});

test('resolveWorkspace: the first root that may be one, else the explanation', () => {
  const config = at.config();
  const roots = ['https://example.org/', 'file:///', pathToFileURL(at.project).href];
  expect(resolveWorkspace({ config, roots, cwd: '/' })).toEqual({ ok: true, workspace: at.project });
  expect(resolveWorkspace({ config, roots: roots.slice(0, 2), cwd: at.project })).toEqual({
    ok: false,
    message:
      "There is no workspace. The host's root cannot be it: it is not a file: address of this machine; it is the root of the file system. Set BAILIWICK_WORKSPACE to the absolute path of a project directory in the host's configuration of Bailiwick, and start it again.",
  });
});

test('resolveWorkspace: no roots, then the directory we were started in', () => {
  const config = at.config();
  expect(resolveWorkspace({ config, roots: [], cwd: at.project })).toEqual({ ok: true, workspace: at.project });
  expect(resolveWorkspace({ config, roots: [], cwd: at.home })).toEqual({
    ok: false,
    message:
      "There is no workspace. The directory that the host started Bailiwick in cannot be it: it is the home directory or holds it. Set BAILIWICK_WORKSPACE to the absolute path of a project directory in the host's configuration of Bailiwick, and start it again.",
  });
});
