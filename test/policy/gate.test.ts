import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Access, Action, Authorization, Gate } from '../../src/policy/action.ts';
import { createGate, type GateDeps } from '../../src/policy/gate.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { gateBasics } from './gate-basics.ts';

let workspace = '';
let logged: string[] = [];
let deps: GateDeps;
let gate: Gate;
const signal = new AbortController().signal;

beforeEach(() => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'gate-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  workspace = path.join(root, 'work');
  mkdirSync(path.join(workspace, 'src'), { recursive: true });
  logged = [];
  deps = {
    sessionId: 'one',
    workspace,
    access: 'workspace-write',
    preset: 'standard',
    home: path.join(root, 'home'),
    ownDirs: [path.join(root, 'state'), path.join(root, 'config')],
    ownPrograms: [],
    searchPath: async () => '/usr/bin:/bin',
    bash: () => ({ path: '/bin/bash', major: 5 }),
    store: createMemoryStore(),
    ...gateBasics(),
    log: (line) => logged.push(line),
  };
  gate = createGate(deps);
});

const command = (text: string, access: Access = 'workspace-write', cwd = workspace): Action => ({
  kind: 'command',
  tool: 'bash',
  command: text,
  cwd,
  access,
});
const short = (authorization: Authorization) => `${authorization.decision} ${authorization.verdict.tier} ${authorization.verdict.rule}`;
const askFor = async (text: string) => {
  const asked = await gate.authorize(command(text), { signal });
  if (asked.decision !== 'ask') throw new Error(`${text} was not asked: ${short(asked)}`);
  return asked.approval;
};

describe('gate', () => {
  test('a proven read is allowed, and what was judged is what runs', async () => {
    expect(await gate.authorize(command('ls src'), { signal })).toMatchObject({
      decision: 'allow',
      verdict: { tier: 1 },
      execution: { argv: ['/usr/bin/ls', 'src'], cwd: workspace, env: {} },
    });
    expect(await gate.authorize(command('ls src | wc -l'), { signal })).toMatchObject({
      decision: 'allow',
      execution: { argv: ['/bin/bash', '--noprofile', '--norc', '-c', 'ls src | wc -l'] },
    });
    expect(await gate.authorize(command('echo hi'), { signal })).toMatchObject({
      decision: 'allow',
      execution: { argv: ['/bin/bash', '--noprofile', '--norc', '-c', 'echo hi'] },
    });
  });

  test('an approval counts once, for exactly this action', async () => {
    const approval = await askFor('git commit -m x');
    const answer = { approvalId: approval.id, choice: 'allow_once' } as const;
    expect(short(await gate.authorize(command('git commit -m y'), { signal, answer }))).toBe('deny 5 approval:not-pending');
    expect(
      short(await gate.authorize(command('git commit -m x', 'workspace-write', path.join(workspace, 'src')), { signal, answer })),
    ).toBe('deny 5 approval:not-pending');
    expect(short(await gate.authorize(command('git commit -m x'), { signal, answer }))).toBe('allow 5 approval:allow_once');
    expect(short(await gate.authorize(command('git commit -m x'), { signal, answer }))).toBe('deny 5 approval:not-pending');
  });

  test('a person’s no is final for that question', async () => {
    const approval = await askFor('git commit -m x');
    expect(short(await gate.authorize(command('git commit -m x'), { signal, answer: { approvalId: approval.id, choice: 'deny' } }))).toBe(
      'deny 5 approval:denied',
    );
    expect(
      short(await gate.authorize(command('git commit -m x'), { signal, answer: { approvalId: approval.id, choice: 'allow_once' } })),
    ).toBe('deny 5 approval:not-pending');
  });

  test('an answer cannot lift a denial, nor come without a question', async () => {
    for (const text of ['rm -rf /', 'git commit -m x', 'ls src']) {
      expect((await gate.authorize(command(text), { signal, answer: { approvalId: 'made-up', choice: 'allow_session' } })).decision).toBe(
        'deny',
      );
    }
  });

  test('allowed for the session: covers the same prefix, and nothing wider', async () => {
    const approval = await askFor('git commit -m x');
    expect(approval).toMatchObject({ number: 1, grantable: true, grantText: '`git commit` commands (git-write)' });
    expect(
      short(await gate.authorize(command('git commit -m x'), { signal, answer: { approvalId: approval.id, choice: 'allow_session' } })),
    ).toBe('allow 5 approval:allow_session');
    expect(short(await gate.authorize(command('git commit -m other'), { signal }))).toBe('allow 3 grant:session');
    expect((await gate.authorize(command('git add . && git commit -m other'), { signal })).decision).toBe('ask');
    expect((await gate.authorize(command('git push origin main'), { signal })).decision).toBe('ask');
    expect((await gate.authorize(command('git commit -m "$(id)"'), { signal })).decision).toBe('ask');
    gate.dropGrants();
    expect((await gate.authorize(command('git commit -m other'), { signal })).decision).toBe('ask');
  });

  test('another session sees neither the grant nor the question', async () => {
    const other = createGate({ ...deps, sessionId: 'two' });
    const approval = await askFor('git commit -m x');
    expect(
      short(await other.authorize(command('git commit -m x'), { signal, answer: { approvalId: approval.id, choice: 'allow_once' } })),
    ).toBe('deny 5 approval:not-pending');
    await gate.authorize(command('git commit -m x'), { signal, answer: { approvalId: approval.id, choice: 'allow_session' } });
    expect((await other.authorize(command('git commit -m x'), { signal })).decision).toBe('ask');
  });

  test('what is not understood, destroys or configures may be allowed once only', async () => {
    for (const text of ['git push --force origin main', 'echo x > .npmrc', 'eval "$x"', 'curl -K x', 'some-tool x && rm -rf src']) {
      const approval = await askFor(text);
      expect({ text, grantable: approval.grantable }).toEqual({ text, grantable: false });
      expect(short(await gate.authorize(command(text), { signal, answer: { approvalId: approval.id, choice: 'allow_session' } }))).toBe(
        'deny 5 approval:not-grantable',
      );
    }
  });

  test('access only shrinks', async () => {
    expect(short(await gate.authorize(command('touch x', 'read-only'), { signal }))).toBe('deny 2 access:read-only');
    expect(short(await gate.authorize(command('ls', 'read-only'), { signal }))).toBe('allow 1 tier1:read-only');
    expect(short(await gate.authorize(command('ls', 'full'), { signal }))).toBe('deny 2 access:parent');
  });

  test('equal calls each need an answer: what a person allowed once runs once, what was allowed twice twice', async () => {
    const [first, second, third] = [await askFor('git commit -m x'), await askFor('git commit -m x'), await askFor('git commit -m x')];
    const answered = async ({ id: approvalId }: typeof first, choice: 'allow_once' | 'deny') =>
      short(await gate.authorize(command('git commit -m x'), { signal, answer: { approvalId, choice } }));
    expect([first.number, second.number, third.number]).toEqual([1, 2, 3]);
    expect(await answered(first, 'allow_once')).toBe('allow 5 approval:allow_once');
    expect(await answered(first, 'allow_once')).toBe('deny 5 approval:not-pending');
    expect(await answered(second, 'allow_once')).toBe('allow 5 approval:allow_once');
    expect(await answered(third, 'deny')).toBe('deny 5 approval:denied');
  });

  test('what a person allows for the session ends equal questions with a yes', async () => {
    const [first, second] = [await askFor('git commit -m x'), await askFor('git commit -m x')];
    const waiting = gate.settled(second.id, signal);
    const answer = { approvalId: first.id, choice: 'allow_session' } as const;
    expect(short(await gate.authorize(command('git commit -m x'), { signal, answer }))).toBe('allow 5 approval:allow_session');
    const settled = await waiting;
    expect(settled).toEqual({ approvalId: second.id, choice: 'unanswered' });
    expect(short(await gate.authorize(command('git commit -m x'), { signal, answer: settled }))).toBe('allow 3 grant:session');
  });

  test('questions are bounded', async () => {
    for (let i = 0; i < 20; i++) await askFor(`git commit -m ${i}`);
    expect(short(await gate.authorize(command('git commit -m more'), { signal }))).toBe('deny 5 approval:overflow');
  });

  test('an exception inside is a denial, said aloud', async () => {
    const broken = createGate({ ...deps, searchPath: () => Promise.reject(new Error('no environment')) });
    expect(short(await broken.authorize(command('ls'), { signal }))).toBe('deny 2 gate:error');
    expect((await broken.explain(command('ls'))).verdict.decision).toBe('deny');
    expect(logged[0]).toMatch(/^the gate failed and refused: Error: no environment/);
  });

  test('explaining counts nothing and stores nothing', async () => {
    for (let i = 0; i < 50; i++) await gate.explain(command('git commit -m x'));
    expect((await askFor('git commit -m x')).number).toBe(1);
  });

  test('old bash proves only plain commands', async () => {
    const old = createGate({ ...deps, bash: () => ({ path: '/bin/bash', major: 3 }) });
    expect(short(await old.authorize(command('ls src'), { signal }))).toBe('allow 1 tier1:read-only');
    expect(short(await old.authorize(command('ls src | wc -l'), { signal }))).toBe('ask 5 old-bash');
  });

  test('what a person reads starts with what decided, and shows every odd character', async () => {
    const approval = await askFor('echo "\u001b]52;c;x\u0007" && git commit -m x');
    expect(approval.message.split('\n')[0]).not.toContain('\u001b');
    for (const odd of ['\u001b', '\u0007']) expect(approval.message).not.toContain(odd);
    const long = await askFor(`git commit -m ${'x'.repeat(2000)}`);
    expect(long.grantable).toBe(false);
    expect(long.message).toContain('(cut: the command has 2014 characters)');
  });
});
