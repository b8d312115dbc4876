import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Bench, Served } from './bench.ts';
import { counted } from './counted.ts';
import { endOf, type Lab, until } from './lab.ts';
import { type Asked, bash, COMPLETE, call, never, say } from './model.ts';

const FOLLOWUP = 'Write it in capitals.';
const verdict = (word: string, followups: readonly string[]): string =>
  JSON.stringify({ verdict: word, note: 'looked at', followups, scores: {} });

const listed = z.object({
  tasks: z.array(z.looseObject({ task_id: z.string(), parent: z.string().optional(), status: z.string(), access: z.string().optional() })),
});

/** A reviewer that wants something else first, and one that is in the middle of its review when its parent is stopped. */
export async function review(lab: Lab): Promise<void> {
  const bench = lab.bench('all', { 'readme.txt': 'a repository\n' });
  const served = await bench.serve();
  try {
    await twoRounds(lab, bench, served);
    await stopped(lab, served);
  } finally {
    await served.close();
  }
}

async function start({ model }: Lab, served: Served, name: string, reviewer: Parameters<typeof model.play>[1]): Promise<string> {
  model.play(`[author ${name}]`, ({ turn, userTexts }: Asked) => {
    const isRework = userTexts.some((text) => text.includes(FOLLOWUP));
    if (turn === 0) return call('make', 'write_file', { path: `${name}.txt`, content: 'quietly\n' });
    return isRework && turn === 2 ? call('again', 'write_file', { path: `${name}.txt`, content: 'LOUDLY\n' }) : say(COMPLETE);
  });
  model.play(`[reviewer ${name}]`, reviewer);
  const { task_id: id } = await served.dispatch({
    agent: 'loop',
    objective: `[author ${name}] Write ${name}.txt.`,
    mode: 'pursue',
    access: 'workspace-write',
    verify: { reviewer: { agent: 'loop', objective: `[reviewer ${name}] Is it loud?` } },
  });
  return id;
}

async function childrenOf(served: Served, id: string) {
  const { tasks } = listed.parse(await served.call('task_output', {}));
  return tasks.filter(({ parent }) => parent === id);
}

async function twoRounds(lab: Lab, bench: Bench, served: Served): Promise<void> {
  const triedToWrite: (string | undefined)[] = [];
  const id = await start(lab, served, 'loud', ({ turn, userTexts, result }) => {
    if (turn === 0) return bash('write', 'echo reviewed > reviewed.txt');
    triedToWrite.push(result('write'));
    return say(userTexts[0]?.includes('This is round 2') === true ? verdict('accept', []) : verdict('revise', [FOLLOWUP]));
  });
  const told = await served.ended(id);
  lab.same(
    'what its reviewer accepts in the end is verified',
    [told.status, told.evidence?.confidence, told.evidence?.signals],
    ['completed', 'verified', []],
  );
  lab.holds('the review is told', told.evidence?.review, 'accept by loop');
  lab.same('it did what its reviewer wanted', readFileSync(path.join(bench.workspace, 'loud.txt'), 'utf8'), 'LOUDLY\n');
  const reviewers = await childrenOf(served, id);
  lab.same(
    'each review is a task of its own, below its parent',
    reviewers.map(({ status }) => status),
    ['completed', 'completed'],
  );
  lab.check(
    'a reviewer can change nothing',
    triedToWrite.flatMap((result) => (result?.includes('Denied') === true ? [] : [`it got ${result}`])),
    `${triedToWrite.length} tries`,
  );
  await counted(lab, bench, told, 'the author');
  for (const { task_id: reviewer } of reviewers) await counted(lab, bench, await served.output({ task_id: reviewer }), 'a reviewer');
}

async function stopped(lab: Lab, served: Served): Promise<void> {
  let isReviewing = false;
  const id = await start(lab, served, 'stopped', (asked) => {
    isReviewing = true;
    return never(asked);
  });
  await until('its reviewer is at work', () => isReviewing);
  await served.call('task_stop', { task_id: id, reason: 'no more' });
  lab.holds('one that is stopped in mid-review is stopped', endOf(await served.ended(id)), 'stopped by host (no more)');
  const [reviewer, ...others] = await childrenOf(served, id);
  lab.same('it had one reviewer', others.length, 0);
  if (reviewer !== undefined) lab.holds('and that ends with it', endOf(await served.ended(reviewer.task_id, 10_000)), /^stopped/);
}
