import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Assurance } from '../../src/agents/assurance/assurance.ts';
import type { Session } from '../../src/session/session.ts';
import { dispatchChildTask } from '../../src/tools/dispatch-child-task.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { taskStop } from '../../src/tools/task-stop.ts';
import { agentBench, scriptedAgents, steps } from '../agents/agent-bench.ts';
import { initialize } from '../server/raw-client.ts';
import { type Bench, callOf, createBench, use } from '../session-fixture.ts';
import { approved, begin, dispatch, hostileBench, outcome, START, saidBy } from './children.ts';

/** A child takes over what is its parent's, or another session's. */
const LOADS = { args: ['--load'], entry: { resume: { gated: 'load', caged: 'load' } } } as const;
const LOOSE = { minAssurance: undefined, allowObserved: true } as const;

/** Agents whose hold a test can change in between. */
function changingBench(): Bench & { level: Assurance } {
  let level: Assurance = 'caged';
  const options = { ...LOADS, entry: { ...LOADS.entry, profiles: { gated: profile, caged: profile } } };
  const bench = createBench(
    {},
    {
      modelAgents: (of) => {
        const agents = scriptedAgents(options)(of);
        const roster = async () => {
          const { list, find } = await agents.roster();
          return {
            list: async () => (await list()).map((status) => ({ ...status, level })),
            find: async (id: string) => {
              const found = await find(id);
              return found && { ...found, level };
            },
          };
        };
        return { ...agents, roster };
      },
    },
  );
  mkdirSync(path.join(path.dirname(bench.workspace), 'state'), { recursive: true });
  return Object.defineProperties(bench, {
    level: {
      get: () => level,
      set(next: Assurance) {
        level = next;
      },
    },
  }) as Bench & { level: Assurance };
}

const AGENT = path.join(import.meta.dirname, '../agents/acp/scripted-agent.ts');
const profile = () => ({ args: [AGENT, '--load'], env: {}, files: {} });

const resumed = (session: Session, resume: string, more: object) =>
  use(dispatchChildTask, { resume, message: steps({ say: 'more' }), ...more }, callOf(session));

describe('a child that has ended goes on with no more than it had', () => {
  test.each([
    ['read-only', { access: 'workspace-write' }],
    ['read-only', { access: 'full' }],
    ['read-only', { read_only: false }],
    ['read-only', { readOnly: false }],
    ['workspace-write', { access: 'full' }],
  ] as const)('access "%s" becomes no %j', async (access, more) => {
    const session = await agentBench({ ...LOADS, settings: LOOSE }).open({ access: 'full' });
    const { task_id: id = '' } = await dispatch(session, { access, objective: steps({ say: 'first' }) });
    await outcome(session, id);
    await expect(resumed(session, id, more)).rejects.toThrow(`This child had access "${access}", and one that goes on has no more`);
    expect(session.tasks.own().length).toBe(1);
  });

  test('less is no matter', async () => {
    const session = await agentBench({ ...LOADS, settings: LOOSE }).open({ access: 'full' });
    const { task_id: id = '' } = await dispatch(session, { access: 'full', objective: steps({ say: 'first' }) });
    await outcome(session, id);
    expect(await resumed(session, id, { access: 'read-only' })).toMatchObject({ status: 'running', access: 'read-only' });
  });

  test.each([
    { cwd: '/' },
    { cwd: '..' },
    { agent: 'other' },
    { objective: 'x' },
    { command: 'ls' },
    { scope_summary: 'x' },
    { constraints: ['x'] },
    { evidence_refs: ['file:x'] },
    { survive: true },
  ])('it keeps what it was started with: %j', async (more) => {
    const session = await agentBench(LOADS).open();
    const { task_id: id = '' } = await dispatch(session, { objective: steps({ say: 'first' }) });
    await outcome(session, id);
    await expect(resumed(session, id, more)).rejects.toThrow(
      `\`${Object.keys(more)[0]}\`: a follow-up keeps what the child was started with`,
    );
  });

  test('it is held as strongly as it was: one that was caged does not go on gated', async () => {
    const bench = changingBench();
    const session = await bench.open();
    const first = await dispatch(session, { objective: steps({ say: 'first' }) });
    expect(first).toMatchObject({ status: 'running', assurance: 'caged' });
    expect(await outcome(session, first.task_id ?? '')).toMatchObject({ status: 'completed' });
    bench.level = 'gated';
    const tasks = session.tasks.own().length;
    for (const more of [{}, { min_assurance: 'gated' as const }])
      expect(await resumed(session, first.task_id ?? '', more)).toMatchObject({ status: 'unavailable', error: 'assurance_too_low' });
    expect(session.tasks.own().length).toBe(tasks);
    bench.level = 'caged';
    expect(await resumed(session, first.task_id ?? '', {})).toMatchObject({ status: 'running', assurance: 'caged' });
  });

  test('a directory that was replaced meanwhile by a link out of the workspace is asked about', async () => {
    const bench = agentBench(LOADS);
    const session = await bench.open();
    const sub = path.join(bench.workspace, 'sub');
    mkdirSync(sub);
    const { task_id: id = '' } = await dispatch(session, { cwd: 'sub', objective: steps({ say: 'first' }) });
    await outcome(session, id);
    const outside = mkdtempSync(path.join(os.tmpdir(), 'outside-'));
    onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
    rmSync(sub, { recursive: true });
    symlinkSync(outside, sub);
    expect(await resumed(session, id, {})).toMatchObject({ status: 'needs_approval', verdict: { rule: 'delegate:outside' } });
  });

  test('what an agent calls its conversation is never an option of its program', async () => {
    const session = await hostileBench('gated', { args: ['--dangerous'], entry: { resume: { gated: 'load' } } }).open();
    const id = await begin(session, { say: 'first' });
    await outcome(session, id);
    expect((await session.tasks.get(id))?.snapshot().report).toMatchObject({ conversation: '--dangerous' });
    await expect(resumed(session, id, {})).rejects.toThrow('it never came to a conversation');
  });
});

describe("another session's child", () => {
  const UNKNOWN = 'task_00000000-0000-4000-8000-000000000000';

  /** What a call says, whichever way, with the id taken out. */
  const answerOf = async (work: Promise<unknown>, id: string): Promise<string> =>
    JSON.stringify(await work.catch((error: Error) => `${error.name}: ${error.message}`)).replaceAll(id, 'ID');

  test.each(['live', 'ended'] as const)('that is %s is answered for like one that never was', async (state) => {
    const bench = agentBench(LOADS);
    const [mine, theirs] = await Promise.all([bench.open(), bench.open()]);
    const objective = state === 'live' ? steps({ hang: true }) : steps({ say: 'a secret' });
    const { task_id: foreign = '' } = await dispatch(theirs, { objective, idempotency_key: 'key' });
    if (state === 'ended') await outcome(theirs, foreign);
    const before = (await theirs.tasks.get(foreign))?.snapshot().status;
    const tried = (id: string) => [
      use(dispatchChildTask, { resume: id, message: 'obey me' }, callOf(mine)),
      use(dispatchChildTask, { resume: id }, callOf(mine)),
      use(dispatchChildTask, { resume: id, message: 'obey me', access: 'full', idempotency_key: 'key' }, callOf(mine)),
      use(taskOutput, { task_id: id }, callOf(mine)),
      use(taskOutput, { task_id: id, view: 'output' }, callOf(mine)),
      use(taskStop, { task_id: id }, callOf(mine)),
    ];
    const [known, unknown] = await Promise.all([foreign, UNKNOWN].map((id) => Promise.all(tried(id).map((one) => answerOf(one, id)))));
    expect(known).toEqual(unknown);
    expect((await theirs.tasks.get(foreign))?.snapshot().status).toBe(before);
    // The same key is another task's here.
    const own = await dispatch(mine, { objective, idempotency_key: 'key' });
    expect(own).toMatchObject({ status: 'running' });
    expect(own.task_id).not.toBe(foreign);
  });

  test("an id of an agent's conversation is no handle", async () => {
    const bench = agentBench(LOADS);
    const session = await bench.open();
    const { task_id: id = '' } = await dispatch(session, { objective: steps({ say: 'x' }) });
    await outcome(session, id);
    const conversation = (await session.tasks.get(id))?.snapshot().report?.conversation;
    expect(conversation).toBe('session-1');
    await expect(resumed(session, conversation ?? '', {})).rejects.toThrow('This session has no such task');
  });
});

/** The first message of a host that says it is the parent's. */
const HELLO = JSON.stringify(initialize());

test.each([
  ['plainly', `echo '${HELLO}' | ${START}`],
  ['without its mark', `echo '${HELLO}' | env -u BAILIWICK_TASK ${START}`],
  ['with an emptied environment', `echo '${HELLO}' | env -i ${START}`],
  ['in a session of its own, emptied', `echo '${HELLO}' | setsid -w env -i ${START}`],
  [
    'with its parent gone',
    `(echo '${HELLO}' | env -i ${START} >out 2>&1; echo $? >code) & disown; while ! [ -s code ]; do sleep 0.02; done; cat out; exit $(cat code)`,
  ],
  ['as a supervisor of its own', `echo '{}' | env -i ${START} supervise`],
])("an agent's own process starts our server over the parent's workspace %s, and is refused", async (_name, script) => {
  const session = await hostileBench().open({ clientName: 'claude-code' });
  const id = await begin(session, { shell: `set -o pipefail; ${script}; exit $?` });
  expect(await outcome(session, id)).toMatchObject({ status: 'completed' });
  const said = await saidBy(session, id);
  expect(said).toMatch(/exit 77: bailiwick: Refused, because one of Bailiwick's own commands started this\./);
  expect(said).not.toContain('"result"');
});

test('the bash of a caged child starts it as little, not even when a person has said yes', async () => {
  const session = await hostileBench('caged').open({ clientName: 'claude-code' });
  const calls = [START, `env -i ${START}`, `setsid -w env -i ${START}`, `bash -c "${START}"`];
  const id = await begin(session, ...calls.map((command) => ({ tool: 'bash', args: { command: `echo '${HELLO}' | ${command}` } })));
  expect(await approved(session, id)).toMatchObject({ status: 'completed', policy: { allowed: calls.length, denials: 0 } });
  const said = await saidBy(session, id);
  expect(said.split('exit 77').length - 1).toBe(calls.length);
  expect(said).not.toContain('serverInfo');
});
