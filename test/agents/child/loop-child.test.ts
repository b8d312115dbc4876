import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../../src/session/session.ts';
import { dispatchChildTask } from '../../../src/tools/dispatch-child-task.ts';
import { taskOutput } from '../../../src/tools/task-output.ts';
import { taskStop } from '../../../src/tools/task-stop.ts';
import { callOf, use, yes } from '../../session-fixture.ts';
import { agentBench } from '../agent-bench.ts';
import { type Answer, commitAll, heard, inTurn, scriptedLoop } from './scripted-loop.ts';

const WAIT = 20_000;

type Args = Parameters<typeof dispatchChildTask.handle>[0];

const dispatch = (session: Session, args: Partial<Args>) =>
  use(dispatchChildTask, { agent: 'loop', objective: 'mend it', ...args } as Args, callOf(session));
const outputOf = (session: Session, task_id: string | undefined, more = {}) =>
  use(taskOutput, { task_id: task_id ?? '', wait_ms: WAIT, ...more }, callOf(session));

/** A question that was answered a moment ago still rides on a reply. */
const ended = async (session: Session, id: string | undefined): Promise<void> => await (await session.tasks.get(id ?? ''))?.ended;

const WRITES: Answer = { calls: [['write_file', { path: 'new.txt', content: 'made\n' }]] };
const DONE: Answer = { say: 'I made it.\nSTATUS: complete' };

function benchOf(answers: Parameters<typeof scriptedLoop>[0], usd: number | null = 0.01) {
  const bench = agentBench({ loopModel: scriptedLoop(answers, usd) });
  writeFileSync(path.join(bench.workspace, 'old.txt'), 'one\ntwo\n');
  commitAll(bench.workspace);
  return bench;
}

describe('our own loop as a child', () => {
  test('does what it is told with gated tools, and what it did is evidence', async () => {
    const bench = benchOf(inTurn(WRITES, { calls: [['bash', { command: 'cat new.txt' }]] }, DONE));
    const session = await bench.open();
    const child = await dispatch(session, { access: 'workspace-write', mode: 'pursue' });
    expect(child).toMatchObject({ agent: 'loop', version: 'scripted-1', assurance: 'caged', mode: 'pursue', status: 'running' });
    const seen = await outputOf(session, child.task_id);
    expect(seen).toMatchObject({
      status: 'completed',
      iterations: '3',
      tokens: { input: 300, output: 30 },
      cost_usd: 0.03,
      can_resume: true,
      policy: { allowed: 2, denials: 0, unapproved: 0 },
      evidence: { files_changed: 1, confidence: 'stated', signals: [] },
    });
    expect(readFileSync(path.join(bench.workspace, 'new.txt'), 'utf8')).toBe('made\n');
  });

  test('that says it is done and changed nothing is refused once, and then believed as little as it deserves', async () => {
    const told: string[] = [];
    const bench = benchOf((call) => {
      told.push(heard(call));
      return DONE;
    });
    const session = await bench.open();
    const child = await dispatch(session, { access: 'workspace-write', mode: 'pursue' });
    expect(await outputOf(session, child.task_id)).toMatchObject({
      status: 'completed',
      evidence: { files_changed: 0, confidence: 'uncertain', signals: ['mutation-expected-but-none'] },
    });
    expect(told.length).toBe(2);
  });

  test('is paused when its budget is spent, and goes on with what it knew', async () => {
    const seen: string[] = [];
    const bench = benchOf((call) => {
      seen.push(heard(call));
      return seen.length === 1 ? WRITES : seen.length === 2 ? { calls: [['bash', { command: 'cat old.txt' }]] } : DONE;
    });
    const session = await bench.open();
    const child = await dispatch(session, { access: 'workspace-write', mode: 'pursue', budget: { turns: 2 } });
    expect(child.limits).toEqual({ wall_ms: 2_700_000, concurrency: 4, turns: 2 });
    expect(await outputOf(session, child.task_id)).toMatchObject({
      status: 'paused',
      stopped_by: 'budget',
      reason: 'budget: 2 turns are used',
      can_resume: true,
      evidence: { signals: ['budget-exhausted'], files_changed: 1 },
    });
    const next = await use(dispatchChildTask, { resume: child.task_id } as Args, callOf(session));
    expect(await outputOf(session, next.task_id)).toMatchObject({ status: 'completed', iterations: '1' });
    expect(seen[2]).toContain('mend it');
    expect(seen[2]).toContain('two');
    expect(seen[2]).toContain('Go on where you were interrupted');
  });

  test('that never ends is paused within its time, and its work is kept', async () => {
    const bench = benchOf(inTurn(WRITES, { hang: true }));
    const session = await bench.open();
    const child = await dispatch(session, { access: 'workspace-write', mode: 'pursue', budget: { wall_ms: 3_000 } });
    expect(await outputOf(session, child.task_id)).toMatchObject({
      status: 'paused',
      stopped_by: 'budget',
      reason: 'budget: 3 s are over',
      evidence: { signals: ['budget-exhausted'], files_changed: 1 },
    });
    expect(existsSync(path.join(bench.workspace, 'new.txt'))).toBe(true);
  });

  test('in a work tree of its own leaves the workspace as it is, and its patch behind', async () => {
    const bench = benchOf(inTurn(WRITES, { calls: [['bash', { command: 'git status --short' }]] }, DONE));
    const session = await bench.open();
    const child = await dispatch(session, { access: 'workspace-write', mode: 'pursue', isolation: 'worktree' });
    expect(child.isolation).toBe('worktree');
    const seen = await outputOf(session, child.task_id);
    expect(seen).toMatchObject({
      status: 'completed',
      policy: { allowed: 2, denials: 0 },
      evidence: { files_changed: 1, confidence: 'stated' },
    });
    expect(existsSync(path.join(bench.workspace, 'new.txt'))).toBe(false);
    const { text } = await outputOf(session, child.task_id, { view: 'diff' });
    expect(text).toContain('+++ b/new.txt');
    expect(text).toContain('+made');
  });

  test('is verified by checks that are judged, and what fails is told', async () => {
    const told: string[] = [];
    const bench = benchOf((call) => {
      told.push(heard(call));
      return told.length === 2 ? WRITES : DONE;
    });
    const session = await bench.open();
    const child = await dispatch(session, { access: 'workspace-write', mode: 'pursue', verify: { checks: ['cat new.txt'] } });
    expect(await outputOf(session, child.task_id)).toMatchObject({
      status: 'completed',
      evidence: { confidence: 'verified', signals: [], checks: [{ name: 'cat new.txt', status: 'passed', exit_code: 0 }] },
    });
    expect(told[1]).toContain('cat new.txt');
  });

  test('asks a person for what it plans, and only then may change anything', async () => {
    const bench = benchOf(inTurn(WRITES, { say: 'I will write new.txt.' }, WRITES, DONE));
    const session = await bench.open({ preset: 'standard' });
    const asked = Promise.withResolvers<void>();
    session.tasks.onQuestion(() => asked.resolve());
    const child = await dispatch(session, { access: 'workspace-write', mode: 'pursue', plan_first: true });
    await asked.promise;
    const [question] = session.tasks.questions();
    expect(question?.what).toContain('I will write new.txt.');
    expect(existsSync(path.join(bench.workspace, 'new.txt'))).toBe(false);
    question?.answer(yes(question.approval));
    await ended(session, child.task_id);
    expect(await outputOf(session, child.task_id)).toMatchObject({ status: 'completed', policy: { denials: 1 } });
    expect(existsSync(path.join(bench.workspace, 'new.txt'))).toBe(true);
  });

  test('whose plan is refused is blocked, and has changed nothing', async () => {
    const bench = benchOf(inTurn({ say: 'I will write new.txt.' }, WRITES, DONE));
    const session = await bench.open();
    const asked = Promise.withResolvers<void>();
    session.tasks.onQuestion(({ answer, approval }) => {
      answer({ approvalId: approval.id, choice: 'deny' });
      asked.resolve();
    });
    const child = await dispatch(session, { access: 'workspace-write', plan_first: true });
    await asked.promise;
    await ended(session, child.task_id);
    expect(await outputOf(session, child.task_id)).toMatchObject({
      status: 'blocked',
      reason: expect.stringContaining('plan was not approved'),
    });
    expect(existsSync(path.join(bench.workspace, 'new.txt'))).toBe(false);
  });

  test('is looked at by a reviewer, which is a child of it and only reads', async () => {
    let round = 0;
    const bench = benchOf((call) => {
      if (!heard(call).includes('"verdict"') || heard(call).includes('STATUS: complete`')) {
        // The child itself: it writes first, and mends what it is told.
        const last = call.messages.at(-1);
        return last?.role === 'user' ? (round === 0 ? WRITES : { calls: [['bash', { command: 'echo more > more.txt' }]] }) : DONE;
      }
      round += 1;
      const verdict =
        round === 1
          ? { verdict: 'revise', note: 'more is missing', followups: ['write more.txt'] }
          : { verdict: 'accept', note: 'good', followups: [] };
      return { say: JSON.stringify(verdict) };
    });
    const session = await bench.open();
    const child = await dispatch(session, { access: 'workspace-write', mode: 'pursue', verify: { reviewer: { agent: 'loop' } } });
    const seen = await outputOf(session, child.task_id);
    expect(seen).toMatchObject({ status: 'completed', evidence: { confidence: 'verified', review: 'accept by loop: good' } });
    const reviewers = (await session.tasks.list()).map((task) => task.snapshot()).filter(({ parent }) => parent === child.task_id);
    expect(reviewers.map(({ status, access, agent }) => ({ status, access, agent }))).toEqual([
      { status: 'completed', access: 'read-only', agent: 'loop' },
      { status: 'completed', access: 'read-only', agent: 'loop' },
    ]);
    expect(round).toBe(2);
  });

  test('that is stopped in mid-thought ends at once', async () => {
    const bench = benchOf(inTurn({ hang: true }));
    const session = await bench.open();
    const child = await dispatch(session, { mode: 'pursue' });
    const told = await session.tasks.get(child.task_id ?? '');
    await told?.started;
    expect(await use(taskStop, { task_id: child.task_id ?? '', reason: 'enough' }, callOf(session))).toMatchObject({ status: 'stopped' });
  });

  test('without a model there is nothing to start, and the answer says what this machine has', async () => {
    const session = await agentBench().open();
    expect(await dispatch(session, {})).toMatchObject({
      status: 'unavailable',
      error: 'agent_unavailable',
      agent: 'loop',
      next: expect.stringContaining('no model is configured'),
      agents: expect.arrayContaining([{ id: 'scripted', assurance: 'gated', why: 'a test says so' }]),
    });
  });
});
