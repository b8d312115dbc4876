import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Action, Authorization, AuthorizeOptions } from '../../src/policy/action.ts';
import type { EngineNow } from '../../src/policy/engine/engine.ts';
import type { Classification } from '../../src/policy/engine/second-opinion.ts';
import { createGate, type GateDeps } from '../../src/policy/gate.ts';
import { parseRules } from '../../src/policy/rules/parse.ts';
import { NO_RULES } from '../../src/policy/rules/rule.ts';
import { ruleSetOf } from '../../src/policy/rules/rule-set.ts';
import type { AuditRecord } from '../../src/store/audit/record.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { gateBasics } from './gate-basics.ts';

const { signal } = new AbortController();
const ALLOW: Classification = { kind: 'allow', reason: 'fits' };
const BLOCK: Classification = { kind: 'block', reason: 'does not fit' };
const FAILED: Classification = { kind: 'failed', reason: 'timeout', counts: true };

let workspace = '';
let records: AuditRecord[] = [];
let deps: GateDeps;

beforeEach(() => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'gate-model-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  workspace = path.join(root, 'work');
  mkdirSync(workspace);
  records = [];
  deps = {
    ...gateBasics(records),
    sessionId: 'one',
    workspace,
    access: 'workspace-write',
    preset: 'standard',
    home: path.join(root, 'home'),
    ownDirs: [path.join(root, 'state')],
    ownPrograms: [],
    searchPath: async () => '/usr/bin:/bin',
    bash: () => ({ path: '/bin/bash', major: 5 }),
    store: createMemoryStore(),
    log: () => undefined,
  };
});

/** A gate whose classifier says what a test scripts. */
function gateThat(...script: (Classification | Promise<Classification>)[]) {
  const asked: string[] = [];
  const classify: GateDeps['classify'] = async ({ action }) => {
    asked.push('command' in action ? (action.command ?? '') : action.kind);
    return (await script.shift()) ?? FAILED;
  };
  const gate = createGate({ ...deps, classify });
  const run = (command: string, options: Partial<AuthorizeOptions> = {}) => {
    const action: Action = { kind: 'command', tool: 'bash', command, cwd: workspace, access: 'workspace-write' };
    return gate.authorize(action, { signal, ...options });
  };
  return { gate, run, asked };
}

const short = ({ decision, verdict }: Authorization): string => `${decision} ${verdict.tier} ${verdict.rule}`;

function approvalOf(authorization: Authorization): string {
  if (authorization.decision !== 'ask') throw new Error(`not asked: ${short(authorization)}`);
  return authorization.approval.id;
}

describe('the classifier', () => {
  test("answers a preset's question", async () => {
    const { run, asked } = gateThat(ALLOW, BLOCK);
    expect([short(await run('git commit -m x')), short(await run('git commit -m y'))]).toEqual([
      'allow 4 classifier:allow',
      'deny 4 classifier:block',
    ]);
    expect(asked).toEqual(['git commit -m x', 'git commit -m y']);
    expect(records.map((record) => (record.kind === 'decision' ? [record.decision, record.tier, record.approver] : record.kind))).toEqual([
      ['allow', 4, 'classifier'],
      ['deny', 4, 'classifier'],
    ]);
  });

  test('is not asked about what it may not allow, nor about what nobody asks', async () => {
    const { run, asked } = gateThat();
    const commands = [
      'curl https://example.com',
      'sudo ls',
      'echo x > .npmrc',
      'no-such-program',
      'bash -c "$x"',
      'git push --force',
      'ls',
      'cat .env',
    ];
    const answers = [];
    for (const command of commands) answers.push((await run(command)).decision);
    expect({ answers, asked }).toEqual({ answers: ['ask', 'ask', 'ask', 'ask', 'ask', 'ask', 'allow', 'deny'], asked: [] });
  });

  test('that fails leaves the question to a person', async () => {
    const { run } = gateThat(FAILED);
    expect(short(await run('git commit -m x'))).toBe('ask 5 preset:standard:git-write');
  });

  test('falls back to rules at the third denial, whose verdict stands; an approval brings it back', async () => {
    const { gate, run, asked } = gateThat(BLOCK, BLOCK, BLOCK, ALLOW);
    const first = [];
    for (const i of [1, 2, 3, 4]) first.push(short(await run(`git commit -m ${i}`)));
    expect(first).toEqual([...Array.from({ length: 3 }, () => 'deny 4 classifier:block'), 'ask 5 preset:standard:git-write']);
    expect(gate.engine()).toEqual({ kind: 'rules', why: 'denials' });
    const approvalId = approvalOf(await run('git commit -m 4'));
    expect(short(await run('git commit -m 4', { answer: { approvalId, choice: 'allow_once' } }))).toBe('allow 5 approval:allow_once');
    expect([short(await run('git commit -m 5')), asked.length]).toEqual(['allow 4 classifier:allow', 4]);
  });

  test('answers again when a person chooses it at a terminal, also after twenty denials', async () => {
    const { gate, run, asked } = gateThat(BLOCK, BLOCK, BLOCK, ALLOW);
    for (const i of [1, 2, 3, 4]) await run(`git commit -m ${i}`);
    expect([asked.length, gate.engine()]).toEqual([3, { kind: 'rules', why: 'denials' }]);
    deps.store.engine.choose('llm', 0);
    expect([short(await run('git commit -m 5')), gate.engine()]).toEqual(['allow 4 classifier:allow', { kind: 'llm', why: 'chosen' }]);
    deps.store.engine.choose('rules', 0);
    expect([short(await run('git commit -m 6')), gate.engine()]).toEqual([
      'ask 5 preset:standard:git-write',
      { kind: 'rules', why: 'chosen' },
    ]);
  });

  test('does not hear of what a person, a rule or tier 0 decides', async () => {
    const { gate, run } = gateThat(BLOCK, BLOCK);
    await run('git commit -m 1');
    await run('git commit -m 2');
    for (const command of ['rm -rf /', 'cat .env', 'ls']) await run(command);
    const approvalId = approvalOf(await run('curl https://example.com'));
    await run('curl https://example.com', { answer: { approvalId, choice: 'deny' } });
    expect(gate.engine()).toEqual({ kind: 'llm', why: 'chosen' });
  });
});

describe('while it works', () => {
  test('a person is asked, and the late verdict is adopted when nobody has answered', async () => {
    const late = Promise.withResolvers<Classification>();
    const { gate, run } = gateThat(late.promise);
    const approvalId = approvalOf(await run('git commit -m x', { canAsk: true }));
    const settled = gate.settled(approvalId, signal);
    late.resolve(ALLOW);
    const answer = await settled;
    expect(answer).toEqual({ approvalId, choice: 'adopt' });
    expect(short(await run('git commit -m x', { answer }))).toBe('allow 4 classifier:allow');
  });

  test("a person's no is final, also for the same command later", async () => {
    const late = Promise.withResolvers<Classification>();
    const { gate, run, asked } = gateThat(late.promise, ALLOW);
    const approvalId = approvalOf(await run('git commit -m x', { canAsk: true }));
    expect(short(await run('git commit -m x', { answer: { approvalId, choice: 'deny' } }))).toBe('deny 5 approval:denied');
    late.resolve(ALLOW);
    expect(await gate.settled(approvalId, signal)).toBeUndefined();
    expect(short(await run('git commit -m x', { answer: { approvalId, choice: 'adopt' } }))).toBe('deny 5 approval:not-pending');
    expect([short(await run('git commit -m x')), asked]).toEqual(['ask 5 preset:standard:git-write', ['git commit -m x']]);
  });

  test('an answer that nobody gave leaves it to what the classifier said meanwhile', async () => {
    const late = Promise.withResolvers<Classification>();
    const { gate, run } = gateThat(late.promise);
    const approvalId = approvalOf(await run('git commit -m x', { canAsk: true }));
    late.resolve(ALLOW);
    await gate.settled(approvalId, signal);
    expect(short(await run('git commit -m x', { answer: { approvalId, choice: 'unanswered' } }))).toBe('allow 4 classifier:allow');
  });

  test('without a person it is awaited', async () => {
    const late = Promise.withResolvers<Classification>();
    const { run } = gateThat(late.promise);
    const running = run('git commit -m x');
    late.resolve(BLOCK);
    expect(short(await running)).toBe('deny 4 classifier:block');
  });

  test('nobody but the gate can say that a verdict is adopted', async () => {
    const { run } = gateThat(new Promise(() => undefined));
    const approvalId = approvalOf(await run('git commit -m x', { canAsk: true }));
    expect(short(await run('git commit -m x', { answer: { approvalId, choice: 'adopt' } }))).toBe('deny 5 approval:not-pending');
  });
});

test('each change of the engine is told, noted and logged; who fails to hear it stops nothing', async () => {
  const told: EngineNow[] = [];
  const logged: string[] = [];
  deps = {
    ...deps,
    log: (line) => logged.push(line),
    onEngine: (engine) => {
      told.push(engine);
      throw new Error('the host is gone');
    },
  };
  const { run } = gateThat(BLOCK, BLOCK, BLOCK);
  for (const i of [1, 2, 3]) await run(`git commit -m ${i}`);
  const approvalId = approvalOf(await run('git commit -m 4'));
  await run('git commit -m 4', { answer: { approvalId, choice: 'allow_once' } });
  expect(told).toEqual([
    { kind: 'rules', why: 'denials' },
    { kind: 'llm', why: 'chosen' },
  ]);
  const notes = records.flatMap((record) => (record.kind === 'note' ? [record.text] : []));
  expect(notes).toEqual(['engine rules: too many denials of the classifier', 'engine llm']);
  expect(logged).toEqual(
    notes.flatMap((note) => [note, expect.stringMatching(/^nobody could be told of the engine: Error: the host is gone/)]),
  );
});

describe('the audit log', () => {
  test('has each decision before it is answered, and how it ended', async () => {
    const { run } = gateThat();
    const allowed = await run('ls');
    if (allowed.decision === 'allow') allowed.ended?.({ status: 'completed', exitCode: 0 });
    await run('git commit -m "x ghp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"', { caller: { name: 'shell', task: 't1' } });
    expect(records).toMatchObject([
      {
        kind: 'decision',
        session: 'one',
        caller: 'client',
        tool: 'bash',
        action: { kind: 'command', command: 'ls', cwd: workspace, access: 'workspace-write' },
        class: 'read-only',
        tier: 1,
        rule: 'tier1:read-only',
        decision: 'allow',
        engine: 'llm',
        prefix: 'ls',
      },
      { kind: 'end', of: 1, status: 'completed', exitCode: 0 },
      { kind: 'decision', caller: 'shell', task: 't1', decision: 'ask', action: { altered: true } },
    ]);
    expect(JSON.stringify(records)).not.toContain('ghp_AAAA');
  });

  test('that can not be written lets nothing run', async () => {
    const logged: string[] = [];
    const audit = {
      append: () => {
        throw new Error('no space left');
      },
    };
    const gate = createGate({ ...deps, audit, log: (line) => logged.push(line) });
    const action: Action = { kind: 'command', tool: 'bash', command: 'ls', cwd: workspace, access: 'workspace-write' };
    expect(short(await gate.authorize(action, { signal }))).toBe('deny 2 audit:unwritable');
    expect(logged).toEqual(['the audit log could not be written: no space left']);
  });
});

test('a choice for rules alone holds also for those who begin later', async () => {
  deps.store.engine.choose('rules', 0);
  const { gate, run, asked } = gateThat(ALLOW);
  expect([short(await run('git commit -m x')), asked, gate.engine()]).toEqual([
    'ask 5 preset:standard:git-write',
    [],
    { kind: 'rules', why: 'chosen' },
  ]);
});

test("a person's no holds for the like, however it is written", async () => {
  const { run, asked } = gateThat(new Promise(() => undefined), ALLOW, ALLOW, ALLOW);
  const approvalId = approvalOf(await run('git init evil', { canAsk: true }));
  await run('git init evil', { answer: { approvalId, choice: 'deny' } });
  for (const again of ['git init  evil', 'git init ./evil', 'git init evil # x']) expect((await run(again)).decision).toBe('ask');
  expect(asked).toEqual(['git init evil']);
});

test('who answers for the session where that was not offered is not heard', async () => {
  const { run } = gateThat();
  const long = `git commit -m ${'a'.repeat(400)}`;
  const approvalId = approvalOf(await run(long));
  expect(short(await run(long, { answer: { approvalId, choice: 'allow_session' } }))).toBe('deny 5 approval:not-grantable');
});

test('a rule that somebody wrote while the question waited lets it run', async () => {
  let rules = NO_RULES;
  deps = { ...deps, rules: () => rules };
  const { run } = gateThat();
  const approvalId = approvalOf(await run('git commit -m x'));
  const parsed = parseRules('{"allow": ["Bash(git commit:*)"]}', { layer: 'user', file: 'rules.jsonc' });
  if (!parsed.ok) throw new Error('no rules');
  rules = ruleSetOf({ ...parsed, problems: [] }, { workspace, home: deps.home, resolve: (absolute) => absolute });
  expect(short(await run('git commit -m x', { answer: { approvalId, choice: 'allow_session' } }))).toBe('allow 3 rules:user:1');
  expect(short(await run('git commit -m x', { answer: { approvalId: 'made-up', choice: 'allow_once' } }))).toBe(
    'deny 5 approval:not-pending',
  );
});
