import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ANSWER, type Bench, type Served } from './bench.ts';
import { endOf, type Lab } from './lab.ts';
import { type Asked, bash, COMPLETE, call, say } from './model.ts';

const SLOW_MS = 300;
/** Beyond the budget of time: that is what ending it, and keeping its work, may take. */
const GRACE_MS = 5_000;
const PIECE = 'a piece of work\n';

/** Works a little with each answer, slowly, and never comes to an end. */
async function endless({ turn, gone }: Asked) {
  await delay(SLOW_MS, undefined, { signal: gone }).catch(() => undefined);
  if (turn === 0) return call('piece', 'write_file', { path: 'piece.txt', content: PIECE });
  return turn % 3 === 0 ? say('I am at it.') : bash(`bash_${turn}`, `echo ${turn}`);
}

/** Children that never end, each with another budget; all of them at once. */
export async function budgets(lab: Lab): Promise<void> {
  const bench = lab.bench('all', { 'readme.txt': 'a repository\n' });
  const served = await bench.serve();
  try {
    await Promise.all([time(lab, bench, served), timeInTree(lab, bench, served), answers(lab, served)]);
  } finally {
    await served.close();
  }
}

async function start({ model }: Lab, served: Served, name: string, more: Record<string, unknown>): Promise<string> {
  model.play(`[${name}]`, endless);
  const objective = `[${name}] Work on this without an end.`;
  return (await served.dispatch({ agent: 'loop', objective, mode: 'pursue', access: 'workspace-write', ...more })).task_id;
}

const wallOf = ({ quick }: Lab): number => (quick ? 5_000 : 30_000);

async function time(lab: Lab, { workspace }: Bench, served: Served): Promise<void> {
  const wall = wallOf(lab);
  const begun = performance.now();
  const told = await served.ended(await start(lab, served, 'time', { budget: { wall_ms: wall } }), wall + 60_000);
  const took = performance.now() - begun;
  lab.holds('when its time is over it is paused', endOf(told), `paused by budget (budget: ${wall / 1_000} s are over)`);
  lab.check(
    `it is paused within ${(wall + GRACE_MS) / 1_000} s`,
    took <= wall + GRACE_MS && took >= wall ? [] : [`it took ${Math.round(took)} ms`],
    `${Math.round(took)} ms`,
  );
  lab.same('its evidence says why', told.evidence?.signals, ['budget-exhausted']);
  lab.same('its work is kept', readFileSync(path.join(workspace, 'piece.txt'), 'utf8'), PIECE);
  lab.same('it can be gone on with', told.can_resume, true);
}

async function timeInTree(lab: Lab, bench: Bench, served: Served): Promise<void> {
  const wall = wallOf(lab);
  const id = await start(lab, served, 'time in a tree', { budget: { wall_ms: wall }, isolation: 'worktree' });
  const told = await served.ended(id, wall + 60_000);
  lab.holds('one in a work tree is paused, too', endOf(told), /^paused by budget/);
  lab.holds('the patch of it is kept', (await bench.person('patch', id)).stdout, `+${PIECE}`);
}

/** What is counted by answers of the model: each costs the same. */
async function answers(lab: Lab, served: Served): Promise<void> {
  const MOST = 3;
  const bounds = { turns: MOST, tokens: (MOST - 0.5) * ANSWER.tokens, usd: (MOST - 0.5) * ANSWER.usd };
  for (const [name, most] of Object.entries(bounds)) {
    const id = await start(lab, served, name, { budget: { [name]: most } });
    const told = await served.ended(id);
    lab.holds(`a budget of ${name} pauses it`, endOf(told), /^paused by budget/, new RegExp(`${most} .*used`));
    lab.same(`a budget of ${name} pays no answer more`, lab.model.asked(`[${name}]`), MOST);
    lab.same(
      `what it used with a budget of ${name} is told`,
      [told.iterations, told.tokens, Math.round((told.cost_usd ?? 0) * 1e6) / 1e6],
      [`${MOST}`, { input: MOST * 100, output: MOST * 20 }, MOST * ANSWER.usd],
    );
    if (name !== 'turns') continue;
    lab.model.play('[turns]', () => say(COMPLETE));
    const { task_id: again } = await served.dispatch({ resume: id, access: 'workspace-write', budget: { turns: 5 } });
    lab.holds('one whose budget was spent goes on with another', endOf(await served.ended(again)), /^completed/);
  }
}
