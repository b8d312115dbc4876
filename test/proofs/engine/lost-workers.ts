import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskEngine } from '../../../src/store/tasks/engine.ts';
import { startWorker, type WorkerProcess } from './processes.ts';
import type { Proof } from './proof.ts';
import { queued } from './proof.ts';
import { openProofStore } from './proof-store.ts';

/** A lease of ten seconds is over in a quarter of one. */
const SPEED = 40;
/** Changes that a worker makes at most before it ends its task, so that it may be lost before, at and after its end. */
const MOST_CHANGES = 12;
const LONGEST_BEFORE_MS = 120;
const LONGEST_STOP_MS = 600;

/** What a round found: who says that it ended the task, and whether the other had taken it. */
interface Round {
  readonly ended: number;
  readonly taken: boolean;
}

/** What is wrong with the events of a task that two workers wrote to. */
async function problems(engine: TaskEngine, taskId: string, { ended }: Round, pids: readonly (number | undefined)[]): Promise<string[]> {
  const events = await engine.events(taskId, 1);
  const found: string[] = [];
  if (events.some(({ seq }, n) => seq !== n + 1)) found.push(`${taskId} has a gap`);
  const ends = events.filter(({ status }) => status === 'completed');
  if (ends.length !== 1 || events.at(-1) !== ends[0]) found.push(`${taskId} has ${ends.length} ends`);
  if (ended > 1) found.push(`${taskId}: ${ended} workers say that they ended it`);
  const [first, second] = pids.map(String);
  const writers = events.flatMap(({ detail }) => (detail === undefined ? [] : [detail]));
  const handed = writers.indexOf(second ?? '');
  if (handed >= 0 && writers.lastIndexOf(first ?? '') > handed) found.push(`${taskId} was written by the worker that had lost it`);
  return found;
}

/** Reads what a rescuer says until its answer. */
async function rescued({ next }: WorkerProcess): Promise<{ readonly taken: boolean; readonly ended: boolean }> {
  let taken = false;
  for (;;) {
    const said = await next();
    if (said === 'taken') taken = true;
    else return { taken, ended: said === true };
  }
}

type Lose = (victim: WorkerProcess, rescuer: WorkerProcess) => Promise<Round>;

const kill: Lose = async (victim, rescuer) => {
  await sleep(Math.random() * LONGEST_BEFORE_MS);
  const gone = once(victim.child, 'exit');
  victim.child.kill('SIGKILL');
  await gone;
  const { taken, ended } = await rescued(rescuer);
  return { taken, ended: Number(ended) };
};

const stop: Lose = async (victim, rescuer) => {
  await sleep(Math.random() * LONGEST_BEFORE_MS);
  victim.child.kill('SIGSTOP');
  // Around the moment in which the other gives it up.
  const goesOn = sleep(Math.random() * LONGEST_STOP_MS).then(() => victim.child.kill('SIGCONT'));
  const [{ taken, ended }, own] = await Promise.all([rescued(rescuer), victim.next()]);
  await goesOn;
  return { taken, ended: Number(ended) + Number(own === true) };
};

/** Loses one worker after the other in the middle of its task: another takes it over, and there are never two ends. */
function prove(lose: Lose): Proof {
  return async ({ stateDir, size }) => {
    const { tasks: engine, close } = openProofStore(stateDir, 1, 30_000);
    const rescuer = await startWorker(stateDir, SPEED);
    const violations: string[] = [];
    let victim = await startWorker(stateDir, SPEED);
    let taken = 0;
    for (let round = 0; round < size; round++) {
      if (victim.child.signalCode !== null) victim = await startWorker(stateDir, SPEED);
      const record = queued('a');
      await engine.dispatch(record, { at: Date.now(), status: 'queued' }, { claimed: false });
      victim.tell({ order: 'work', queue: 'a', changes: Math.floor(Math.random() * MOST_CHANGES) });
      await victim.next();
      rescuer.tell({ order: 'rescue', taskId: record.id });
      const found = await lose(victim, rescuer);
      taken += Number(found.taken);
      violations.push(...(await problems(engine, record.id, found, [victim.child.pid, rescuer.child.pid])));
    }
    for (const each of [victim, rescuer]) await each.end();
    close();
    return { violations, figures: `${size} rounds, ${taken} taken over, ${size - taken} ended by the worker itself, before or after all` };
  };
}

export const proveKilled = prove(kill);
export const proveStopped = prove(stop);
