import { describe, expect, test } from 'vitest';
import type { ServedApp } from '../../src/server/app-port.ts';
import { tools } from '../../src/tools/index.ts';
import { resources } from '../../src/tools/resources.ts';
import { type AgentBenchOptions, agentBench, asksToRun, scriptedAgents, steps } from '../agents/agent-bench.ts';
import { CLIENT_KINDS, connectInProcess, type Elicitation } from '../harness.ts';
import { FORMS, resultOf, TASKS, taskBench, taskIdOf } from './tasks-bench.ts';

const OPEN: AgentBenchOptions = { settings: { minAssurance: undefined, allowObserved: true } };
const ASKS = { agent: 'scripted', access: 'workspace-write', objective: steps(asksToRun('1', 'git push'), { say: 'went on' }) };
const YES = { action: 'accept', content: { choice: 'allow_once' } } as const;

function served(): ServedApp {
  const bench = agentBench(OPEN);
  return {
    tools: async () => tools,
    info: { name: 'bench', title: 'Bench', version: '1.2.3' },
    instructions: () => '',
    resources,
    openSession: ({ name }) => bench.open({ preset: 'standard', clientName: name }),
    closeSession: (id) => bench.sessions.close(id),
    rootsChanged: () => undefined,
  };
}

describe('what a running child asks', () => {
  test.each(CLIENT_KINDS)('comes to the person of the host, and the child goes on (%s)', async (kind) => {
    const asked: Elicitation[] = [];
    const { client } = await connectInProcess(kind, served(), {
      elicit: (question) => {
        asked.push(question);
        return YES;
      },
    });
    const { structuredContent: child } = await client.call('dispatch_child_task', ASKS);
    const { task_id } = child as { task_id: string };
    // The first look may be what the question rides on.
    let seen: unknown;
    for (let look = 0; look < 5; look += 1) {
      seen = (await client.call('task_output', { task_id, wait_ms: 5_000 })).structuredContent;
      if ((seen as { status: string }).status === 'completed') break;
    }
    expect(seen).toMatchObject({ status: 'completed', policy: { allowed: 1, denials: 0 } });
    expect(asked).toEqual([expect.objectContaining({ message: expect.stringMatching(/^git push\n/) })]);
    await client.close();
  });

  test('is no longer asked when somebody at a terminal has answered', async () => {
    const hanging = Promise.withResolvers<AbortSignal>();
    const bench = agentBench(OPEN);
    const app: ServedApp = { ...served(), openSession: ({ name }) => bench.open({ preset: 'standard', clientName: name }) };
    const { client } = await connectInProcess('v2 legacy', app, {
      elicit: (_, signal) => {
        hanging.resolve(signal);
        return new Promise(() => undefined);
      },
    });
    const { structuredContent: child } = await client.call('dispatch_child_task', ASKS);
    const asked = await hanging.promise;
    const [row] = bench.store.approvals.waiting(bench.time);
    bench.store.approvals.answer({ id: row?.id ?? '', answer: 'allow_once', by: 'cli', now: bench.time });
    await new Promise<void>((resolve) => {
      if (asked.aborted) resolve();
      else asked.addEventListener('abort', () => resolve());
    });
    const { task_id } = child as { task_id: string };
    const seen = (await client.call('task_output', { task_id, wait_ms: 10_000 })).structuredContent;
    expect(seen).toMatchObject({ status: 'completed', policy: { allowed: 1, denials: 0 } });
    await client.close();
  });

  test('stands in the task for a client that knows tasks, and is answered there', async () => {
    const both = { ...TASKS, ...FORMS };
    const client = taskBench({
      preset: 'standard',
      changed: { modelAgents: scriptedAgents(OPEN), agentSettings: { minAssurance: undefined, allowObserved: true } },
    }).connect();
    const taskId = taskIdOf(await client.call('dispatch_child_task', ASKS, { capabilities: both }));
    const session = client.session();
    while (session.tasks.questions().length === 0) await new Promise((resolve) => setImmediate(resolve));
    const waiting = resultOf(await client.send('tasks/get', { taskId }, both));
    expect(waiting).toMatchObject({ status: 'input_required' });
    const [key = ''] = Object.keys(Object(waiting['inputRequests']));
    // Another name answers nothing.
    await client.send('tasks/update', { taskId, inputResponses: { approval: YES } }, both);
    expect(session.tasks.questions().length).toBe(1);
    await client.send('tasks/update', { taskId, inputResponses: { [key]: YES } }, both);
    await client.ended(taskId);
    expect(resultOf(await client.send('tasks/get', { taskId }, both))).toMatchObject({ status: 'completed' });
  });
});
