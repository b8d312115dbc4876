import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ACCESS_LEVELS, type Action, PRESETS } from '../../src/policy/action.ts';
import { parseRules } from '../../src/policy/rules/parse.ts';
import { ruleSetOf } from '../../src/policy/rules/rule-set.ts';
import { authorize, type GateBench, gateBench, questionOf, short } from '../attacks/gate-bench.ts';

type Delegation = Extract<Action, { kind: 'delegate' }>;

const delegation = ({ workspace }: GateBench, more: Partial<Delegation> = {}): Delegation => ({
  kind: 'delegate',
  tool: 'dispatch_child_task',
  agent: 'claude',
  objective: 'Find the bug.',
  cwd: workspace,
  access: 'read-only',
  ...more,
});

test('a child under every access and preset', async () => {
  const bench = gateBench();
  const seen: string[] = [];
  for (const access of ACCESS_LEVELS)
    for (const preset of PRESETS) seen.push(short(await authorize(bench.open({ preset }), delegation(bench, { access }))));
  const each = ['ask 5 preset:strict:delegate', 'allow 3 preset:standard:delegate', 'allow 3 preset:relaxed:delegate'];
  expect(seen).toEqual([...each, ...each, ...Array(3).fill('deny 2 access:parent')]);
});

test('the whole answer, and what is written down', async () => {
  const bench = gateBench();
  const answer = await authorize(bench.open(), delegation(bench, { objective: 'Use AKIAIOSFODNN7EXAMPLE.' }));
  expect(answer).toEqual({
    decision: 'allow',
    verdict: {
      decision: 'allow',
      tier: 3,
      rule: 'preset:standard:delegate',
      reason: 'claude: each of its calls is judged',
      change: undefined,
      signals: [],
      prefix: { kind: 'no_prefix', reason: 'it is no command' },
    },
    ended: expect.any(Function),
  });
  expect(bench.records[0]).toMatchObject({
    action: { kind: 'agent', agent: 'claude', cwd: bench.workspace, access: 'read-only', altered: true },
    actionHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(JSON.stringify(bench.records)).not.toContain('AKIAIOSFODNN7EXAMPLE');
});

test('a child that starts outside of the workspace is asked about', async () => {
  const bench = gateBench({ preset: 'relaxed', access: 'full' });
  expect(short(await authorize(bench.open(), delegation(bench, { cwd: path.dirname(bench.workspace) })))).toBe('ask 5 delegate:outside');
  mkdirSync(path.join(bench.workspace, '.github'));
  expect(short(await authorize(bench.open(), delegation(bench, { cwd: path.join(bench.workspace, '.github') })))).toBe(
    'allow 3 preset:relaxed:delegate',
  );
});

test.each([
  [{ deny: ['Agent(claude)'] }, 'relaxed', 'deny 3 rules:user:1'],
  [{ deny: ['Agent(*)'] }, 'relaxed', 'deny 3 rules:user:1'],
  [{ deny: ['Agent(codex)'] }, 'standard', 'allow 3 preset:standard:delegate'],
  [{ ask: ['Agent(claude)'] }, 'relaxed', 'ask 5 rules:user:1'],
  [{ allow: ['Agent(claude)'] }, 'strict', 'allow 3 rules:user:1'],
  [{ allow: ['Agent(claude)'], ask: ['Agent(*)'] }, 'strict', 'ask 5 rules:user:1'],
  [{ deny: ['Bash(*)'] }, 'standard', 'allow 3 preset:standard:delegate'],
] as const)('with the rules %j under %s', async (text, preset, said) => {
  const bench = gateBench({ preset });
  const parsed = parseRules(JSON.stringify(text), { layer: 'user', file: '/rules.jsonc' });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const set = ruleSetOf({ ...parsed, problems: [] }, { workspace: bench.workspace, home: '/h', resolve: (at) => at });
  expect(short(await authorize(bench.open({ rules: () => set }), delegation(bench)))).toBe(said);
});

test('what a person reads; a child is allowed once, and for just what it was to do', async () => {
  const bench = gateBench({ preset: 'strict' });
  const gate = bench.open();
  const action = delegation(bench, { objective: 'Find it.\n\u001b[31mNow\u200b.' });
  const asked = await authorize(gate, action);
  if (asked.decision !== 'ask') throw new Error(short(asked));
  expect(asked.approval).toMatchObject({
    message: `Start claude with access read-only
Asked because claude: a child with a model of its own would start
Its objective: Find it. ⏎ ␛[31mNow\\u{200b}.
In ${bench.workspace}, sandbox: none`,
    grantable: false,
    grantText: '',
  });
  const answer = { approvalId: asked.approval.id, choice: 'allow_once' } as const;
  const said = [short(await authorize(gate, { ...action, objective: 'Something else.' }, { answer }))];
  for (const change of [{ agent: 'codex' }, { access: 'workspace-write' }, {}] as const) {
    const approvalId = await questionOf(gate, action);
    said.push(short(await authorize(gate, { ...action, ...change }, { answer: { approvalId, choice: 'allow_once' } })));
  }
  said.push(short(await authorize(gate, action, { answer: { approvalId: await questionOf(gate, action), choice: 'allow_session' } })));
  expect(said).toEqual([...Array(3).fill('deny 5 approval:not-pending'), 'allow 5 approval:allow_once', 'deny 5 approval:not-grantable']);
});

test('no model answers for a child', async () => {
  const bench = gateBench({ preset: 'strict', classify: async () => ({ kind: 'allow', reason: 'fine' }) });
  expect(short(await authorize(bench.open(), delegation(bench)))).toBe('ask 5 preset:strict:delegate');
});

test('a call that was not understood is refused for everybody, and written down', async () => {
  const bench = gateBench({ preset: 'relaxed', access: 'full', classify: async () => ({ kind: 'allow', reason: 'fine' }) });
  const gate = bench.open();
  const action: Action = { kind: 'foreign', tool: 'magic', title: 'do \u202e it', cwd: bench.workspace, access: 'full' };
  const reason = 'what this call would do is not understood, so the answer is no';
  const verdict = { decision: 'deny', tier: 2, rule: 'gate:not-understood', reason, signals: [], prefix: { kind: 'no_prefix', reason } };
  expect(await authorize(gate, action)).toEqual({ decision: 'deny', verdict });
  expect(await authorize(gate, action, { answer: { approvalId: 'x', choice: 'allow_once' } })).toEqual({ decision: 'deny', verdict });
  expect(bench.records[0]).toMatchObject({
    tool: 'magic',
    action: { kind: 'foreign', title: 'do \u202e it', cwd: bench.workspace, access: 'full' },
    decision: 'deny',
    rule: 'gate:not-understood',
  });
});

test.each([
  [{ kind: 'teleport', tool: 'x', access: 'full' }, 'gate:unknown-action'],
  [{ kind: 'path', use: 'remove', path: 'a', tool: 'x', access: 'full' }, 'gate:unknown-action'],
  [{ kind: 'path', use: 'read', tool: 'x', access: 'full' }, 'gate:error'],
  [{ kind: 'fetch', tool: 'x', access: 'full' }, 'gate:error'],
])('%j is refused', async (odd, rule) => {
  const bench = gateBench({ preset: 'relaxed', access: 'full' });
  const action = JSON.parse(JSON.stringify({ ...odd, cwd: bench.workspace }));
  const answer = await authorize(bench.open(), action);
  expect([answer.decision, answer.verdict.rule]).toEqual(['deny', rule]);
});
