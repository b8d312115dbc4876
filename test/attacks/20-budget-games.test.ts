import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createMeter } from '../../src/agents/pursue/meter.ts';
import type { ChildEvent } from '../../src/agents/runner.ts';
import type { Session } from '../../src/session/session.ts';
import { dispatchChildTask } from '../../src/tools/dispatch-child-task.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { agentBench } from '../agents/agent-bench.ts';
import { commitAll, heard, inTurn, scriptedLoop } from '../agents/child/scripted-loop.ts';
import { use as called, calls, loop, tool } from '../agents/loop/fixture.ts';
import { callOf, use, yes } from '../session-fixture.ts';

type Args = Parameters<typeof dispatchChildTask.handle>[0];

const dispatch = (session: Session, args: Partial<Args>) => use(dispatchChildTask, args as Args, callOf(session));
const outputOf = (session: Session, task_id: string | undefined) =>
  use(taskOutput, { task_id: task_id ?? '', wait_ms: 20_000 }, callOf(session));

function benchOf(answers: Parameters<typeof scriptedLoop>[0], usd: number | null = 0.01) {
  const bench = agentBench({ loopModel: scriptedLoop(answers, usd) });
  writeFileSync(path.join(bench.workspace, 'old.txt'), 'one\n');
  commitAll(bench.workspace);
  return bench;
}

const used = (inputTokens: number, usd: number | null = null): ChildEvent => ({
  kind: 'used',
  use: { inputTokens, outputTokens: 0, usd },
});

test('what was told once stays used, whatever is told afterwards', () => {
  const of = (budget: { readonly tokens?: number; readonly usd?: number }, ...told: readonly ChildEvent[]) => {
    const meter = createMeter({ wallMs: 1_000, ...budget });
    for (const event of [{ kind: 'turn' } as const, ...told]) meter.take(event);
    return meter.mayTurn();
  };
  const tokens = 'budget: 100 tokens are used';
  expect(of({ tokens: 100 }, used(100), used(1))).toBe(tokens);
  expect(of({ tokens: 100 }, used(100), used(-500))).toBe(tokens);
  expect(of({ tokens: 100 }, used(100), used(Number.NaN))).toBe(tokens);
  expect(of({ usd: 1 }, used(1, 1), used(1, null))).toBe('budget: 1 US dollars are used');
  expect(of({ usd: 1 }, used(1, 0.9), used(1, null))).toBe('budget: its agent does not tell what it costs, so the bound can not be kept');
});

test('what planning has used counts for the work as well', async () => {
  const bench = benchOf(inTurn({ say: 'I will look.' }, { calls: [['bash', { command: 'cat old.txt' }]] }, { say: 'looked' }));
  const session = await bench.open();
  session.tasks.onQuestion(({ answer, approval }) => answer(yes(approval)));
  const child = await dispatch(session, { agent: 'loop', objective: 'look', access: 'workspace-write', plan_first: true });
  await (await session.tasks.get(child.task_id ?? ''))?.ended;
  expect(await outputOf(session, child.task_id)).toMatchObject({ tokens: { input: 300, output: 30 }, cost_usd: 0.03 });
  const other = await dispatch(session, {
    agent: 'loop',
    objective: 'look again',
    access: 'workspace-write',
    plan_first: true,
    budget: { tokens: 150 },
  });
  await (await session.tasks.get(other.task_id ?? ''))?.ended;
  expect(await outputOf(session, other.task_id)).toMatchObject({
    status: 'paused',
    tokens: { input: 200, output: 20 },
    reason: 'budget: 150 tokens are used',
  });
});

test('a child that is stopped while it plans goes on with what it knew, and still has to ask', async () => {
  const seen: string[] = [];
  const bench = benchOf((call, number) => {
    seen.push(heard(call));
    return number === 1 ? { calls: [['bash', { command: 'cat old.txt' }]] } : { say: 'I will mend it.' };
  });
  const session = await bench.open();
  const asked: string[] = [];
  session.tasks.onQuestion(({ what, answer, approval }) => {
    asked.push(what);
    answer({ approvalId: approval.id, choice: 'deny' });
  });
  const first = await dispatch(session, {
    agent: 'loop',
    objective: 'mend it',
    access: 'workspace-write',
    plan_first: true,
    budget: { turns: 1 },
  });
  expect(await outputOf(session, first.task_id)).toMatchObject({ status: 'paused', can_resume: true });
  const next = await dispatch(session, { resume: first.task_id });
  await (await session.tasks.get(next.task_id ?? ''))?.ended;
  expect(await outputOf(session, next.task_id)).toMatchObject({ status: 'blocked' });
  expect([seen.length, seen[1]?.includes('\none\n'), asked]).toEqual([2, true, ['plan for access workspace-write: I will mend it.']]);
});

test('a loop whose cost nobody knows makes no second call where money is bounded', async () => {
  const bench = benchOf(inTurn({ say: 'done' }, { calls: [['bash', { command: 'cat old.txt' }]] }), null);
  const session = await bench.open();
  const first = await dispatch(session, { agent: 'loop', objective: 'look' });
  expect(await outputOf(session, first.task_id)).toMatchObject({ status: 'completed' });
  const next = await dispatch(session, { resume: first.task_id, budget: { usd: 1 } });
  expect(await outputOf(session, next.task_id)).toMatchObject({
    status: 'paused',
    iterations: '1',
    reason: 'budget: its agent does not tell what it costs, so the bound can not be kept',
  });
});

test('what a reviewer used counts, also when it says nothing that helps', async () => {
  const bench = benchOf((call) =>
    heard(call).includes('"verdict"') ? { calls: [['bash', { command: 'cat old.txt' }]] } : { say: 'done\nSTATUS: complete' },
  );
  const session = await bench.open();
  const child = await dispatch(session, {
    agent: 'loop',
    objective: 'look',
    verify: { reviewer: { agent: 'loop' } },
  });
  const seen = await outputOf(session, child.task_id);
  expect(seen).toMatchObject({ status: 'completed', evidence: { confidence: 'uncertain', signals: ['review-not-accepted'] } });
  // One call of the child, and five of its reviewer until that has gone round in a circle.
  expect(seen.tokens).toEqual({ input: 600, output: 60 });
});

test('a circle of several calls is one', async () => {
  let made = 0;
  const next = () => {
    made += 1;
    return calls(called(`c${made}`, ['a', 'b', 'c'][made % 3] ?? 'a'));
  };
  const { conversation, asked } = await loop({
    tools: ['a', 'b', 'c'].map((name) => tool(name, () => `result of ${name}`)),
    answers: [next],
  });
  expect(await conversation.prompt('Go')).toEqual({
    kind: 'stuck',
    text: '',
    why: 'the same call of b gave the same result 5 times',
  });
  expect(asked.length).toBe(13);
});
