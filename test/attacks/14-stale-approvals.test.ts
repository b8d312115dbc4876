import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { NO_RULES } from '../../src/policy/rules/rule.ts';
import { authorize, command, type GateBench, gateBench, questionOf, short } from './gate-bench.ts';

const files = ({ workspace }: GateBench): void => {
  mkdirSync(path.join(workspace, 'sub'));
  writeFileSync(path.join(workspace, 'run.py'), 'print(1)\n');
  writeFileSync(path.join(workspace, 'package.json'), '{"scripts":{"test":"true"}}\n');
};

/** What changes between the question and its answer, and the command that was asked about. */
const CHANGES: readonly {
  readonly what: string;
  readonly ask: string;
  readonly change: (bench: GateBench) => {
    readonly text?: string;
    readonly cwd?: string;
    readonly access?: 'full' | 'read-only';
    readonly deps?: Parameters<GateBench['open']>[0];
    readonly caller?: { readonly name: string };
  };
}[] = [
  { what: 'the bytes of the command', ask: 'git commit -m x', change: () => ({ text: 'git commit -m  x' }) },
  { what: 'the directory', ask: 'git commit -m x', change: ({ workspace }) => ({ cwd: workspace }) },
  { what: 'the access', ask: 'git commit -m x', change: () => ({ access: 'read-only' }) },
  { what: 'the rules', ask: 'git commit -m x', change: () => ({ deps: { rules: () => ({ ...NO_RULES, digest: 'other' }) } }) },
  { what: 'the preset', ask: 'git commit -m x', change: () => ({ deps: { preset: 'strict' } }) },
  { what: 'who asks', ask: 'git commit -m x', change: () => ({ caller: { name: 'a child' } }) },
  {
    what: 'the directory behind the name',
    ask: 'git commit -m x',
    change: ({ workspace }) => {
      renameSync(path.join(workspace, 'sub'), path.join(workspace, 'gone'));
      mkdirSync(path.join(workspace, 'sub'));
      return {};
    },
  },
  {
    what: 'the script that would run',
    ask: 'python3 ../run.py',
    change: ({ workspace }) => {
      writeFileSync(path.join(workspace, 'run.py'), 'print(2)\n');
      return {};
    },
  },
  {
    what: 'the manifest that says what runs',
    ask: 'npm test',
    change: ({ workspace }) => {
      writeFileSync(path.join(workspace, 'package.json'), '{"scripts":{"test":"evil"}}\n');
      return {};
    },
  },
];

const RUNS: readonly string[] = [
  'bash < run.sh',
  'sh run.sh > /tmp/x',
  'cat run.sh | sh',
  'npm --prefix below test',
  'make -C below',
  'make -fMk',
  'node --require=./run.sh a.js',
  'find . -name run.sh -exec sh {} +',
];

test.each(RUNS)('the files that %s runs are those that were shown', async (text) => {
  const bench = gateBench();
  const { workspace } = bench;
  mkdirSync(path.join(workspace, 'below'));
  const names = ['run.sh', 'a.js', 'Mk', 'below/package.json', 'below/Makefile'];
  for (const name of names) writeFileSync(path.join(workspace, name), 'echo one\n');
  const gate = bench.open();
  const action = command(text, workspace);
  const before = await questionOf(gate, action);
  for (const name of names) writeFileSync(path.join(workspace, name), 'echo two\n');
  expect(short(await authorize(gate, action, { answer: { approvalId: before, choice: 'allow_once' } }))).toBe(
    'deny 5 approval:not-pending',
  );
});

test('a place that leads elsewhere than when it was asked about is another question', async () => {
  const bench = gateBench({ preset: 'strict' });
  const { workspace } = bench;
  mkdirSync(path.join(workspace, 'sub'));
  writeFileSync(path.join(workspace, 'a.js'), 'x\n');
  const gate = bench.open();
  const action = command('cp a.js sub/x', workspace);
  const approvalId = await questionOf(gate, action);
  renameSync(path.join(workspace, 'sub'), path.join(workspace, 'gone'));
  symlinkSync('/tmp', path.join(workspace, 'sub'));
  expect(short(await authorize(gate, action, { answer: { approvalId, choice: 'allow_once' } }))).toBe('deny 5 approval:not-pending');
});

test.each(CHANGES)('an answer does not survive a change of $what', async ({ ask, change }) => {
  const bench = gateBench();
  files(bench);
  const cwd = path.join(bench.workspace, 'sub');
  // Deps that change are read through this, so that one gate meets both.
  let changed: Parameters<GateBench['open']>[0] = {};
  const gate = bench.open({ rules: () => changed?.rules?.() ?? NO_RULES });
  const approvalId = await questionOf(gate, command(ask, cwd));
  const after = change(bench);
  changed = after.deps ?? {};
  const answering = after.deps?.preset === undefined ? gate : bench.open(after.deps);
  const action = command(after.text ?? ask, after.cwd ?? cwd, after.access);
  const answered = await authorize(answering, action, { answer: { approvalId, choice: 'allow_once' }, caller: after.caller });
  expect(short(answered)).toBe('deny 5 approval:not-pending');
});

test.each(CHANGES)('an answer counts where nothing changes: $ask', async ({ ask }) => {
  const bench = gateBench();
  files(bench);
  const gate = bench.open();
  const action = command(ask, path.join(bench.workspace, 'sub'));
  const approvalId = await questionOf(gate, action);
  expect(short(await authorize(gate, action, { answer: { approvalId, choice: 'allow_once' } }))).toBe('allow 5 approval:allow_once');
});

test('what is kept of a command is never a verdict: the next look sees the files as they are', async () => {
  const bench = gateBench();
  const gate = bench.open();
  const strict = bench.open({ preset: 'strict', sessionId: 'two' });
  const action = command('touch made', bench.workspace);
  const seen = [];
  for (const one of [gate, strict, gate, strict]) seen.push((await authorize(one, action)).decision);
  expect(seen).toEqual(['allow', 'ask', 'allow', 'ask']);
  const reading = command('cat notes', bench.workspace);
  const before = short(await authorize(gate, reading));
  symlinkSync('/etc/passwd', path.join(bench.workspace, 'notes'));
  expect([before, (await authorize(gate, reading)).decision]).toEqual(['allow 1 tier1:read-only', 'ask']);
});

test.each([
  ['the script that it was asked about', 'sh run.sh', (workspace: string) => writeFileSync(path.join(workspace, 'run.sh'), 'echo two\n')],
  [
    'where a path leads',
    'cp run.sh sub/x',
    (workspace: string) => {
      renameSync(path.join(workspace, 'sub'), path.join(workspace, 'gone'));
      symlinkSync('/tmp', path.join(workspace, 'sub'));
    },
  ],
])('a classifier allows nothing that changed while it looked: %s', async (_, text, change) => {
  let changes = true;
  const bench = gateBench({
    preset: 'strict',
    classify: async () => {
      if (changes) change(bench.workspace);
      return { kind: 'allow', reason: 'ok' };
    },
  });
  const { workspace } = bench;
  mkdirSync(path.join(workspace, 'sub'));
  writeFileSync(path.join(workspace, 'run.sh'), 'echo one\n');
  const gate = bench.open();
  expect(short(await authorize(gate, command(text, workspace)))).toBe('deny 4 classifier:changed');
  changes = false;
  if (text.startsWith('sh')) expect(short(await authorize(gate, command(text, workspace)))).toBe('allow 4 classifier:allow');
});
