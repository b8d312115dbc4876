import { existsSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ACCESS_LEVELS, type Access, type Action, PRESETS, type Verdict } from '../../src/policy/action.ts';
import { parseRules } from '../../src/policy/rules/parse.ts';
import type { RuleSet } from '../../src/policy/rules/rule.ts';
import { ruleSetOf } from '../../src/policy/rules/rule-set.ts';
import { authorize, type GateBench, gateBench, questionOf, short } from '../attacks/gate-bench.ts';

type PathAction = Extract<Action, { kind: 'path' }>;

/** A workspace with one of everything. */
function furnished(changed: Parameters<typeof gateBench>[0] = {}): GateBench {
  const bench = gateBench(changed);
  const { workspace } = bench;
  const root = path.dirname(workspace);
  for (const directory of ['src', '.git', 'safe', 'vault']) mkdirSync(path.join(workspace, directory));
  for (const directory of ['state', 'home', 'elsewhere']) mkdirSync(path.join(root, directory));
  for (const file of ['a.txt', 'twin', 'safe/x', '.git/config', 'vault/.env', '.env']) writeFileSync(path.join(workspace, file), 'old\n');
  linkSync(path.join(workspace, 'twin'), path.join(workspace, 'other-twin'));
  symlinkSync('../elsewhere', path.join(workspace, 'out'));
  symlinkSync('src', path.join(workspace, 'in'));
  symlinkSync('.env', path.join(workspace, 'innocent'));
  symlinkSync('../state', path.join(workspace, 'own'));
  return bench;
}

function using(use: 'read' | 'write', given: string, { workspace }: GateBench, more: Partial<PathAction> = {}): PathAction {
  const text = use === 'write' ? { text: 'new\n' } : {};
  return { kind: 'path', tool: 'Edit', use, path: given, ...text, cwd: workspace, access: 'workspace-write', ...more };
}

const READS = 'allow 1 tier1:read-only';
const SECRET = 'deny 3 builtin:secret-path';
const NO = (cls: string): string => `deny 2 access:read-only ${cls}`;
const every = (text: string): readonly string[] => Array(9).fill(text);
/** Under read-only, workspace-write and full; in each under strict, standard and relaxed. */
const byAccess = (cls: string, write: readonly [string, string, string], full = write): readonly string[] => [
  ...Array(3).fill(NO(cls)),
  ...write,
  ...full,
];
const asks = (cls: string): readonly [string, string, string] => [
  `ask 5 preset:strict:${cls} ${cls}`,
  `ask 5 preset:standard:${cls} ${cls}`,
  `ask 5 preset:relaxed:${cls} ${cls}`,
];
const OUTSIDE = byAccess(
  'system',
  ['ask 5 preset:strict:system system', 'ask 5 preset:standard:system system', 'ask 5 access:workspace-write system'],
  ['ask 5 preset:strict:system system', 'ask 5 preset:standard:system system', 'allow 3 preset:relaxed:system system'],
);
const UNKNOWN = byAccess('unknown', [
  'ask 5 preset:strict:unknown unknown',
  'ask 5 preset:standard:unknown unknown',
  'ask 5 preset:relaxed:unknown unknown',
]);
const WRITES = byAccess('workspace-write', [
  'ask 5 preset:strict:workspace-write workspace-write',
  'allow 3 preset:standard:workspace-write workspace-write',
  'allow 3 preset:relaxed:workspace-write workspace-write',
]);

test.each<readonly [use: 'read' | 'write', path: string, what: readonly string[]]>([
  ['read', 'a.txt', every(`${READS} read-only`)],
  ['read', 'gone', every(`${READS} read-only`)],
  ['read', 'in', every(`${READS} read-only`)],
  ['read', 'safe', every(`${READS} read-only`)],
  ['read', 'AGENTS.md', every(`${READS} read-only`)],
  ['read', '.git/config', every(`${READS} read-only`)],
  ['read', 'twin', every(`${READS} read-only`)],
  ['read', '/usr/bin/env', every(`${READS} read-only`)],
  ['read', '/dev/null', every(`${READS} read-only`)],
  ['read', '.env', every(`${SECRET} system`)],
  ['read', 'innocent', every(`${SECRET} system`)],
  ['read', ' .env ', every(`${SECRET} system`)],
  ['read', '~/.ssh/id_rsa', every(`${SECRET} system`)],
  ['read', 'gone/../.env', every(`${SECRET} system`)],
  ['read', '/proc/self/environ', every(`${SECRET} system`)],
  ['read', 'own/state.db', every(`${SECRET} system`)],
  ['read', 'vault', OUTSIDE],
  ['read', '.', OUTSIDE],
  ['read', '../elsewhere/x', OUTSIDE],
  ['read', 'out/x', OUTSIDE],
  ['read', '/etc/passwd', OUTSIDE],
  ['read', '~/notes', OUTSIDE],
  ['read', '/dev/sda', OUTSIDE],
  ['read', '/dev/stdin', UNKNOWN],
  ['read', 'file:///etc/hosts', UNKNOWN],
  ['read', '~root/x', UNKNOWN],
  ['write', 'a.txt', WRITES],
  ['write', 'src/new/b.txt', WRITES],
  ['write', 'in/b.txt', WRITES],
  ['write', '.git/config', byAccess('control-write', asks('control-write'))],
  ['write', 'AGENTS.md', byAccess('control-write', asks('control-write'))],
  ['write', '.npmrc', byAccess('control-write', asks('control-write'))],
  ['write', 'twin', byAccess('control-write', asks('control-write'))],
  ['write', 'src', UNKNOWN],
  ['write', '.', UNKNOWN],
  ['write', '/dev/stdout', UNKNOWN],
  ['write', 'https://example.com/x', UNKNOWN],
  ['write', '../elsewhere/x', OUTSIDE],
  ['write', 'out/x', OUTSIDE],
  ['write', '/usr/bin/env', OUTSIDE],
  ['write', '/dev/null', OUTSIDE],
  ['write', '~/notes', OUTSIDE],
  ['write', '.env', every(`${SECRET} system`)],
  ['write', 'innocent', every(`${SECRET} system`)],
  ['write', '../state/state.db', every('deny 0 tier0:own-files system')],
  ['write', 'own/rules.jsonc', every('deny 0 tier0:own-files system')],
  ['write', '/dev/sda', every('deny 0 tier0:destroy-disk system')],
])('%s %s under every access and preset', async (use, given, what) => {
  const bench = furnished({ access: 'full' });
  const seen: string[] = [];
  for (const access of ACCESS_LEVELS)
    for (const preset of PRESETS) {
      const answer = await authorize(bench.open({ preset }), using(use, given, bench, { access }));
      seen.push(`${short(answer)} ${answer.verdict.class}`);
    }
  expect(seen).toEqual(what);
});

const no_prefix = { kind: 'no_prefix', reason: 'it is no command' } as const;
const PERSON = 'A person can allow it when their host asks them, or with `bailiwick approve` in a terminal.';

test.each<readonly [PathAction['use'], string, Verdict]>([
  [
    'read',
    'a.txt',
    {
      decision: 'allow',
      tier: 1,
      rule: 'tier1:read-only',
      reason: 'read: proven to only read inside the workspace',
      change: undefined,
      span: { start: 0, end: 5 },
      class: 'read-only',
      signals: [],
      prefix: no_prefix,
    },
  ],
  [
    'write',
    'a.txt',
    {
      decision: 'allow',
      tier: 3,
      rule: 'preset:standard:workspace-write',
      reason: 'write: it writes inside the workspace',
      change: undefined,
      span: { start: 0, end: 5 },
      class: 'workspace-write',
      signals: [{ kind: 'file_modification', targets: ['a.txt'], span: { start: 0, end: 5 } }],
      prefix: no_prefix,
    },
  ],
  [
    'write',
    '.git/config',
    {
      decision: 'ask',
      tier: 5,
      rule: 'preset:standard:control-write',
      reason: 'write: .git/config configures other programs',
      change: PERSON,
      span: { start: 0, end: 11 },
      class: 'control-write',
      signals: [
        { kind: 'protected_path', path: '.git/config', zone: 'project', span: { start: 0, end: 11 } },
        { kind: 'file_modification', targets: ['.git/config'], span: { start: 0, end: 11 } },
      ],
      prefix: no_prefix,
    },
  ],
  [
    'read',
    '/etc/passwd',
    {
      decision: 'ask',
      tier: 5,
      rule: 'preset:standard:system',
      reason: 'read: it reads /etc/passwd, outside the workspace',
      change: PERSON,
      span: { start: 0, end: 11 },
      class: 'system',
      signals: [{ kind: 'outside_project', path: '/etc/passwd', span: { start: 0, end: 11 } }],
      prefix: no_prefix,
    },
  ],
])('the whole verdict of %s %s', async (use, given, verdict) => {
  const bench = furnished();
  expect((await authorize(bench.open(), using(use, given, bench))).verdict).toEqual(verdict);
});

test('what is allowed carries nothing to run, and its end is written down', async () => {
  const bench = furnished();
  const answer = await authorize(bench.open(), using('write', 'a.txt', bench));
  expect(Object.keys(answer).sort()).toEqual(['decision', 'ended', 'verdict', 'writes']);
  if (answer.decision === 'allow') answer.ended?.({ status: 'completed' });
  expect(bench.records.map((record) => (record.kind === 'decision' ? record.action : record))).toEqual([
    { kind: 'path', use: 'write', path: 'a.txt', bytes: 4, cwd: bench.workspace, access: 'workspace-write' },
    { kind: 'end', at: 0, session: 'one', task: undefined, of: 1, status: 'completed', exitCode: undefined },
  ]);
});

test.each([
  ['', 'the path is empty'],
  ['a\0b', 'the path holds a character that no path has'],
  ['a\nb', 'the path holds a character that no path has'],
  ['a\rb', 'the path holds a character that no path has'],
  ['a\ud800', 'the path holds a character that no path has'],
  ['é'.repeat(2_049), 'the path is longer than 4096 bytes'],
])('the path %j is refused', async (given, reason) => {
  const bench = furnished();
  const prefix = { kind: 'no_prefix', reason };
  expect((await authorize(bench.open(), using('read', given, bench))).verdict).toEqual({
    decision: 'deny',
    tier: 2,
    rule: 'gate:path',
    reason,
    change: 'Name one file or directory.',
    signals: [],
    prefix,
  });
});

test('a wider access than the session has, and a directory that is none, are refused', async () => {
  const bench = furnished();
  const gate = bench.open();
  expect(short(await authorize(gate, using('read', 'a.txt', bench, { access: 'full' })))).toBe('deny 2 access:parent');
  expect(short(await authorize(gate, using('read', 'a.txt', bench, { cwd: path.join(bench.workspace, 'gone') })))).toBe('deny 2 gate:cwd');
});

/** The rules of a person's own file. */
function rules(bench: GateBench, text: object, layer: 'user' | 'project' = 'user'): () => RuleSet {
  const parsed = parseRules(JSON.stringify(text), { layer, file: '/rules.jsonc' });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const set = ruleSetOf({ ...parsed, problems: [] }, { workspace: bench.workspace, home: bench.deps.home, resolve: (at) => at });
  return () => set;
}

test.each<readonly [rules: object, use: 'read' | 'write', given: string, said: string]>([
  [{ deny: ['Read(src/**)'] }, 'read', 'src/x', 'deny 3 rules:user:1'],
  [{ deny: ['Read(src/**)'] }, 'read', 'in/x', 'deny 3 rules:user:1'],
  [{ deny: ['Read(src/private/**)'] }, 'read', 'src', 'deny 3 rules:user:1'],
  [{ deny: ['Read(src/**)'] }, 'write', 'src/x', 'allow 3 preset:standard:workspace-write'],
  [{ deny: ['Write(src/**)'] }, 'write', 'src/x', 'deny 3 rules:user:1'],
  [{ deny: ['Edit(src/**)'] }, 'write', 'src/x', 'deny 3 rules:user:1'],
  [{ ask: ['Write(src/**)'] }, 'write', 'src/x', 'ask 5 rules:user:1'],
  [{ ask: ['Read(a.txt)'] }, 'read', 'a.txt', 'ask 5 rules:user:1'],
  [{ allow: ['Write(~/notes/*)'] }, 'write', 'HOME/notes/x', 'ask 5 access:workspace-write'],
  [{ allow: ['Write(~/notes/*)'] }, 'write', '~/notes/x', 'ask 5 preset:standard:system'],
  [{ allow: ['Read(~/.npmrc)'] }, 'read', 'HOME/.npmrc', 'ask 5 access:workspace-write'],
  [{ allow: ['Read(~/.npmrc)'] }, 'read', '~/.npmrc', 'deny 3 builtin:secret-path'],
  [{ allow: ['Write(AGENTS.md)'] }, 'write', 'AGENTS.md', 'ask 5 preset:standard:control-write'],
  // Rules for programs say nothing of what a tool does by itself, whatever they are called.
  [{ deny: ['Bash(*)', 'Bash(read:*)', 'Bash(write:*)'] }, 'read', 'a.txt', 'allow 1 tier1:read-only'],
  [{ ask: ['Bash(write a.txt)'] }, 'write', 'a.txt', 'allow 3 preset:standard:workspace-write'],
  [{ allow: ['Bash(write AGENTS.md)', 'Bash(write:*)'] }, 'write', 'AGENTS.md', 'ask 5 preset:standard:control-write'],
])('with the rules %j: %s %s', async (text, use, given, said) => {
  const bench = furnished();
  const action = using(use, given.replace('HOME', bench.deps.home), bench);
  expect(short(await authorize(bench.open({ rules: rules(bench, text) }), action))).toBe(said);
});

test('a rule that allows one path allows that path', async () => {
  const bench = furnished({ preset: 'strict' });
  const gate = bench.open({ rules: rules(bench, { allow: [`Write(${bench.workspace}/a.txt)`] }) });
  const said: string[] = [];
  for (const given of ['a.txt', './a.txt', 'a.txt2', 'src/a.txt', 'own/a.txt'])
    said.push(short(await authorize(gate, using('write', given, bench))));
  expect(said).toEqual([
    'allow 3 rules:user:1',
    'allow 3 rules:user:1',
    'ask 5 preset:strict:workspace-write',
    'ask 5 preset:strict:workspace-write',
    'deny 0 tier0:own-files',
  ]);
});

async function asked(bench: GateBench, action: Action, changed: Parameters<GateBench['open']>[0] = { preset: 'strict' }) {
  const answer = await authorize(bench.open(changed), action);
  if (answer.decision !== 'ask') throw new Error(short(answer));
  const [row] = bench.deps.store.approvals.waiting(0);
  return { ...answer.approval, id: '', shown: JSON.parse(row?.shown ?? '{}') as Record<string, unknown> };
}

test('what a person reads of a write', async () => {
  const bench = furnished();
  const { workspace } = bench;
  const covers = 'exactly this file, whatever is put into it (workspace-write)';
  const { message, grantable, grantText, shown } = await asked(
    bench,
    using('write', 'in/b.txt', bench, { text: 'one\n\u001b[2Jtwo\0\u202e' }),
  );
  expect(message).toBe(`Write ${workspace}/in/b.txt -> ${workspace}/src/b.txt (15 bytes)
Asked because write: it writes inside the workspace
The text: one ⏎ ␛[2Jtwo␀\\u{202e}
In ${workspace}, sandbox: none
Allowing it for this session covers ${covers}.`);
  expect({ grantable, grantText }).toEqual({ grantable: true, grantText: covers });
  expect(shown).toEqual({
    message,
    grantable,
    grantText,
    command: `Write ${workspace}/in/b.txt -> ${workspace}/src/b.txt (15 bytes)\none\n\u001b[2Jtwo\0\u202e`,
    path: { use: 'write', path: 'in/b.txt' },
    cwd: workspace,
    workspace,
    access: 'workspace-write',
    class: 'workspace-write',
    reason: 'write: it writes inside the workspace',
    rule: 'preset:strict:workspace-write',
    client: 'client',
    alwaysRule: `Write(${workspace}/src/b.txt)`,
  });
});

test.each<readonly [what: string, given: string, text: string | undefined]>([
  ['a long text', 'a.txt', 'x'.repeat(1_501)],
  ['a long path', `${'d/'.repeat(200)}x`, ''],
])('%s is cut, and may be allowed once only', async (_, given, text) => {
  const bench = furnished();
  const { message, grantable, shown } = await asked(bench, using('write', given, bench, { text }));
  expect(message).toMatch(/^\(cut: .*the text has \d+ characters\)$/m);
  expect(message.length).toBeLessThan(2_500);
  expect({ grantable, always: shown['alwaysRule'] }).toEqual({ grantable: false, always: null });
});

test.each([['a*.txt'], ['[id].txt'], ['src/{a}.txt']])('no rule says just %s', async (given) => {
  const bench = furnished();
  const { grantable, shown } = await asked(bench, using('write', given, bench));
  expect({ grantable, always: shown['alwaysRule'] }).toEqual({ grantable: true, always: null });
});

test.each([['.git/config'], ['twin'], ['../elsewhere/x'], ['/dev/stdout'], ['src']])(
  '%s is never allowed for longer than once',
  async (given) => {
    const bench = furnished();
    expect(await asked(bench, using('write', given, bench))).toMatchObject({ grantable: false, grantText: '' });
  },
);

test('a grant for the session covers that path and that use, and no link that leads there by another way', async () => {
  const bench = furnished({ preset: 'strict' });
  const gate = bench.open();
  const action = using('write', 'src/b.txt', bench);
  const approvalId = await questionOf(gate, action);
  const said = [short(await authorize(gate, action, { answer: { approvalId, choice: 'allow_session' } }))];
  const then: readonly PathAction[] = [
    action,
    { ...action, text: 'something else' },
    { ...action, path: path.join(bench.workspace, 'src/b.txt') },
    { ...action, path: 'in/b.txt' },
    { ...action, path: 'src/c.txt' },
    { ...action, access: 'read-only' },
  ];
  for (const one of then) said.push(short(await authorize(gate, one)));
  writeFileSync(path.join(bench.workspace, 'src/b.txt'), 'x');
  linkSync(path.join(bench.workspace, 'src/b.txt'), path.join(bench.workspace, 'third'));
  said.push(short(await authorize(gate, action)));
  rmSync(path.join(bench.workspace, 'src/b.txt'));
  symlinkSync('../../elsewhere/b.txt', path.join(bench.workspace, 'src/b.txt'));
  said.push(short(await authorize(gate, action)));
  gate.dropGrants();
  rmSync(path.join(bench.workspace, 'src/b.txt'));
  said.push(short(await authorize(gate, action)));
  expect(said).toEqual([
    'allow 5 approval:allow_session',
    'allow 3 grant:session',
    'allow 3 grant:session',
    'allow 3 grant:session',
    'allow 3 grant:session',
    'ask 5 preset:strict:workspace-write',
    'deny 2 access:read-only',
    'ask 5 preset:strict:control-write',
    'ask 5 preset:strict:system',
    'ask 5 preset:strict:workspace-write',
  ]);
});

const WRITE_TWIN = 'twin';

test.each<readonly [what: string, given: string, change: (bench: GateBench, action: PathAction) => PathAction]>([
  ['the text', WRITE_TWIN, (_, action) => ({ ...action, text: 'other' })],
  ['the tool', WRITE_TWIN, (_, action) => ({ ...action, tool: 'Write' })],
  ['the access', WRITE_TWIN, (_, action) => ({ ...action, access: 'read-only' as Access })],
  [
    'what is in the file',
    WRITE_TWIN,
    ({ workspace }, action) => {
      writeFileSync(path.join(workspace, 'twin'), 'swapped');
      return action;
    },
  ],
  [
    'the file',
    'AGENTS.md',
    ({ workspace }, action) => {
      writeFileSync(path.join(workspace, 'AGENTS.md'), 'made meanwhile');
      return action;
    },
  ],
  [
    'where the link leads',
    'out/x',
    ({ workspace }, action) => {
      rmSync(path.join(workspace, 'out'));
      symlinkSync('../home', path.join(workspace, 'out'));
      return action;
    },
  ],
  [
    'the directory behind the name',
    '../elsewhere/x',
    ({ workspace }, action) => {
      const elsewhere = path.join(workspace, '../elsewhere');
      renameSync(elsewhere, `${elsewhere}-before`);
      mkdirSync(elsewhere);
      return action;
    },
  ],
])('an answer does not survive a change of %s', async (_, given, change) => {
  const bench = furnished();
  const gate = bench.open();
  const action = using('write', given, bench);
  const approvalId = await questionOf(gate, action);
  const answered = await authorize(gate, change(bench, action), { answer: { approvalId, choice: 'allow_once' } });
  expect(answered.decision).toBe('deny');
  expect(answered.verdict.rule).toMatch(/^approval:not-pending$|^access:read-only$/);
});

test('a read is bound to what it would show', async () => {
  const bench = furnished();
  const gate = bench.open();
  const notes = path.join(bench.workspace, '../elsewhere/notes');
  writeFileSync(notes, 'one');
  const action = using('read', '../elsewhere/notes', bench);
  const first = await questionOf(gate, action);
  writeFileSync(notes, 'two');
  expect(short(await authorize(gate, action, { answer: { approvalId: first, choice: 'allow_once' } }))).toBe('deny 5 approval:not-pending');
  const second = await questionOf(gate, action);
  expect(short(await authorize(gate, action, { answer: { approvalId: second, choice: 'allow_once' } }))).toBe(
    'allow 5 approval:allow_once',
  );
  expect(short(await authorize(gate, action, { answer: { approvalId: second, choice: 'allow_once' } }))).toBe(
    'deny 5 approval:not-pending',
  );
});

test('an answer counts where nothing changes', async () => {
  const bench = furnished();
  const gate = bench.open();
  for (const given of ['twin', 'AGENTS.md', 'out/x', '../elsewhere/new/deep/x', 'src', '/dev/stdout', 'a.txt/below']) {
    const action = using('write', given, bench);
    const answer = await authorize(gate, action);
    if (answer.decision === 'allow') continue;
    if (answer.decision === 'deny') throw new Error(`${given}: ${short(answer)}`);
    const said = await authorize(gate, action, { answer: { approvalId: answer.approval.id, choice: 'allow_once' } });
    expect(`${given}: ${short(said)}`).toBe(`${given}: allow 5 approval:allow_once`);
  }
});

test('a classifier may answer what the preset asks, and sees all that would be written', async () => {
  const bench = furnished({ preset: 'strict', classify: async () => ({ kind: 'allow', reason: 'fine' }) });
  const gate = bench.open();
  const said: string[] = [];
  for (const given of ['a.txt', 'AGENTS.md', '../elsewhere/x', 'src'])
    said.push(short(await authorize(gate, using('write', given, bench))));
  expect(said).toEqual([
    'allow 4 classifier:allow',
    'ask 5 preset:strict:control-write',
    'ask 5 preset:strict:system',
    'ask 5 preset:strict:unknown',
  ]);
});

test('explaining a path changes nothing', async () => {
  const bench = furnished();
  const { verdict, parts } = await bench.open().explain(using('write', 'twin', bench));
  expect([verdict.decision, parts.length, bench.records.length, existsSync(path.join(bench.workspace, 'state'))]).toEqual([
    'ask',
    1,
    0,
    false,
  ]);
});
