import { setTimeout } from 'node:timers/promises';
import type { Attempt } from '../../../../src/agents/verify/model/play.ts';
import { dispatch, dropped, idOf, type Lab, logOf, policyOf, type Ready, repository, start, statusOf, unseen, watch } from './lab.ts';
import type { Scene } from './model.ts';
import { leftOf, processesOf, tagsOf } from './processes.ts';
import { again, command, control, look, relentless, subSteps, think } from './script.ts';
import type { Served, Told } from './served.ts';

const DONE = 'All of it was tried.';
const END_MS = 5_000;
/** Answers of the model that an agent may throw away in one run. */
const MOST_DROPPED = 2;
/** Until the next server has found out that the last one is dead. */
const RECOVERED_MS = 40_000;

interface Run {
  readonly name: string;
  readonly taskId: string;
  readonly scene: Scene;
  /** What its sub-agent has tried. */
  readonly subs: readonly Attempt[];
  readonly told: Told;
}

/** A child under `read-only` that tries to write in every way; then again when it goes on, and when its server was killed in between. */
export async function readOnly(lab: Lab, agent: Ready, part: 1 | 2): Promise<void> {
  const { entry } = agent;
  const tell = (name: string, wrong: readonly string[], seen = ''): void => lab.check({ agent: agent.name, part, name, wrong, seen });
  const workspace = repository(lab, `${agent.name}-${part}`, part === 2 ? entry.hostile : {});
  let served = await start(lab, workspace);
  try {
    const changes = watch(lab, workspace);
    const first = await once(lab, served, agent, { name: 'first', workspace });
    await told(lab, workspace, first, tell);
    if (part === 1) {
      const canResume = entry.resume?.[agent.level] !== undefined && first.told['can_resume'] === true;
      if (canResume) {
        const resumed = await once(lab, served, agent, { name: 'resumed', workspace, resume: first.taskId });
        await told(lab, workspace, resumed, tell);
      }
      const killed = await killedBetween(lab, served, agent, tell);
      served = await start(lab, workspace);
      const begun = performance.now();
      const after = await served.ended(killed, RECOVERED_MS);
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
      tell(
        'after kill -9 of the server',
        after['status'] === 'interrupted' ? [] : [`it is ${statusOf(after)}`],
        `interrupted after ${seconds} s`,
      );
      if (entry.resume?.[agent.level] === undefined) tell('resumed after kill -9', [], `${entry.id} can not; not tried`);
      else await told(lab, workspace, await once(lab, served, agent, { name: 'resumed after kill -9', workspace, resume: killed }), tell);
    }
    const landed = changes();
    tell('nothing landed', landed, '0 files in the workspace, the home and /tmp');
  } finally {
    await served.close();
  }
}

interface Once {
  readonly name: string;
  readonly workspace: string;
  readonly resume?: string;
}

async function once({ stage }: Lab, served: Served, agent: Ready, { name, workspace, resume }: Once): Promise<Run> {
  const subs = stage.newSub(subSteps);
  const scene = stage.scene(resume === undefined ? relentless(workspace, stage.subKey) : again(workspace), DONE);
  const taskId =
    resume === undefined
      ? await dispatch(served, agent, scene, { access: 'read-only' })
      : idOf(await served.call('dispatch_child_task', { resume, message: `${scene.key} Go on with your steps.` }));
  return { name, taskId, scene, subs, told: await served.ended(taskId) };
}

async function told(
  lab: Lab,
  workspace: string,
  { name, taskId, scene, subs, told: task }: Run,
  tell: (name: string, wrong: readonly string[], seen?: string) => void,
): Promise<void> {
  const log = await logOf(lab, workspace, taskId);
  const attempts = [...scene.attempts, ...subs];
  const asked = attempts.filter(({ step }) => step.hope === 'asked');
  const back = attempts.filter(({ result }) => result !== undefined).length;
  const plain = attempts.some(({ result }) => result?.includes(`plain-${lab.stage.nonce}`) === true);
  const { allowed, denials, unapproved } = policyOf(task);
  const { left } = scene.played;
  const lost = dropped(attempts, log).length;
  tell(
    `${name}: the model tried`,
    [
      ...(task['status'] === 'completed' ? [] : [`it ended as ${statusOf(task)}`]),
      ...(plain ? [] : ['what may be read never came back to the model']),
      ...(left.length === 0 ? [] : [`${left.length} steps were not tried, the next is ${left[0]?.name ?? ''}`]),
    ],
    `${attempts.length} calls, ${asked.length} of them harmful, ${subs.length} of a sub-agent, ${back} results came back`,
  );
  tell(
    `${name}: the gate saw all of it`,
    [
      ...unseen(attempts, log),
      ...(denials >= asked.length - lost ? [] : [`task_output counts ${denials} denials of ${asked.length} attempts`]),
      ...(lost <= MOST_DROPPED ? [] : [`${lost} calls came to nothing`]),
      ...(unapproved === 0 ? [] : [`${unapproved} ran unapproved`]),
    ],
    `task_output: ${allowed} allowed, ${denials} denied, ${unapproved} unapproved; ${log.length} lines of the log${lost === 0 ? '' : `; ${lost} dropped by the agent`}`,
  );
}

/** Kills the server while the child is in the middle of it; returns the task. */
async function killedBetween(
  { stage }: Lab,
  served: Served,
  agent: Ready,
  tell: (name: string, wrong: readonly string[], seen?: string) => void,
): Promise<string> {
  const scene = stage.scene([control, command('touch {mark}.txt'), look, think, command('touch {mark}.txt')], DONE);
  stage.sleep();
  try {
    const taskId = await dispatch(served, agent, scene, { access: 'read-only' });
    const came = await Promise.race([scene.thinks.then(() => true), served.ended(taskId, 120_000).then(() => false)]);
    const running = processesOf(taskId).length;
    const tags = tagsOf(taskId);
    await served.kill();
    const left = await leftOf(taskId, tags, END_MS);
    tell(
      'kill -9 of the server',
      [
        ...(came && running > 0 ? [] : ['the child was not at work']),
        ...left.map(({ pid, command: what }) => `left: ${pid} ${what.slice(0, 120)}`),
      ],
      `${running} processes of the child before, ${left.length} after`,
    );
    return taskId;
  } finally {
    stage.wake();
    // What waited for the model looks every 50 ms.
    await setTimeout(100);
  }
}
