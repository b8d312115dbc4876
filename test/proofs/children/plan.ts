import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hasEnded } from '../../../src/session/task-model.ts';
import type { Bench, Served, Told } from './bench.ts';
import { counted } from './counted.ts';
import { endOf, type Lab, until } from './lab.ts';
import { COMPLETE, call, type Script, say } from './model.ts';

const PLAN = 'Make note.txt with one line, then look at it.';
const NOTE = 'as planned\n';

/** Tries to write before anybody has approved, hands in its plan, and carries it out when it is told to. */
const planner: Script = ({ turn, userTexts, result }) => {
  const write = (id: string) => call(id, 'write_file', { path: 'note.txt', content: NOTE });
  if (!userTexts.some((text) => text.includes('# The plan\n'))) return turn === 0 ? write('early') : say(PLAN);
  return result('approved') === undefined ? write('approved') : say(COMPLETE);
};

/** A child that hands in a plan first, once with each answer of a person. */
export async function plan(lab: Lab): Promise<void> {
  const bench = lab.bench('all', { 'readme.txt': 'a repository\n' });
  const served = await bench.serve();
  const note = path.join(bench.workspace, 'note.txt');
  try {
    const denied = await asked(lab, bench, served, 'deny');
    lab.holds('one whose plan is denied is blocked', endOf(denied), /^blocked/, 'plan was not approved');
    lab.same('and has written nothing', existsSync(note), false);
    const approved = await asked(lab, bench, served, 'approve');
    lab.same('one whose plan is approved does it', [approved.status, approved.evidence?.files_changed], ['completed', 1]);
    lab.same('and has written what it planned', existsSync(note) && readFileSync(note, 'utf8'), NOTE);
    await counted(lab, bench, approved);
  } finally {
    await served.close();
  }
  for (const end of ['SIGINT', 'SIGKILL'] as const)
    await interrupted(lab, end).catch((error: unknown) => lab.check(`${end} while its plan waits, and on`, [String(error)]));
}

/** Its server ends while the plan waits: that is what takes longest. */
async function interrupted(lab: Lab, end: 'SIGINT' | 'SIGKILL'): Promise<void> {
  const bench = lab.bench(end, { 'readme.txt': 'a repository\n' });
  const first = await bench.serve();
  const { id } = await waiting(lab, first, end);
  await first.signal(end);
  const second = await bench.serve();
  const before = await second.ended(id);
  lab.same(`${end} while its plan waits`, before.status, end === 'SIGINT' ? 'paused' : 'interrupted');
  const { task_id: again } = await second.dispatch({ resume: id });
  const number = await question(second, again);
  lab.same(`${end}: it goes on and waits with its plan again`, (await second.output({ task_id: again })).waiting_for?.includes(PLAN), true);
  lab.same(`${end}: a person approves`, (await bench.person('approve', number)).status, 0);
  lab.holds(`${end}: it carries its plan out`, endOf(await second.ended(again)), /^completed/);
  lab.same(`${end}: what it planned is there`, readFileSync(path.join(bench.workspace, 'note.txt'), 'utf8'), NOTE);
  await second.close();
}

async function waiting(lab: Lab, served: Served, name: string): Promise<{ readonly id: string; readonly number: string }> {
  const key = `[plan ${name}]`;
  lab.model.play(key, planner);
  const objective = `${key} Leave a note.`;
  const order = { agent: 'loop', objective, mode: 'pursue', access: 'workspace-write', plan_first: true };
  const { task_id: id } = await served.dispatch(order);
  return { id, number: await question(served, id) };
}

/** The number of the question that a child waits for. Throws when it ends instead. */
async function question(served: Served, id: string): Promise<string> {
  let told = await served.output({ task_id: id });
  await until('its plan waits for a person', async () => {
    told = await served.output({ task_id: id });
    if (hasEnded(told.status ?? '')) throw new Error(`it ended: ${endOf(told)}`);
    return told.status === 'waiting_approval';
  });
  return String(told.approval);
}

async function asked(lab: Lab, bench: Bench, served: Served, answer: 'approve' | 'deny'): Promise<Told> {
  const { id, number } = await waiting(lab, served, answer);
  const told = await served.output({ task_id: id });
  lab.holds(`${answer}: the host is shown the plan`, told.waiting_for, PLAN);
  lab.same(`${answer}: its write before was denied`, [told.policy?.denials, told.policy?.allowed], [1, 0]);
  lab.same(`${answer}: nothing is written before`, existsSync(path.join(bench.workspace, 'note.txt')), false);
  const listed = await bench.person('approvals', 'show', number);
  lab.holds(`${answer}: a person is shown the plan`, listed.stdout, PLAN, 'workspace-write');
  const answered = await bench.person(answer, number);
  lab.same(`${answer}: a person answers at a terminal`, answered.status, 0);
  return await served.ended(id);
}
