import { expect, test } from 'vitest';
import { type Access, type Action, PRESETS } from '../../src/policy/action.ts';
import { parseRules } from '../../src/policy/rules/parse.ts';
import type { RuleSet } from '../../src/policy/rules/rule.ts';
import { ruleSetOf } from '../../src/policy/rules/rule-set.ts';
import { authorize, type GateBench, gateBench, questionOf, short } from '../attacks/gate-bench.ts';

type ToolCall = Extract<Action, { kind: 'tool' }>;

const toolCall = ({ workspace }: GateBench, more: Partial<ToolCall> = {}): ToolCall => ({
  kind: 'tool',
  tool: 'mcp_github_create_issue',
  server: 'github',
  name: 'create_issue',
  arguments: '{"title":"x"}',
  cwd: workspace,
  access: 'workspace-write',
  ...more,
});

function rulesOf(bench: GateBench, text: object): () => RuleSet {
  const parsed = parseRules(JSON.stringify(text), { layer: 'user', file: '/rules.jsonc' });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const set = ruleSetOf({ ...parsed, problems: [] }, { workspace: bench.workspace, home: '/h', resolve: (at) => at });
  return () => set;
}

test('without a rule it asks under every preset, and is refused where only reading is allowed', async () => {
  const bench = gateBench({ access: 'full' });
  const seen: string[] = [];
  for (const access of ['read-only', 'workspace-write', 'full'] as const)
    for (const preset of PRESETS) seen.push(short(await authorize(bench.open({ preset }), toolCall(bench, { access }))));
  const asks = PRESETS.map((preset) => `ask 5 preset:${preset}:tool`);
  expect(seen).toEqual([...Array(3).fill('deny 2 access:read-only'), ...asks, ...asks]);
});

test('a call with more access than the session has is refused', async () => {
  const bench = gateBench();
  expect(short(await authorize(bench.open(), toolCall(bench, { access: 'full' })))).toBe('deny 2 access:parent');
});

test('the refusal under read-only says what would change it', async () => {
  const bench = gateBench();
  const { verdict } = await authorize(bench.open(), toolCall(bench, { access: 'read-only' }));
  expect(verdict).toEqual({
    decision: 'deny',
    tier: 2,
    rule: 'access:read-only',
    reason: 'github/create_issue: access is read-only, and what a tool of another server does is not known',
    change: 'It would need access: "workspace-write", or a person\'s allow rule Mcp(github/create_issue, read-only).',
    class: 'unknown',
    signals: [],
    prefix: { kind: 'no_prefix', reason: 'it is no command' },
  });
});

const RULED = 'rules:user:1';
const DENIED = 'deny 2 access:read-only';

test.each<[rules: object, access: Access, said: string]>([
  [{ allow: ['Mcp(github)'] }, 'workspace-write', `allow 3 ${RULED}`],
  [{ allow: ['Mcp(github/*)'] }, 'workspace-write', `allow 3 ${RULED}`],
  [{ allow: ['Mcp(github/create_issue)'] }, 'workspace-write', `allow 3 ${RULED}`],
  [{ allow: ['Mcp(github/create)'] }, 'workspace-write', 'ask 5 preset:standard:tool'],
  [{ allow: ['Mcp(git/create_issue)'] }, 'workspace-write', 'ask 5 preset:standard:tool'],
  [{ allow: ['Mcp(GitHub/Create_Issue)'] }, 'workspace-write', 'ask 5 preset:standard:tool'],
  [{ deny: ['Mcp(GitHub/Create_Issue)'] }, 'workspace-write', `deny 3 ${RULED}`],
  [{ deny: ['Mcp'] }, 'workspace-write', `deny 3 ${RULED}`],
  [{ deny: ['Mcp(*)'], allow: ['Mcp(github)'] }, 'workspace-write', `deny 3 ${RULED}`],
  [{ ask: ['Mcp(github)'], allow: ['Mcp(github/create_issue)'] }, 'workspace-write', `ask 5 ${RULED}`],
  [{ deny: ['Mcp(gitlab)', 'Bash(*)'] }, 'workspace-write', 'ask 5 preset:standard:tool'],
  [{ allow: ['Mcp(github)', 'Mcp(github/create_issue)'] }, 'read-only', DENIED],
  [{ allow: ['Mcp(github/create_issue, read-only)'] }, 'read-only', `allow 3 ${RULED}`],
  [{ allow: ['Mcp(github/create_issue,read-only)'] }, 'workspace-write', `allow 3 ${RULED}`],
  [{ allow: ['Mcp(github/other, read-only)'] }, 'read-only', DENIED],
  [{ allow: ['Mcp(github/create_issue, read-only)'], ask: ['Mcp(github)'] }, 'read-only', `ask 5 ${RULED}`],
  [{ allow: ['Mcp(github/create_issue, read-only)'], deny: ['Mcp(github)'] }, 'read-only', `deny 3 ${RULED}`],
  [{ ask: ['Mcp(github)'] }, 'read-only', DENIED],
])('with the rules %j under access %s', async (text, access, said) => {
  const bench = gateBench();
  expect(short(await authorize(bench.open({ rules: rulesOf(bench, text) }), toolCall(bench, { access })))).toBe(said);
});

test('a rule says why', async () => {
  const bench = gateBench();
  const rules = rulesOf(bench, { deny: [{ rule: 'Mcp(github)', justification: 'Use gh.' }] });
  expect((await authorize(bench.open({ rules }), toolCall(bench))).verdict).toMatchObject({
    reason: 'github/create_issue: the user rule deny Mcp(github): Use gh.',
    change: 'Only whoever wrote the rule can change it.',
  });
});

test('what a person reads; it is allowed once, and for exactly this call', async () => {
  const bench = gateBench({ preset: 'relaxed' });
  const gate = bench.open();
  const action = toolCall(bench, { arguments: '{"title":"\u202ex"}' });
  const asked = await authorize(gate, action);
  if (asked.decision !== 'ask') throw new Error(short(asked));
  expect(asked.approval).toEqual({
    id: expect.any(String),
    number: 1,
    message: `Call create_issue of the MCP server github
Asked because github/create_issue: what a tool of another server does is not known
Its arguments: {"title":"\\u{202e}x"}
In ${bench.workspace}, sandbox: none`,
    grantable: false,
    grantText: '',
  });
  const said: string[] = [];
  const changes: readonly Partial<ToolCall>[] = [
    { arguments: '{"title":"y"}' },
    { name: 'delete_repo' },
    { server: 'gitlab' },
    { access: 'read-only' },
    {},
  ];
  for (const change of changes) {
    const approvalId = await questionOf(gate, action);
    said.push(short(await authorize(gate, { ...action, ...change }, { answer: { approvalId, choice: 'allow_once' } })));
    gate.withdraw(approvalId);
  }
  said.push(short(await authorize(gate, action, { answer: { approvalId: await questionOf(gate, action), choice: 'allow_session' } })));
  said.push(short(await authorize(gate, action)));
  expect(said).toEqual([
    ...Array(4).fill('deny 5 approval:not-pending'),
    'allow 5 approval:allow_once',
    'deny 5 approval:not-grantable',
    'ask 5 preset:relaxed:tool',
  ]);
});

test('no model answers for it', async () => {
  const bench = gateBench({ classify: async () => ({ kind: 'allow', reason: 'fine' }) });
  expect(short(await authorize(bench.open(), toolCall(bench)))).toBe('ask 5 preset:standard:tool');
});

test('it is written down without secrets', async () => {
  const bench = gateBench();
  await authorize(bench.open(), toolCall(bench, { arguments: '{"key":"AKIAIOSFODNN7EXAMPLE"}' }));
  await authorize(bench.open(), toolCall(bench));
  const where = { kind: 'tool', server: 'github', name: 'create_issue', cwd: bench.workspace, access: 'workspace-write' };
  expect(bench.records.map((record) => record.kind === 'decision' && record.action)).toEqual([
    { ...where, arguments: expect.not.stringContaining('AKIAIOSFODNN7EXAMPLE'), altered: true },
    { ...where, arguments: '{"title":"x"}' },
  ]);
});

test.each<[Partial<ToolCall>, string]>([
  [{ server: '' }, 'the name of the server is none that a rule could name'],
  [{ server: 'a/b' }, 'the name of the server is none that a rule could name'],
  [{ name: '' }, 'the name of the tool is none that a rule could name'],
  [{ name: 'a b' }, 'the name of the tool is none that a rule could name'],
  [{ name: '*' }, 'the name of the tool is none that a rule could name'],
  [{ name: 'x'.repeat(129) }, 'the name of the tool is none that a rule could name'],
  [{ arguments: '' }, 'its arguments are no JSON object'],
  [{ arguments: '[1]' }, 'its arguments are no JSON object'],
  [{ arguments: 'null' }, 'its arguments are no JSON object'],
])('%j can not be judged, whatever a rule says', async (odd, reason) => {
  const bench = gateBench();
  const gate = bench.open({ rules: rulesOf(bench, { allow: ['Mcp(github)'] }) });
  const { verdict } = await authorize(gate, toolCall(bench, odd));
  expect([verdict.decision, verdict.rule, verdict.reason]).toEqual(['deny', 'gate:tool', reason]);
});
