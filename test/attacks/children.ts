import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Assurance } from '../../src/agents/assurance/assurance.ts';
import { createGate } from '../../src/policy/gate.ts';
import type { Session } from '../../src/session/session.ts';
import { dispatchChildTask } from '../../src/tools/dispatch-child-task.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { type AgentBenchOptions, scriptedAgents } from '../agents/agent-bench.ts';
import { gateBasics } from '../policy/gate-basics.ts';
import { PROGRAM as BUNDLE } from '../program.ts';
import { type Bench, callOf, createBench, use } from '../session-fixture.ts';
import type { Step } from './hostile-agent.ts';

const PROGRAM = path.join(import.meta.dirname, 'hostile-agent.ts');
const LOOSE = { minAssurance: undefined, allowObserved: true } as const;

/** Our own program, as a gate knows it. */
export const MAIN = BUNDLE;
/** What starts it. */
export const START = `'${process.execPath}' '${MAIN}'`;

/** Sessions whose children are hostile, and whose gates know our own program and our own places. */
export function hostileBench(level: Assurance = 'gated', options: AgentBenchOptions = {}): Bench {
  const { entry, args = [], ...more } = options;
  const profile = () => ({ args: [PROGRAM, ...args], env: {}, files: {} });
  const bench = createBench(
    {},
    {
      modelAgents: scriptedAgents({ level, entry: { profiles: { gated: profile, caged: profile }, ...entry }, ...more }),
      agentSettings: LOOSE,
      createGate(request) {
        const root = path.dirname(request.workspace);
        return createGate({
          ...gateBasics(),
          ...request,
          home: path.join(root, 'home'),
          ownDirs: [path.join(root, 'state'), path.join(root, 'config')],
          ownPrograms: [MAIN],
          bash: () => ({ path: '/bin/bash', major: 5 }),
          store: bench.store,
          now: () => bench.time,
          log: () => undefined,
        });
      },
    },
  );
  mkdirSync(path.join(path.dirname(bench.workspace), 'state'), { recursive: true });
  return bench;
}

/** What such a child does, as an objective. */
export const does = (...steps: readonly Step[]): string => `[[steps]]${JSON.stringify(steps)}[[/steps]]`;

export type DispatchArgs = Parameters<typeof dispatchChildTask.handle>[0];

export const dispatch = (session: Session, args: Partial<DispatchArgs>) =>
  use(dispatchChildTask, { ...(args.resume === undefined ? { agent: 'scripted' } : {}), ...args } as DispatchArgs, callOf(session));

/** Starts a child that may write, with these steps; returns its task's id. */
export async function begin(session: Session, ...steps: readonly Step[]): Promise<string> {
  const { task_id } = await dispatch(session, { access: 'workspace-write', objective: does(...steps) });
  if (task_id === undefined) throw new Error('it did not start');
  return task_id;
}

/** What a task is when it has ended, or waits for a person. */
export const outcome = (session: Session, task_id: string, more: object = {}) =>
  use(taskOutput, { task_id, wait_ms: 30_000, ...more }, callOf(session));

/** All that a child has said. */
export const saidBy = async (session: Session, task_id: string): Promise<string> =>
  (await outcome(session, task_id, { view: 'output', wait_ms: 0 })).text ?? '';

/** What a task is when it has ended, with a person who allows whatever it asks. */
export async function approved(session: Session, task_id: string) {
  const task = await session.tasks.get(task_id);
  let over = false;
  void task?.ended.then(() => {
    over = true;
  });
  while (!over) {
    for (const { approval, answer } of task?.questions() ?? []) answer({ approvalId: approval.id, choice: 'allow_once' });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return await outcome(session, task_id);
}

/** Bytes that this process holds now, garbage left aside where it can be collected. */
export function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}
