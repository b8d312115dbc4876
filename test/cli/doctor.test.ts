import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { doctor } from '../../src/cli/doctor.ts';
import { readRulesOf } from '../../src/cli/doctor-rules.ts';
import { logProblem } from '../../src/cli/log-writable.ts';
import { loadConfig } from '../../src/config.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';

const SOUND = {
  operands: [],
  json: false,
  versions: { bailiwick: '1.2.3', node: '24.0.0', platform: 'linux' },
  findBash: () => ({ path: '/bin/bash', version: '5.2.0', major: 5 }),
  stateDir: '/state',
  audit: { dir: '/state/audit', problem: undefined },
  settings: { access: 'workspace-write', preset: 'standard', notices: [], details: [] },
  rules: { workspace: '/srv/project', count: 1, problems: [] },
  model: undefined,
  agents: [],
  knowledge: { programs: 3, examples: 9, broken: [] },
} as const;

function examine(changes: Partial<Parameters<typeof doctor>[0]> = {}) {
  let stdout = '';
  const log: string[] = [];
  const store = { durability: 'file', why: undefined, state: undefined } as const;
  const write = (text: string) => (stdout += text);
  const code = doctor({ ...SOUND, store, ...changes, stdout: { write }, log: (line) => log.push(line) });
  return { code, stdout, log };
}

test('all is well', () => {
  const { store } = opening({ stateDir: stateDir() });
  expect(examine({ store })).toEqual({
    code: 0,
    log: [],
    stdout: [
      'ok  runtime: Bailiwick 1.2.3, Node 24.0.0, linux\n',
      'ok  bash: /bin/bash, version 5.2.0\n',
      `ok  state: ${store.state?.file}, SQLite ${store.state?.sqlite}\n`,
      'ok  log: /state/audit\n',
      'ok  settings: access workspace-write, preset standard.\n',
      'ok  rules: 1 rule, for /srv/project\n',
      'ok  model: none is configured: rules alone decide, and you are asked for the rest\n',
      'ok  programs: 3 programs, checked with 9 examples\n',
      'ok  sandbox: none: an allowed command runs with the rights of the user\n',
    ].join(''),
  });
});

test('an example of a program that does not hold is a failure', () => {
  const { code, stdout } = examine({ knowledge: { programs: 3, examples: 9, broken: ['ls x', 'rm\u001b y'] } });
  expect([code, stdout.split('\n').find((line) => line.startsWith('BAD'))]).toEqual([
    1,
    'BAD programs: 3 programs, checked with 9 examples; these are not judged as they should be, which is a fault of this program: ls x; rm\u241b y',
  ]);
});

test('what is to be mended is said, and is a failure', () => {
  const findBash = (): never => {
    throw new Error('none');
  };
  const { code, stdout } = examine({
    findBash,
    store: createMemoryStore('The disk is full.'),
    audit: { dir: '/state/audit', problem: 'EACCES' },
    settings: { access: 'read-only', preset: 'strict', notices: ['The settings file is not valid.'], details: ['"/s": "no JSON"'] },
    rules: { workspace: '/srv/project', count: 0, problems: ['/r:3: no\u001b', '/s:1: either'] },
  });
  expect([code, stdout.split('\n').filter((line) => line.startsWith('BAD'))]).toEqual([
    1,
    [
      'BAD bash: none was found; nothing can be run without it',
      'BAD state: in memory: todo lists, tasks and questions end with their server, and no other terminal sees them. The disk is full.',
      'BAD log: no command will run: every decision is written down first; make /state/audit writable, with space on its disk (EACCES)',
      'BAD settings: access read-only, preset strict. The settings file is not valid. "/s": "no JSON"',
      'BAD rules: /r:3: no\u241b; /s:1: either',
    ],
  ]);
});

test('each of them alone is a failure; what was only lowered is none', () => {
  const settings = { ...SOUND.settings, notices: ['The preset was lowered.'] };
  expect(examine({ settings })).toMatchObject({ code: 0 });
  expect(examine({ settings: { ...settings, details: ['d'] } })).toMatchObject({ code: 1 });
  expect(examine({ audit: { dir: '/a', problem: 'p' } })).toMatchObject({ code: 1 });
  expect(examine({ rules: { workspace: undefined, count: 2, problems: [] } }).stdout).toContain(
    'ok  rules: 2 rules, yours; the directory that this was called in can not be a workspace\n',
  );
  expect(JSON.parse(examine({ json: true, rules: { ...SOUND.rules, problems: ['p'] } }).stdout)).toMatchObject({
    ok: false,
    findings: expect.arrayContaining([{ name: 'rules', ok: false, text: 'p' }]),
  });
});

test('agents are told of, and one that must not be started is to be mended', () => {
  const absent = { id: 'a', kind: 'acp', assurance: null, why: 'not installed' } as const;
  const refused = { id: 'b', kind: 'acp', path: '/b', assurance: null, why: 'no' } as const;
  const { code, stdout } = examine({ agents: [absent] });
  expect([
    code,
    stdout.endsWith('ok  sandbox: none: an allowed command runs with the rights of the user\nok  agent a: not installed\n'),
  ]).toEqual([0, true]);
  const bad = examine({ agents: [absent, refused], json: true });
  expect([bad.code, JSON.parse(bad.stdout)]).toMatchObject([1, { ok: false, agents: [absent, refused] }]);
});

test('wrong usage', () => {
  expect(examine({ operands: ['x'] })).toEqual({
    code: 64,
    stdout: '',
    log: ['Usage: bailiwick doctor [--json], or bailiwick doctor --verify [agent|all]'],
  });
});

function scratch(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'bailiwick-doctor-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

describe('whether the log can be written', () => {
  test('is tried, and leaves nothing behind', () => {
    const dir = path.join(scratch(), 'audit');
    expect(logProblem(dir)).toBeUndefined();
    expect([readdirSync(dir), statSync(dir).mode & 0o777]).toEqual([[], 0o700]);
  });

  test('is told where it can not', () => {
    const dir = scratch();
    writeFileSync(path.join(dir, 'audit'), '');
    expect(logProblem(path.join(dir, 'audit'))).toMatch(/EEXIST|ENOTDIR/);
    symlinkSync(dir, path.join(dir, 'link'));
    expect(logProblem(path.join(dir, 'link'))).toMatch(/is not a directory/);
  });

  // Nothing is closed to the superuser.
  test.skipIf(process.getuid?.() === 0)('is told of a directory that is closed', () => {
    const dir = path.join(scratch(), 'audit');
    mkdirSync(dir, { mode: 0o500 });
    expect(logProblem(dir)).toMatch(/EACCES/);
    chmodSync(dir, 0o700);
    expect(existsSync(dir)).toBe(true);
  });
});

describe('rules', () => {
  function placed() {
    const home = scratch();
    const workspace = path.join(home, 'work');
    const configDir = path.join(home, '.config', 'bailiwick');
    for (const dir of [path.join(workspace, '.bailiwick'), configDir]) mkdirSync(dir, { recursive: true });
    const readFile = (): never => {
      throw Object.assign(new Error('none'), { code: 'ENOENT' });
    };
    const loaded = loadConfig({ argv: [], env: {}, cwd: workspace, home, readFile });
    if (!loaded.ok) throw new Error(loaded.message);
    return {
      config: loaded.config,
      workspace,
      own: path.join(configDir, 'rules.jsonc'),
      theirs: path.join(workspace, '.bailiwick/rules.jsonc'),
    };
  }

  test('that are sound are counted, also those of a workspace that nobody has trusted', () => {
    const { config, workspace, own, theirs } = placed();
    expect(readRulesOf(config, workspace)).toEqual({ workspace, count: 0, problems: [] });
    writeFileSync(own, '{ "allow": ["Bash(npm test)"] }');
    writeFileSync(theirs, '{ "deny": ["Bash(npm publish)"] }');
    expect(readRulesOf(config, workspace)).toEqual({ workspace, count: 2, problems: [] });
    expect(readRulesOf(config, undefined)).toEqual({ workspace: undefined, count: 1, problems: [] });
  });

  test('that can not be read are named with file and line', () => {
    const { config, workspace, own, theirs } = placed();
    writeFileSync(own, '{\n  "allow": 1\n}');
    writeFileSync(theirs, 'x');
    writeFileSync(path.join(path.dirname(own), 'trusted-rules.json'), 'x');
    const trust = expect.stringMatching(/trusted-rules\.json: this is no JSON/);
    expect(readRulesOf(config, workspace)).toEqual({
      workspace,
      count: 0,
      problems: [trust, expect.stringContaining(`${own}:2: `), expect.stringContaining(`${theirs}:1: `)],
    });
    expect(readRulesOf(config, undefined)).toEqual({
      workspace: undefined,
      count: 0,
      problems: [trust, expect.stringContaining(`${own}:2: `)],
    });
    rmSync(own);
    mkdirSync(own);
    expect(readRulesOf(config, undefined).problems).toEqual([trust, `${own}: it is not a regular file`]);
  });
});
