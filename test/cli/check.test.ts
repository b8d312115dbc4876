import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGate } from '../../src/policy/gate.ts';
import { findBash } from '../../src/shell/process/bash.ts';
import { MARKER } from '../../src/shell/process/environment.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { COMPILE_CACHE } from '../compile-cache.ts';
import { gateBasics } from '../policy/gate-basics.ts';

const program = join(import.meta.dirname, '../../src/main.ts');
const preload = join(import.meta.dirname, '../other-home.cjs');
const PATH = '/usr/local/bin:/usr/bin:/bin';

let home: string;
let project: string;
beforeAll(() => {
  home = realpathSync.native(mkdtempSync(join(tmpdir(), 'bailiwick-check-')));
  project = join(home, 'project');
  mkdirSync(join(project, 'sub'), { recursive: true });
  writeFileSync(join(project, 'a.txt'), '');
  symlinkSync('/etc/passwd', join(project, 'link'));
  // What the login shell says is what commands are judged by, whatever this machine has in /etc/profile.
  writeFileSync(join(home, '.profile'), `PATH=${PATH}\n`);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const command = (args: readonly string[]) => ['--require', preload, program, ...args];
const settings = (env: Readonly<Record<string, string>> = {}) => ({
  cwd: project,
  env: { ...COMPILE_CACHE, TEST_HOME: home, PATH, ...env },
});

function run(args: readonly string[], { input = '', env = {} } = {}): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, command(args), {
    ...settings(env),
    input,
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status, stdout, stderr };
}

test('check: allow is exit 0, also below a child of ours', () => {
  expect(run(['check', 'git status -s'], { env: { [MARKER]: 'task' } })).toEqual({
    status: 0,
    stdout: 'allow (tier 1, read-only): git: proven to only read inside the workspace\nprefix: git status\n',
    stderr: '',
  });
});

test('explain: ask is exit 1, in the directory of --cwd', () => {
  expect(run(['explain', '--workspace', '.', '--cwd', 'sub', 'cat ../link'])).toEqual({
    status: 1,
    stdout: `ask (tier 5, system): cat: it reads ../link, outside the workspace
A person can allow it when their host asks them, or with \`bailiwick approve\` in a terminal.
rule preset:standard:system; no prefix: it reads ../link, which is outside

  cat ../link
      ^^^^^^^

starts
└─ cat ../link
      system: it reads ../link, outside the workspace
      no prefix: it reads ../link, which is outside
      reads ../link (leads to /etc/passwd, outside the workspace)

signals
outside_project: path ../link — ../link
`,
    stderr: '',
  });
});

test('check --json: deny is exit 2, and the settings file is the ceiling', () => {
  const directory = join(home, '.config', 'bailiwick');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'settings.json'), '{"access": "read-only"}');
  try {
    const { stdout, ...rest } = run(['check', '--json', '--access=full', '--', 'touch x']);
    expect({ ...rest, verdict: JSON.parse(stdout) }).toEqual({
      status: 2,
      stderr: "bailiwick: --access asks for access full, but the narrower read-only holds: only the user's settings file widens it.\n",
      verdict: {
        prefix: { kind: 'prefix', value: 'touch' },
        verdict: 'deny',
        tier: 2,
        class: 'workspace-write',
        signals: [{ kind: 'file_modification', targets: ['x'], start: 0, end: 7 }],
        parts: [{ start: 0, end: 7, argv: ['touch', 'x'], prefix: { kind: 'prefix', value: 'touch' }, class: 'workspace-write' }],
        reason: 'access is read-only, and this is not proven to only read: touch: it writes inside the workspace',
      },
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('check --stdin --json gives the verdicts of the gate', async () => {
  const commands = [
    'cat a.txt',
    'cat link > out.txt',
    'git push && rm -rf sub',
    'sudo rm -rf /',
    'bash -c "$x"',
    'echo a\necho b',
    'echo \0 \u202e \ud800',
    `node ${program}`,
    `cat ${home}/.config/bailiwick/settings.json`,
    './sub/planted',
    '',
  ];
  const input = commands.map((text, id) => `${JSON.stringify({ id, command: text })}\n`).join('');
  const { status, stdout, stderr } = run(['check', '--stdin', '--json', '--preset', 'strict'], { input: `${input}nonsense\n` });
  const bash = findBash();
  const gate = createGate({
    sessionId: 's',
    workspace: project,
    access: 'workspace-write',
    preset: 'strict',
    home,
    ownDirs: [join(home, '.local/state/bailiwick'), join(home, '.config/bailiwick')],
    ownPrograms: [realpathSync.native(program)],
    searchPath: async () => PATH,
    bash: () => bash,
    store: createMemoryStore(),
    ...gateBasics(),
    log: () => {},
  });
  const expected = await Promise.all(
    commands.map(async (text, id) => {
      const { verdict, parts } = await gate.explain({
        kind: 'command',
        tool: 'bash',
        command: text,
        cwd: project,
        access: 'workspace-write',
      });
      return {
        id,
        prefix: verdict.prefix,
        verdict: verdict.decision,
        tier: verdict.tier,
        class: verdict.class,
        signals: verdict.signals.map(({ span, ...facts }) => ({ ...facts, ...span })),
        parts: parts.map(({ span, argv, ...part }) => ({ ...part, argv: argv.map((word) => word.value), ...span })),
        reason: verdict.reason,
      };
    }),
  );
  const answers = stdout
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));
  expect({ status, stderr, answers }).toEqual({
    status: 0,
    stderr: '',
    answers: [...expected, { id: null, error: 'line 12 is not JSON' }],
  });
});

test('who writes a line gets its answer before the next', async () => {
  const child = spawn(process.execPath, command(['check', '--stdin', '--json']), { ...settings(), stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const seen: unknown[] = [];
  for (const id of ['one', 'two', 'three']) {
    child.stdin.write(`${JSON.stringify({ id, command: 'ls' })}\n`);
    seen.push(JSON.parse((await answers.next()).value ?? 'null'));
  }
  child.stdin.end();
  expect([seen, await exit]).toEqual([['one', 'two', 'three'].map((id) => expect.objectContaining({ id, verdict: 'allow' })), [0, null]]);
});

test('it ends quietly when the reader of the answers has gone', async () => {
  const child = spawn(process.execPath, command(['check', '--stdin', '--json']), { ...settings(), stdio: 'pipe' });
  const exit = once(child, 'exit');
  const complaints: string[] = [];
  child.stderr.on('data', (chunk) => complaints.push(String(chunk)));
  child.stdout.destroy();
  // Its input stays open: the answer that nobody takes ends it.
  child.stdin.write('{"id":1,"command":"ls"}\n');
  expect([await exit, complaints]).toEqual([[1, null], []]);
  child.stdin.destroy();
});

test.each([
  [['check'], "Put the whole command in quotes, as in `bailiwick check 'git status -s'`; `bailiwick --help` lists what there is."],
  [['check', '--cwd', 'gone', 'ls'], '--cwd "gone" is not a directory that can be read; name one that exists.'],
  [
    ['explain', '--cwd', '/', 'ls'],
    'There is no workspace: the directory of --cwd cannot be it, because it is the root of the file system. Name a project with --workspace <directory>.',
  ],
])('%j is wrong usage', (args, message) => {
  expect(run(args)).toEqual({ status: 64, stdout: '', stderr: `bailiwick: ${message}\n` });
});
