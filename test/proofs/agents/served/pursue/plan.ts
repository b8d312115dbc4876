import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { hasEnded } from '../../../../../src/session/task-model.ts';
import { dispatch, type Lab, policyOf, type Ready, statusOf } from '../lab.ts';
import type { Served, Told } from '../served.ts';
import { onBench } from './bench.ts';

const FILE = 'planned.txt';
const TEXT = 'as planned';
const PLAN = `Make ${FILE} with one line.`;
const WRITE = { do: 'write', path: FILE, text: `${TEXT}\n` } as const;

/** It tries to write before anybody has approved of its plan, and does what it planned afterwards. */
export async function plansFirst(lab: Lab, agent: Ready): Promise<void> {
  await onBench(lab, agent, 'plan', async (bench) => {
    const { served, workspace, holds, same } = bench;
    const file = path.join(workspace, FILE);
    const acts = lab.stage.acts({ say: 'There is nothing more to do.' });
    acts.next(WRITE, { say: PLAN }, WRITE, { say: 'All of it is done.\n\nSTATUS: complete' });
    const taskId = await dispatch(served, agent, acts, { access: 'workspace-write', mode: 'pursue', plan_first: true });
    const waiting = await untilAsked(served, taskId);
    holds('its plan waits for a person', `${statusOf(waiting)}: ${waiting['waiting_for']}`, 'waiting_approval', PLAN);
    same('its write before was denied', [policyOf(waiting).denials, existsSync(file)], [1, false]);
    same('a person approves at a terminal', (await bench.person('approve', String(waiting['approval']))).status, 0);
    const told = await served.ended(taskId);
    bench.tell('then it ends its work', told['status'] === 'completed' ? [] : [statusOf(told)], `${told['iterations']} turns`);
    holds('it was told that it may', acts.acted[2]?.heard, 'A person has approved of this plan', PLAN);
    same('what it planned is there', existsSync(file) && readFileSync(file, 'utf8'), `${TEXT}\n`);
    const decided = ['deny write_file', 'ask dispatch_child_task', 'allow dispatch_child_task', 'allow write_file'];
    same('each of it went through the gate', await bench.decided(taskId), decided);
    await bench.settled('when it had ended', taskId, told);
  });
}

/** Resolves when it waits for a person, or has ended. */
async function untilAsked(served: Served, taskId: string): Promise<Told> {
  for (;;) {
    const told = await served.call('task_output', { task_id: taskId });
    if (told['status'] === 'waiting_approval' || hasEnded(String(told['status']))) return told;
    await setTimeout(50);
  }
}
