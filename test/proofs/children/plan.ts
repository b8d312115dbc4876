import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Served, Told } from './bench.ts';
import { counted } from './counted.ts';
import { endOf, type Lab, until } from './lab.ts';
import { COMPLETE, call, type Script, say } from './model.ts';

const PLAN = 'Make note.txt with one line, then look at it.';
const NOTE = 'as planned\n';

/** Tries to write before anybody has approved, hands in its plan, and carries it out when it is told to. */
const planner: Script = ({ turn, userTexts }) => {
  const write = call(`write_${turn}`, 'write_file', { path: 'note.txt', content: NOTE });
  const isApproved = userTexts.some((text) => text.includes('# The plan\n'));
  if (turn === 0) return write;
  return say(isApproved ? COMPLETE : PLAN);
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
}

async function asked(lab: Lab, bench: Bench, served: Served, answer: 'approve' | 'deny'): Promise<Told> {
  const key = `[plan ${answer}]`;
  lab.model.play(key, planner);
  const { task_id: id } = await served.dispatch({
    agent: 'loop',
    objective: `${key} Leave a note.`,
    mode: 'pursue',
    access: 'workspace-write',
    plan_first: true,
  });
  let waiting: Told | undefined;
  await until('its plan waits for a person', async () => {
    waiting = await served.output({ task_id: id });
    return waiting.status === 'waiting_approval';
  });
  const number = String(waiting?.approval);
  lab.holds(`${answer}: the host is shown the plan`, waiting?.waiting_for, PLAN);
  lab.same(`${answer}: its write before was denied`, [waiting?.policy?.denials, waiting?.policy?.allowed], [1, 0]);
  lab.same(`${answer}: nothing is written before`, existsSync(path.join(bench.workspace, 'note.txt')), false);
  const listed = await bench.person('approvals', 'show', number);
  lab.holds(`${answer}: a person is shown the plan`, listed.stdout, PLAN, 'workspace-write');
  const answered = await bench.person(answer, number);
  lab.same(`${answer}: a person answers at a terminal`, answered.status, 0);
  return await served.ended(id);
}
