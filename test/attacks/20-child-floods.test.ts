import { describe, expect, test } from 'vitest';
import { converse } from '../../src/agents/child/converse.ts';
import { ONE_ANSWER } from '../../src/agents/child/one-answer.ts';
import { createMeter } from '../../src/agents/pursue/meter.ts';
import { createMailbox } from '../../src/session/inbox.ts';
import type { Session } from '../../src/session/session.ts';
import { bash } from '../../src/tools/bash.ts';
import { dispatchChildTask } from '../../src/tools/dispatch-child-task.ts';
import { agentBench, asksToRun, steps } from '../agents/agent-bench.ts';
import { callOf, use } from '../session-fixture.ts';
import { approved, begin, hostileBench, memory, outcome, saidBy } from './children.ts';

/** A child that floods the person, the gate or its parent, and a parent that floods its child. */
const pushes = (count: number, name: string): readonly string[] => Array.from({ length: count }, (_, n) => `git push ${name} b${n}`);

/** Until so many questions wait. */
async function questions(session: Session, count: number): Promise<void> {
  await expect.poll(() => session.tasks.questions().length, { timeout: 10_000, interval: 5 }).toBe(count);
}

describe('a child that asks thirty things at once', () => {
  test('gets five places, is denied the rest and ended for it; its questions go with it', async () => {
    const bench = hostileBench();
    const session = await bench.open({ preset: 'standard' });
    const id = await begin(session, { asks: pushes(30, 'a') }, { say: 'never said' });
    await (await session.tasks.get(id))?.ended;
    const seen = await outcome(session, id);
    expect(seen).toMatchObject({
      status: 'blocked',
      reason: expect.stringMatching(/^it was denied 10 times in a row: .*too many questions of this child wait for a person already/),
    });
    expect([seen.policy?.allowed, bench.store.approvals.waiting(bench.time), session.tasks.questions()]).toEqual([0, [], []]);
  });

  test('leaves room for another child and for the host', async () => {
    const bench = hostileBench();
    const session = await bench.open({ preset: 'standard' });
    // Fewer than ten are denied, so that it stays.
    const flood = await begin(session, { asks: pushes(12, 'a') });
    await questions(session, 5);
    const other = await begin(session, { asks: pushes(1, 'other') });
    await questions(session, 6);
    expect(await use(bash, { command: 'git push host' }, callOf(session))).toMatchObject({ status: 'needs_approval' });
    const asked = session.tasks.questions().find(({ what }) => what.includes('other'));
    asked?.answer({ approvalId: asked.approval.id, choice: 'allow_once' });
    await (await session.tasks.get(other))?.ended;
    expect(await outcome(session, other)).toMatchObject({ status: 'completed', policy: { allowed: 1, denials: 0 } });
    expect((await session.tasks.get(flood))?.snapshot().status).toBe('waiting_approval');
    expect(await approved(session, flood)).toMatchObject({ status: 'completed', policy: { allowed: 5, denials: 7 } });
    expect(await saidBy(session, flood)).toMatch(/^y{5}n{7}$/m);
  });
});

describe('ten denials in a row', () => {
  const denied = (n: number) => asksToRun(`no${n}`, 'rm -rf /');

  test('are counted through allowed calls of which nobody says that they were carried out', async () => {
    const session = await hostileBench().open();
    const tries = Array.from({ length: 12 }, (_, n) => ({ asks: [`rm -rf / ${n}`, 'ls', `cat ${n}`] }));
    const id = await begin(session, ...tries, { say: 'never said' });
    const seen = await outcome(session, id);
    expect(seen).toMatchObject({ status: 'blocked', reason: expect.stringContaining('it was denied 10 times in a row') });
    expect(seen.policy?.allowed).toBeGreaterThanOrEqual(18);
  });

  test('begin anew after a call that was', async () => {
    const session = await agentBench().open();
    const nine = (from: number) => Array.from({ length: 9 }, (_, n) => denied(from + n));
    const objective = steps(...nine(0), asksToRun('ls', 'ls'), ...nine(20), { say: 'through' });
    const { task_id: id = '' } = await use(dispatchChildTask, { agent: 'scripted', objective }, callOf(session));
    expect(await outcome(session, id)).toMatchObject({ status: 'completed', policy: { allowed: 1, denials: 18 } });
  });

  test.each([
    ['under one id', { id: 'same' }],
    ['under ids of their own', {}],
  ])('end one that asks for the same again and again %s', async (_name, more) => {
    const session = await hostileBench().open();
    const tries = Array.from({ length: 40 }, () => ({ asks: ['rm -rf /'], ...more }));
    const id = await begin(session, ...tries, { say: 'never said' });
    const seen = await outcome(session, id);
    expect(seen).toMatchObject({ status: 'blocked', reason: expect.stringContaining('it was denied 10 times in a row') });
    expect(await saidBy(session, id)).not.toContain('never said');
  });

  test('end a caged child too, through its tools', async () => {
    const bench = hostileBench('caged');
    const session = await bench.open();
    const other = await begin(session, ...Array.from({ length: 12 }, () => ({ tool: 'bash', args: { command: 'rm -rf /' } })), {
      say: 'never',
    });
    const seen = await outcome(session, other);
    expect(seen).toMatchObject({ status: 'blocked', reason: expect.stringContaining('it was denied 10 times in a row') });
    expect(seen.policy?.denials).toBeLessThan(13);
  });
});

test('a flood of calls that are not understood is refused, counted and bounded', async () => {
  const session = await hostileBench().open();
  const before = memory();
  const ask = `${JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'session/request_permission',
    params: { sessionId: 's', toolCall: { toolCallId: 'x', title: 'x' }, options: [{ optionId: 'yes', kind: 'allow_once', name: 'Yes' }] },
  })}\n`;
  const id = await begin(session, { raw: ask.repeat(100), times: 500 }, { hang: true });
  expect(await outcome(session, id)).toMatchObject({ status: 'blocked', policy: { allowed: 0 } });
  expect(memory() - before).toBeLessThan(300_000_000);
});

describe('a parent that says more than its child can take', () => {
  test('a mailbox holds a hundred, and what was taken makes room', () => {
    const mailbox = createMailbox();
    expect(Array.from({ length: 102 }, (_, n) => mailbox.send(`${n}`)).filter(Boolean).length).toBe(100);
    expect([mailbox.inbox.take(), mailbox.send('later'), mailbox.send('too many')]).toEqual(['0', true, false]);
    mailbox.inbox.putBack('0');
    expect([mailbox.inbox.take(), mailbox.inbox.take()]).toEqual(['0', '1']);
  });

  test('is refused with words, and what waits is bounded', async () => {
    const bench = agentBench();
    const session = await bench.open();
    const { task_id: id = '' } = await use(dispatchChildTask, { agent: 'scripted', objective: steps({ hang: true }) }, callOf(session));
    const task = await session.tasks.get(id);
    const delivered = Array.from({ length: 10_000 }, () => task?.send('x'.repeat(1_000)));
    expect(delivered.filter((each) => each === 'full').length).toBe(9_900);
    await expect(use(dispatchChildTask, { resume: id, message: 'one more' }, callOf(session))).rejects.toThrow(
      '100 messages wait for this child already; wait until it has taken some, or stop it with task_stop.',
    );
  });

  test('and that a child does not hear it, does not keep the child from being stopped', async () => {
    const stop = new AbortController();
    const mailbox = createMailbox();
    const steered = Promise.withResolvers<void>();
    const never = new Promise<never>(() => undefined);
    const nothing = (): void => undefined;
    const outcomeOf = converse({
      partner: {
        open: async () => ({
          id: 'c',
          model: undefined,
          prompt: () => never,
          steer() {
            steered.resolve();
            return never;
          },
          cancel: () => never,
        }),
        ended: never,
        calls: { ask: async () => ({ allowed: false, reason: 'no' }), began: nothing, finished: nothing, refusals: () => [] },
        ready: undefined,
        quirks: { refusalEndsTurn: false, seesToolsLate: false },
        countsTurns: false,
      },
      prompt: 'go',
      director: ONE_ANSWER,
      meter: createMeter({ wallMs: 1_000_000 }),
      callsMade: () => 0,
      transcript: { say: nothing, note: nothing },
      context: { report: nothing, breach: nothing, inbox: mailbox.inbox, hurry: new AbortController().signal },
      stop: stop.signal,
      limits: { openMs: 1_000, cancelMs: 10 },
    });
    mailbox.send('obey');
    await steered.promise;
    stop.abort();
    expect(await outcomeOf).toMatchObject({ status: 'stopped' });
  });
});

describe('who waits for a child', () => {
  test('hears at once of a question that was there before, and once', async () => {
    const session = await hostileBench().open({ preset: 'standard' });
    const id = await begin(session, { asks: ['git push'] });
    await questions(session, 1);
    const begun = performance.now();
    expect(await outcome(session, id)).toMatchObject({ status: 'waiting_approval', retrieval_status: 'success' });
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(await outcome(session, id, { wait_ms: 50 })).toMatchObject({ status: 'waiting_approval', retrieval_status: 'wait_expired' });
    expect(await approved(session, id)).toMatchObject({ status: 'completed' });
  });
});
