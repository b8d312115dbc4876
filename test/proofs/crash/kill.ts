import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Acknowledged, ownedRows, verify } from './acknowledged.ts';
import type { Part } from './part.ts';
import { startWorker, type Worker } from './process.ts';
import { integrityOf, openState } from './state.ts';

/** A new state directory after so many kills, so that small files and large ones are met. */
const KILLS_OF_ONE = 20;

/** Two processes write one file; one or both are killed at random moments, and what was acknowledged to them is looked for. */
export const kill: Part = async ({ quick, scratch }) => {
  const wanted = quick ? 10 : 200;
  let kills = 0;
  let checked = 0;
  let both = 0;
  const wrong: string[] = [];
  for (let round = 0; kills < wanted; round++) {
    const stateDir = join(scratch, `kill-${round}`);
    mkdirSync(stateDir, { mode: 0o700 });
    const acknowledged: Acknowledged[] = [];
    let workers = [startWorker({ stateDir }), startWorker({ stateDir })];
    await Promise.all(workers.map((worker) => worker.ready));
    for (let here = 0; here < KILLS_OF_ONE && kills < wanted; ) {
      await setTimeout(randomInt(1, 120));
      const victims = randomInt(2) === 0 ? workers : workers.slice(randomInt(2)).slice(0, 1);
      for (const { process } of victims) process.kill('SIGKILL');
      await Promise.all(victims.map((worker) => worker.ended));
      for (const victim of victims) acknowledged.push(...victim.acknowledged());
      kills += victims.length;
      here += victims.length;
      const alive = workers.filter((worker) => !victims.includes(worker));
      both += alive.length === 0 ? 1 : 0;
      const found = await look(stateDir, [...acknowledged, ...alive.flatMap((worker) => worker.acknowledged())]);
      checked += found.checked;
      wrong.push(...found.wrong);
      const fresh = victims.map(() => startWorker({ stateDir }));
      await Promise.all(fresh.map((worker) => worker.ready));
      workers = [...alive, ...fresh];
    }
    wrong.push(...(await endAll(workers)));
  }
  return {
    name: `${kills} kill -9 of two processes that write one file (${both} times both at once)`,
    wrong,
    figures: `${checked} acknowledged writes looked for`,
  };
};

async function look(
  stateDir: string,
  acknowledged: readonly Acknowledged[],
): Promise<{ readonly checked: number; readonly wrong: readonly string[] }> {
  // Before anybody opens the file as a server, which removes the rows of those that were killed.
  const owned = ownedRows(stateDir);
  const integrity = integrityOf(stateDir);
  const state = openState(stateDir, { everybodyLives: true });
  try {
    const found = await verify(acknowledged, state, owned);
    return { checked: found.checked, wrong: [...(integrity === 'ok' ? [] : [`integrity: ${integrity}`]), ...found.wrong] };
  } finally {
    state.close();
  }
}

async function endAll(workers: readonly Worker[]): Promise<readonly string[]> {
  for (const { process } of workers) process.kill('SIGKILL');
  const ends = await Promise.all(workers.map((worker) => worker.ended));
  return ends.flatMap(({ signal, code }, n) =>
    signal === 'SIGKILL' ? [] : [`a process ended by itself (${code}): ${workers[n]?.stderr()}`],
  );
}
