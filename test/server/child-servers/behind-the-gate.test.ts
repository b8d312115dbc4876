import { expect, test } from 'vitest';
import { holdOf } from '../../../src/agents/hold/hold-of.ts';
import type { ChildEvent } from '../../../src/agents/runner.ts';
import { parseRules } from '../../../src/policy/rules/parse.ts';
import { ruleSetOf } from '../../../src/policy/rules/rule-set.ts';
import { gateBench } from '../../attacks/gate-bench.ts';
import { call, opened, server } from './fixture.ts';

const { signal } = new AbortController();

test('a real server behind a real gate: by rule, by a person, refused, and all of it in the log', async () => {
  const bench = gateBench();
  const parsed = parseRules('{"allow": ["Mcp(real/add)"], "deny": ["Mcp(real/env)"]}', { layer: 'user', file: '/rules.jsonc' });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const rules = ruleSetOf({ ...parsed, problems: [] }, { workspace: bench.workspace, home: '/h', resolve: (at) => at });
  const gate = bench.open({ rules: () => rules });
  const questions: string[] = [];
  const report = (event: ChildEvent): void => {
    if (event.kind !== 'waiting') return;
    questions.push(event.what);
    event.answer({ approvalId: event.approval.id, choice: questions.length === 1 ? 'allow_once' : 'deny' });
  };
  const hold = holdOf({ gate, report, stopping: signal, log: () => undefined });
  const child = { hold, cwd: bench.workspace, workspace: bench.workspace };
  const writing = await opened([server()], { child });
  const reading = await opened([server()], { child: { ...child, access: 'read-only' } });
  const replies = [
    await call(writing, 'mcp_real_add', { a: 1, b: 2 }),
    await call(writing, 'mcp_real_fail', { b: 1 }),
    await call(writing, 'mcp_real_fail', { b: 2 }),
    await call(writing, 'mcp_real_env'),
    await call(reading, 'mcp_real_add', { a: 1, b: 2 }),
  ];
  expect(replies.map(({ text }) => text)).toEqual([
    '3',
    'no ␛[31mway',
    'Denied: the host reported that a person said no',
    'Denied: real/env: the user rule deny Mcp(real/env). Only whoever wrote the rule can change it.',
    'Denied: real/add: access is read-only, and what a tool of another server does is not known. It would need access: "workspace-write", or a person\'s allow rule Mcp(real/add, read-only).',
  ]);
  expect(questions).toEqual(['call real/fail {"b":1}', 'call real/fail {"b":2}']);
  expect(
    bench.records.map((record) =>
      record.kind === 'decision' ? `${record.decision} ${record.rule}` : record.kind === 'end' ? record.status : '',
    ),
  ).toEqual([
    'allow rules:user:1',
    'completed',
    'ask preset:standard:tool',
    'allow approval:allow_once',
    'failed',
    'ask preset:standard:tool',
    'deny approval:denied',
    'deny rules:user:1',
    'deny access:read-only',
  ]);
});
