import { expect, test } from 'vitest';
import { type Action, PRESETS } from '../../src/policy/action.ts';
import { parseRules } from '../../src/policy/rules/parse.ts';
import { ruleSetOf } from '../../src/policy/rules/rule-set.ts';
import { authorize, type GateBench, gateBench, questionOf, short } from '../attacks/gate-bench.ts';

type Plan = Extract<Action, { kind: 'plan' }>;

const planOf = ({ workspace }: GateBench, more: Partial<Plan> = {}): Plan => ({
  kind: 'plan',
  tool: 'submit_plan',
  agent: 'claude',
  plan: '1. Fix it.',
  cwd: workspace,
  access: 'workspace-write',
  ...more,
});

test('a plan asks under every preset and engine, also with rules that allow everything they can', async () => {
  const bench = gateBench({ classify: async () => ({ kind: 'allow', reason: 'fine' }) });
  const parsed = parseRules(JSON.stringify({ allow: ['Agent(claude)', 'Mcp(claude)', 'Write(/**)', 'Bash(ls)'] }), {
    layer: 'user',
    file: '/rules.jsonc',
  });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const set = ruleSetOf({ ...parsed, problems: [] }, { workspace: bench.workspace, home: '/h', resolve: (at) => at });
  const seen: string[] = [];
  for (const preset of PRESETS)
    for (const classify of [bench.deps.classify, undefined])
      for (const canAsk of [true, false]) {
        const gate = bench.open({ preset, classify, rules: () => set });
        seen.push(short(await authorize(gate, planOf(bench), { canAsk, caller: { name: 'claude', task: `t${seen.length}` } })));
      }
  expect(seen).toEqual(Array(12).fill('ask 5 plan:approval'));
});

test("access beyond the session's is refused, and nobody is asked", async () => {
  const bench = gateBench();
  expect(short(await authorize(bench.open(), planOf(bench, { access: 'full' })))).toBe('deny 2 access:parent');
});

test('what a person reads; it counts once, for exactly this plan and this access', async () => {
  const bench = gateBench({ access: 'full' });
  const gate = bench.open();
  const action = planOf(bench, { plan: '1. Look.\n2. \u001b[31mFix\u200b.' });
  const asked = await authorize(gate, action);
  if (asked.decision !== 'ask') throw new Error(short(asked));
  expect(asked.approval).toEqual({
    id: expect.any(String),
    number: 1,
    message: `Let claude carry out its plan with access workspace-write
Asked because claude: it would go on with access workspace-write
The plan: 1. Look. ⏎ 2. ␛[31mFix\\u{200b}.
In ${bench.workspace}, sandbox: none`,
    grantable: false,
    grantText: '',
  });
  const said: string[] = [];
  const changes: readonly Partial<Plan>[] = [{ plan: 'other' }, { access: 'full' }, { agent: 'codex' }, {}];
  for (const change of changes) {
    const approvalId = await questionOf(gate, action);
    said.push(short(await authorize(gate, { ...action, ...change }, { answer: { approvalId, choice: 'allow_once' } })));
  }
  const approvalId = await questionOf(gate, action);
  said.push(
    short(await authorize(gate, action, { answer: { approvalId, choice: 'allow_session' } })),
    short(await authorize(gate, action)),
  );
  expect(said).toEqual([
    ...Array(3).fill('deny 5 approval:not-pending'),
    'allow 5 approval:allow_once',
    'deny 5 approval:not-grantable',
    'ask 5 plan:approval',
  ]);
});

test('at a terminal all of it is shown', async () => {
  const bench = gateBench();
  const plan = `${'x'.repeat(16_000)} end`;
  await authorize(bench.open(), planOf(bench, { plan }));
  const [row] = bench.deps.store.approvals.waiting(0);
  expect(JSON.parse(row?.shown ?? '')).toMatchObject({
    command: `Let claude carry out its plan with access workspace-write\n${plan}`,
    access: 'workspace-write',
    grantable: false,
    alwaysRule: null,
  });
});

test('a no is final for this child, and for no other', async () => {
  const bench = gateBench();
  const gate = bench.open();
  const first = { caller: { name: 'claude', task: 'one' } };
  const second = { caller: { name: 'claude', task: 'two' } };
  const refused = await questionOf(gate, planOf(bench), first);
  const beside = await questionOf(gate, planOf(bench, { plan: 'B' }), first);
  const said = [
    await authorize(gate, planOf(bench), { ...first, answer: { approvalId: refused, choice: 'deny' } }),
    await authorize(gate, planOf(bench, { plan: 'B' }), { ...first, answer: { approvalId: beside, choice: 'allow_once' } }),
    await authorize(gate, planOf(bench, { plan: 'A better one' }), first),
    await authorize(gate, planOf(bench, { plan: 'A better one' }), second),
  ];
  expect(said.map(short)).toEqual(['deny 5 approval:denied', 'deny 5 plan:refused', 'deny 5 plan:refused', 'ask 5 plan:approval']);
  expect(said[2]?.verdict.reason).toBe('a person has refused a plan of this child, and that is final: it stays read-only');
});

test('a question that nobody answered may be asked again', async () => {
  const bench = gateBench();
  const gate = bench.open();
  const approvalId = await questionOf(gate, planOf(bench));
  const said = [
    short(await authorize(gate, planOf(bench), { answer: { approvalId, choice: 'unanswered' } })),
    short(await authorize(gate, planOf(bench))),
  ];
  expect(said).toEqual(['deny 5 approval:unanswered', 'ask 5 plan:approval']);
});

test.each([
  [' \n', 'the plan is empty'],
  ['x'.repeat(16_385), 'the plan is longer than 16384 characters, and nobody would be shown all of it'],
])('nobody is asked about a plan that nobody could read (%#)', async (plan, reason) => {
  const bench = gateBench();
  const { verdict } = await authorize(bench.open(), planOf(bench, { plan }));
  expect([verdict.decision, verdict.rule, verdict.reason]).toEqual(['deny', 'gate:plan', reason]);
});

test('it is written down', async () => {
  const bench = gateBench();
  await authorize(bench.open(), planOf(bench));
  expect(bench.records[0]).toMatchObject({
    tool: 'submit_plan',
    action: { kind: 'plan', agent: 'claude', plan: '1. Fix it.', cwd: bench.workspace, access: 'workspace-write' },
    decision: 'ask',
    rule: 'plan:approval',
  });
});
