import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveWorkspace } from '../../src/config.ts';
import { ACCESS_LEVELS, PRESETS } from '../../src/policy/action.ts';
import { type ConfigFixture, configFixture } from '../config-fixture.ts';

/** The client widens its own bounds: source x setting. */
let at: ConfigFixture;
beforeEach(() => {
  at = configFixture();
});
afterEach(() => at.remove());

const SOURCES = ['environment', 'flag', 'XDG settings file'] as const;
type Source = (typeof SOURCES)[number];

/** What `loadConfig` gets when one source that a repository may control asks for a value. */
function asking(source: Source, setting: 'access' | 'preset' | 'workspace' | 'state-dir', value: string) {
  switch (source) {
    case 'environment':
      return { env: { [`BAILIWICK_${setting.toUpperCase().replace('-', '_')}`]: value } };
    case 'flag':
      return { argv: [`--${setting}`, value] };
    case 'XDG settings file':
      at.writeFile(join(at.home, 'planted/bailiwick/settings.json'), JSON.stringify({ [setting]: value }));
      return { env: { XDG_CONFIG_HOME: join(at.home, 'planted') } };
  }
}

const scales = [
  { setting: 'access', scale: ACCESS_LEVELS, fallback: 'workspace-write' },
  { setting: 'preset', scale: PRESETS, fallback: 'standard' },
] as const;

describe.each(scales)('$setting', ({ setting, scale, fallback }) => {
  const cases = SOURCES.flatMap((source) => [undefined, ...scale].flatMap((ceiling) => scale.map((asked) => ({ source, ceiling, asked }))));
  test.each(cases)('$source asks $asked under the ceiling $ceiling', ({ source, ceiling, asked }) => {
    if (ceiling !== undefined) {
      at.settings({ [setting]: ceiling });
    }
    const order: readonly string[] = scale;
    const limit = ceiling ?? fallback;
    const wider = order.indexOf(asked) > order.indexOf(limit);
    const config = at.config(asking(source, setting, asked));
    expect(config[setting]).toBe(wider ? limit : asked);
    // A wish that was not granted is said, but for a file, whose author did not ask for this run.
    expect(config.notices.length).toBe(wider && source !== 'XDG settings file' ? 1 : 0);
  });

  test.each(scale.flatMap((flag) => scale.map((variable) => [flag, variable] as const)))(
    'flag %s, variable %s: the narrowest',
    (flag, variable) => {
      const order: readonly string[] = scale;
      const narrowest = order[Math.min(order.indexOf(flag), order.indexOf(variable), order.indexOf(fallback))];
      const env = { [`BAILIWICK_${setting.toUpperCase()}`]: variable };
      expect(at.config({ argv: [`--${setting}`, flag], env })[setting]).toBe(narrowest);
    },
  );
});

test('what a broken settings file wants wider is not granted', () => {
  at.settings({ access: 'full', preset: 'relaxed', workspaces: [1] });
  expect(at.config({ argv: ['--access', 'full', '--preset', 'relaxed'] })).toMatchObject({ access: 'workspace-write', preset: 'standard' });
});

test('$HOME does not choose whose settings file counts', () => {
  at.writeFile(join(at.project, '.config/bailiwick/settings.json'), JSON.stringify({ access: 'full', preset: 'relaxed' }));
  expect(at.config({ env: { HOME: at.project } })).toMatchObject({ access: 'workspace-write', preset: 'standard' });
});

/** Directories that nobody may make the workspace; `~` is the scratch home. */
const REFUSED = [
  '/',
  '/etc',
  '/usr/lib',
  '/proc/self',
  '/home',
  '/var',
  '~',
  '~/..',
  '~/.ssh',
  '~/.ssh/keys',
  '~/.config',
  '~/.config/gh',
  '~/.config/bailiwick',
  '~/.local/state',
  '~/.local/state/bailiwick/out',
];

describe.each(REFUSED)('workspace %s', (written) => {
  const place = () => (written.startsWith('~') ? join(at.home, written.slice(1)) : written);
  beforeEach(() => {
    if (written.startsWith('~/.')) {
      mkdirSync(place(), { recursive: true });
    }
  });

  test('is refused by flag and by variable', () => {
    expect(at.load({ argv: ['--workspace', place()] })).toMatchObject({ ok: false });
    expect(at.load({ env: { BAILIWICK_WORKSPACE: place() } })).toMatchObject({ ok: false });
  });

  test('is refused as root, as working directory and through a link', () => {
    const config = at.config();
    symlinkSync(place(), join(at.project, 'link'));
    expect(resolveWorkspace({ config, roots: [pathToFileURL(place()).href], cwd: at.project })).toMatchObject({ ok: false });
    expect(resolveWorkspace({ config, roots: [], cwd: place() })).toMatchObject({ ok: false });
    expect(at.load({ argv: ['--workspace', join(at.project, 'link')] })).toMatchObject({ ok: false });
  });
});

test('$HOME of the environment is refused too, next to the real one', () => {
  const env = { HOME: at.project, BAILIWICK_WORKSPACE: at.project };
  expect(at.load({ env })).toEqual({
    ok: false,
    message: 'BAILIWICK_WORKSPACE cannot be the workspace: it is the home directory or holds it.',
  });
});

describe.each(['flag', 'environment'] as const)('state directory by %s', (source) => {
  test.each([
    ['inside the workspace', (project: string) => join(project, 'state')],
    ['the workspace itself', (project: string) => project],
  ])('%s is refused', (_name, place) => {
    const asked = asking(source, 'state-dir', place(at.project));
    expect(at.load({ ...asked, argv: [...(asked.argv ?? []), '--workspace', at.project] })).toEqual({
      ok: false,
      message: '--workspace cannot be the workspace: it holds the state directory or lies in it.',
    });
    expect(resolveWorkspace({ config: at.config(asked), roots: [pathToFileURL(at.project).href], cwd: '/' })).toMatchObject({ ok: false });
  });

  test('inside the workspace through a link is refused', () => {
    symlinkSync(at.project, join(at.home, 'elsewhere'));
    const asked = asking(source, 'state-dir', join(at.home, 'elsewhere', 'state'));
    expect(at.load({ ...asked, argv: [...(asked.argv ?? []), '--workspace', at.project] })).toMatchObject({ ok: false });
  });

  test('that holds the workspace is refused', () => {
    const inner = join(at.project, 'inner');
    mkdirSync(inner);
    const asked = asking(source, 'state-dir', at.project);
    expect(at.load({ ...asked, argv: [...(asked.argv ?? []), '--workspace', inner] })).toMatchObject({ ok: false });
  });
});

test('the compiled code of the program is no workspace, also when the state is elsewhere', () => {
  const cache = join(at.home, '.local/state/bailiwick/compile-cache');
  mkdirSync(cache, { recursive: true });
  const env = { BAILIWICK_STATE_DIR: join(at.home, 'state'), BAILIWICK_WORKSPACE: cache };
  expect(at.load({ env })).toEqual({
    ok: false,
    message: "BAILIWICK_WORKSPACE cannot be the workspace: it holds Bailiwick's compiled code or lies among it.",
  });
  expect(at.load({ env: { ...env, BAILIWICK_WORKSPACE: join(at.home, '.local/state/bailiwick') } })).toMatchObject({ ok: false });
});

test('XDG_STATE_HOME inside the workspace is refused', () => {
  expect(at.load({ env: { XDG_STATE_HOME: at.project, BAILIWICK_WORKSPACE: at.project } })).toMatchObject({ ok: false });
});

test('an XDG settings file cannot widen the list of workspaces', () => {
  at.settings({ workspaces: ['~/src'] });
  at.writeFile(join(at.home, 'planted/bailiwick/settings.json'), JSON.stringify({ workspaces: [at.project] }));
  const env = { XDG_CONFIG_HOME: join(at.home, 'planted'), BAILIWICK_WORKSPACE: at.project };
  expect(at.load({ env })).toMatchObject({ ok: false });
  expect(resolveWorkspace({ config: at.config(), roots: [pathToFileURL(at.project).href], cwd: '/' })).toMatchObject({ ok: false });
});

describe('who answers in place of a person', () => {
  const model = { base_url: 'https://models.example/v1', model: 'big', api_key_env: 'MODEL_KEY' };
  const planted = { base_url: 'http://127.0.0.1:9', model: 'yes-sayer' };

  test('is named by the settings file of the user alone: not by another, nor by what a repository can set', () => {
    const argv = ['--classifier-model', 'yes-sayer'];
    at.writeFile(
      join(at.home, 'planted/bailiwick/settings.json'),
      JSON.stringify({ model: planted, classifier: { engine: 'llm', window_ms: 0 } }),
    );
    const env = { XDG_CONFIG_HOME: join(at.home, 'planted'), BAILIWICK_CLASSIFIER_MODEL: 'yes-sayer' };
    const { model: none, classifier } = at.config({ env, argv });
    expect([none, classifier]).toEqual([undefined, {}]);
    at.settings({ model, classifier: { engine: 'rules' } });
    const { model: own, classifier: chosen, dropFromEnvironment } = at.config({ env, argv });
    expect([own?.baseUrl, chosen, dropFromEnvironment]).toEqual(['https://models.example/v1', { engine: 'rules' }, ['MODEL_KEY']]);
  });

  test('may be switched off by any settings file', () => {
    at.settings({ model });
    at.writeFile(join(at.home, 'planted/bailiwick/settings.json'), JSON.stringify({ classifier: { engine: 'rules' } }));
    expect(at.config({ env: { XDG_CONFIG_HOME: join(at.home, 'planted') } }).classifier).toEqual({ engine: 'rules' });
  });

  test('a settings file with a mistake names no model', () => {
    at.settings({ model, acess: 'full' });
    expect(at.config().model).toBeUndefined();
  });
});
