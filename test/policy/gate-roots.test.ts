import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Action, Answer, Authorization, AuthorizeOptions, Gate } from '../../src/policy/action.ts';
import { createGate, type GateDeps } from '../../src/policy/gate.ts';
import { NO_RULES, type RuleSet } from '../../src/policy/rules/rule.ts';
import { ruleSetOf } from '../../src/policy/rules/rule-set.ts';
import { localWorld } from '../../src/policy/world.ts';
import type { AuditRecord } from '../../src/store/audit/record.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { gateBasics } from './gate-basics.ts';
import { rulesOf } from './rules/rules-fixture.ts';

const { signal } = new AbortController();
let root = '';
let workspace = '';
let home = '';
let a = '';
let b = '';
let deps: GateDeps;
let gate: Gate;
let records: AuditRecord[];
let rules: RuleSet;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'roots-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  [workspace, home, a, b] = ['work', 'home', 'trees/a', 'trees/b'].map((name) => path.join(root, name)) as [string, string, string, string];
  for (const dir of [workspace, home, a, b, path.join(root, 'state')]) mkdirSync(dir, { recursive: true });
  records = [];
  rules = NO_RULES;
  deps = {
    ...gateBasics(records),
    sessionId: 'one',
    workspace,
    access: 'workspace-write',
    preset: 'standard',
    home,
    ownDirs: [path.join(root, 'state')],
    ownPrograms: [],
    searchPath: async () => '/usr/local/bin:/usr/bin:/bin',
    bash: () => ({ path: '/bin/bash', major: 5 }),
    store: createMemoryStore(),
    rules: () => rules,
    log: () => undefined,
  };
  gate = createGate(deps);
});

const command = (text: string, cwd: string): Action => ({ kind: 'command', tool: 'bash', command: text, cwd, access: 'workspace-write' });
const short = ({ decision, verdict }: Authorization): string => `${decision} ${verdict.tier} ${verdict.rule}`;
const authorize = (action: Action, options: Partial<AuthorizeOptions> = {}) => gate.authorize(action, { signal, ...options });
const said = async (action: Action, options: Partial<AuthorizeOptions> = {}) => short(await authorize(action, options));

async function asked(action: Action, options: Partial<AuthorizeOptions> = {}) {
  const authorization = await authorize(action, options);
  if (authorization.decision !== 'ask') throw new Error(`not asked: ${short(authorization)}`);
  return authorization.approval;
}

describe('a root that takes the place of the workspace', () => {
  test('what lies in it may be written as in a workspace; without it the same path lies outside', async () => {
    const file = path.join(a, 'new');
    expect(await said(command('touch new', a), { workspace: a })).toBe('allow 3 preset:standard:workspace-write');
    expect(await authorize(command('touch new', a), { workspace: a })).toMatchObject({
      execution: { argv: ['/usr/bin/touch', 'new'], cwd: a },
      writes: { paths: [file], complete: true },
    });
    expect(await said(command('touch new', a))).toBe('ask 5 preset:standard:system');
    expect(await said({ kind: 'path', tool: 'edit', use: 'write', path: file, cwd: a, access: 'workspace-write' }, { workspace: a })).toBe(
      'allow 3 preset:standard:workspace-write',
    );
    expect(await said({ kind: 'path', tool: 'edit', use: 'write', path: file, cwd: a, access: 'workspace-write' })).toBe(
      'ask 5 preset:standard:system',
    );
  });

  test('the workspace of the session and the roots of others lie outside of it', async () => {
    for (const other of [workspace, b])
      expect(await said(command(`touch ${other}/new`, a), { workspace: a })).toBe('ask 5 preset:standard:system');
  });

  test('the workspace itself is no other root', async () => {
    expect(await said(command('touch new', workspace), { workspace })).toBe('allow 3 preset:standard:workspace-write');
  });

  test.each<[string, () => string]>([
    ['a relative one', () => path.relative(process.cwd(), a)],
    ['an empty one', () => ''],
    ['the root of everything', () => '/'],
    ['the home', () => home],
    ['what the home lies in', () => path.dirname(home)],
    ['what the workspace lies in', () => path.dirname(workspace)],
    ['a system directory', () => '/usr'],
    ['what is ours', () => path.join(root, 'state')],
    ['what holds ours', () => path.join(root)],
    ['one that is not there', () => path.join(root, 'nowhere')],
    ['a file', () => path.join(root, 'file')],
    ['a way through a link', () => path.join(root, 'link')],
    ['a way back', () => `${a}/../a`],
  ])('%s is refused', async (_, given) => {
    writeFileSync(path.join(root, 'file'), '');
    symlinkSync(a, path.join(root, 'link'));
    expect(await said(command('ls', a), { workspace: given() })).toBe('deny 2 gate:workspace');
  });

  test('one that became a link after it was used is refused', async () => {
    expect(await said(command('ls', a), { workspace: a })).toMatch(/^allow/);
    renameSync(a, `${a}-moved`);
    symlinkSync(workspace, a);
    expect(await said(command('ls', a), { workspace: a })).toBe('deny 2 gate:workspace');
  });

  test('an access beyond that of the session stays refused', async () => {
    expect(await said({ ...command('ls', a), access: 'full' } as Action, { workspace: a })).toBe('deny 2 access:parent');
  });
});

describe('questions within a root', () => {
  const yes = (approvalId: string, choice: Answer['choice'] = 'allow_once'): Answer => ({ approvalId, choice });

  test('the person sees the real root', async () => {
    const { message } = await asked(command('npm test', a), { workspace: a });
    expect(message).toContain(`In ${a}, work tree ${a}, sandbox: none`);
    expect((await asked(command('npm test', workspace))).message).toContain(`In ${workspace}, sandbox: none`);
    const shown = deps.store.approvals.waiting(0).map((row) => JSON.parse(row.shown).workspace);
    expect(shown).toEqual([a, workspace]);
  });

  test('an answer that was given for one root counts for no other, whatever directory is named', async () => {
    const action = command('npm test', b);
    const { id } = await asked(action, { workspace: b });
    expect(await said(action, { workspace: a, answer: yes(id) })).toBe('deny 5 approval:not-pending');
    expect(await said(action, { answer: yes(id) })).toBe('deny 5 approval:not-pending');
    expect(await said(action, { workspace: b, answer: yes(id) })).toBe('allow 5 approval:allow_once');
  });

  test('a grant for the session holds within its root alone', async () => {
    const action = command('npm run lint', a);
    const { id } = await asked(action, { workspace: a });
    expect(await said(action, { workspace: a, answer: yes(id, 'allow_session') })).toBe('allow 5 approval:allow_session');
    expect(await said(action, { workspace: a })).toBe('allow 3 grant:session');
    expect(await said(action)).toMatch(/^ask/);
    expect(await said(command('npm run lint', b), { workspace: b })).toMatch(/^ask/);
  });

  test('all roots share one gate: its questions are counted together, its log holds them all', async () => {
    for (const workspace of [a, b, undefined]) await authorize(command('ls', workspace ?? deps.workspace), { workspace });
    expect(records.map((record) => record.kind === 'decision' && record.session)).toEqual(['one', 'one', 'one']);
    const caller = { name: 'child', task: 'task' };
    for (let n = 0; n < 5; n++) await asked(command(`npm run x${n}`, a), { workspace: a, caller });
    expect(await said(command('npm run y', b), { workspace: b, caller })).toBe('deny 5 approval:overflow-child');
  });

  test('what a classifier allowed is judged again within the same root', async () => {
    gate = createGate({ ...deps, classify: async () => ({ kind: 'allow', reason: 'fine' }) });
    expect(await said(command('npm test', a), { workspace: a })).toBe('allow 4 classifier:allow');
  });
});

describe('rules within a root', () => {
  const write = (file: string): Action => ({ kind: 'path', tool: 'edit', use: 'write', path: file, cwd: a, access: 'workspace-write' });
  /** A person's rules, as they are read in the workspace of the session. */
  const setOf = (file: object): RuleSet =>
    ruleSetOf(
      { rules: rulesOf(file), softDeny: [], environment: [], preset: undefined, networkAllow: [], problems: [] },
      { workspace, home, resolve: localWorld('', home).resolve },
    );

  test('relative paths count from the root; what is denied in the workspace stays denied', async () => {
    rules = setOf({ deny: ['Write(src/**)'] });
    expect(await said(write(`${a}/src/x`), { workspace: a })).toMatch(/^deny 3 rules:user/);
    expect(await said(write(`${workspace}/src/x`), { workspace: a })).toMatch(/^deny 3 rules:user/);
    expect(await said(write(`${a}/lib/x`), { workspace: a })).toBe('allow 3 preset:standard:workspace-write');
    expect(await said(write(`${a}/src/x`))).toBe('ask 5 preset:standard:system');
  });

  test('what is allowed in the workspace is allowed below the root, not beside it', async () => {
    deps = { ...deps, preset: 'strict' };
    gate = createGate(deps);
    rules = setOf({ allow: ['Write(src/**)', 'Bash(npm test)'] });
    expect(await said(write(`${a}/src/x`), { workspace: a })).toMatch(/^allow 3 rules:user/);
    expect(await said(write(`${b}/src/x`), { workspace: a })).toMatch(/^ask/);
    expect(await said(command('npm test', a), { workspace: a })).toMatch(/^allow 3 rules:user/);
    expect(await said(command('npm test', b), { workspace: a })).toMatch(/^ask/);
  });

  test('rules that change are read again', async () => {
    expect(await said(write(`${a}/src/x`), { workspace: a })).toBe('allow 3 preset:standard:workspace-write');
    rules = setOf({ deny: ['Write(src/**)'] });
    expect(await said(write(`${a}/src/x`), { workspace: a })).toMatch(/^deny 3 rules:user/);
  });
});
