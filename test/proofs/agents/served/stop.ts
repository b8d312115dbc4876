import { setTimeout } from 'node:timers/promises';
import { dispatch, idOf, type Lab, type Ready, repository, start, statusOf } from './lab.ts';
import { leftOf, processesOf, tagsOf } from './processes.ts';
import { control, endless, look, think } from './script.ts';
import type { Served, Told } from './served.ts';

/** Milliseconds from the order to stop until the task is over and nothing of it runs. */
const END_MS = 5_000;
const START_MS = 90_000;

type Tell = (name: string, wrong: readonly string[], seen?: string) => void;

/** Stops a child in everything that it can be doing. */
export async function stops(lab: Lab, agent: Ready): Promise<void> {
  const { stage } = lab;
  const tell: Tell = (name, wrong, seen = '') => lab.check({ agent: agent.name, part: 3, name, wrong, seen });
  const served = await start(lab, repository(lab, `${agent.name}-3`), { concurrency: 1 });
  try {
    const running = stage.scene([control, endless, look], 'It came to its end.');
    const first = await dispatch(served, agent, running);
    await stopped(served, first, 'in the middle of a command', tell, () => {
      return processesOf(first).some(({ command }) => /(?:^|\/)sleep 600$/.test(command));
    });

    stage.sleep();
    const thinking = stage.scene([control, think], 'It came to its end.');
    let thinks = false;
    void thinking.thinks.then(() => {
      thinks = true;
    });
    const second = await dispatch(served, agent, thinking);
    await stopped(served, second, 'in the middle of a thought', tell, () => thinks);
    stage.wake();

    if (agent.level === 'caged') {
      const url = { ...look, command: 'curl -s http://127.0.0.1:9/', name: 'a question', needle: 'curl' };
      const third = await dispatch(served, agent, stage.scene([control, url, look], 'It came to its end.'), { access: 'workspace-write' });
      await stopped(served, third, 'while it waits for a person', tell, async () => {
        return (await served.call('task_output', { task_id: third }))['status'] === 'waiting_approval';
      });
    }

    const before = idOf(await served.call('dispatch_child_task', { agent: 'shell', command: 'sleep 500' }));
    const fourth = await dispatch(served, agent, stage.scene([control], 'It came to its end.'));
    await stopped(served, fourth, 'while it is queued', tell, async () => {
      return (await served.call('task_output', { task_id: fourth }))['status'] === 'queued';
    });
    await served.call('task_stop', { task_id: before, force: true });
  } finally {
    stage.wake();
    await served.close();
  }
}

async function stopped(served: Served, taskId: string, name: string, tell: Tell, at: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + START_MS;
  let came = await at();
  while (!came && performance.now() < until) {
    await setTimeout(50);
    came = await at();
  }
  const tags = tagsOf(taskId);
  const running = processesOf(taskId, tags).length;
  const begun = performance.now();
  const order = await served.call('task_stop', { task_id: taskId, reason: 'the proof' });
  const told: Told = await served.ended(taskId, END_MS);
  const left = await leftOf(taskId, tags, Math.max(0, END_MS - (performance.now() - begun)));
  const ms = performance.now() - begun;
  tell(
    `stopped ${name}`,
    [
      ...(came ? [] : [`it never came so far: ${statusOf(told)}`]),
      ...(told['status'] === 'stopped' && told['stopped_by'] === 'host'
        ? []
        : [`it is ${statusOf(told)}, task_stop said ${order['status']}`]),
      ...left.map(({ pid, command }) => `left: ${pid} ${command.slice(0, 120)}`),
      ...(ms <= END_MS ? [] : [`it took ${(ms / 1_000).toFixed(1)} s`]),
    ],
    `over after ${(ms / 1_000).toFixed(1)} s, ${running} processes before, ${left.length} after`,
  );
}
