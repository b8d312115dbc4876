import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { worktreesDir } from '../../../src/rooms/worktrees-dir.ts';
import { runCommand } from '../loop/commands.ts';
import type { Bench, Served } from './bench.ts';
import { counted } from './counted.ts';
import { endOf, type Lab } from './lab.ts';
import { bash, COMPLETE, call, inTurn, never, type Script, say } from './model.ts';

/** Three functions, each with a bug, and a test of each that shows it. */
const BUGS = {
  'lib/clamp.mjs': 'export const clamp = (x, low, high) => Math.min(low, Math.max(high, x));\n',
  'lib/mean.mjs': 'export const mean = (all) => all.reduce((sum, one) => sum + one, 0) / (all.length - 1);\n',
  'lib/words.mjs': "export const words = (text) => text.split(' ').length - 1;\n",
  'test/clamp.test.mjs': testOf('clamp', 'clamp(7, 0, 5)', '5'),
  'test/mean.test.mjs': testOf('mean', 'mean([1, 2, 3])', '2'),
  'test/words.test.mjs': testOf('words', "words('one two three')", '3'),
};
const FIXED = 'Math.min(high, Math.max(low, x))';

function testOf(name: string, got: string, want: string): string {
  return `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { ${name} } from '../lib/${name}.mjs';\n\ntest('${name}', () => assert.equal(${got}, ${want}));\n`;
}

const checkOf = (name: string): string => `node --test test/${name}.test.mjs`;

const honest = inTurn(
  call('read', 'read_file', { path: 'lib/clamp.mjs' }),
  call('edit', 'edit_file', { path: 'lib/clamp.mjs', old_text: 'Math.min(low, Math.max(high, x))', new_text: FIXED }),
  bash('test', checkOf('clamp')),
  say(COMPLETE),
);
const liar = inTurn(say('I found the bug, put it right, and every test passes.\n\nSTATUS: complete'));
const looper: Script = ({ turn }) => bash(`look_${turn}`, 'cat lib/words.mjs');

/** A script that waits before its first answer. */
const held =
  (gate: Promise<unknown>, script: Script): Script =>
  async (asked) => {
    await gate;
    return await script(asked);
  };

/** Three planted bugs, three children of a group: one goes round in a circle, one lies, one does it. */
export async function group(lab: Lab): Promise<void> {
  const bench = lab.bench('none', BUGS);
  const served = await bench.serve();
  try {
    const room = Promise.withResolvers<void>();
    const { task_id: loops } = await start(lab, served, { name: 'words', script: held(room.promise, looper) });
    const { task_id: lies } = await start(lab, served, { name: 'mean', script: held(room.promise, liar) });
    const { task_id: good, status } = await start(lab, served, { name: 'clamp', script: honest });
    lab.same('with two at a time the third waits for its turn', status, 'queued');
    lab.same('while it waits it asks its model nothing', lab.model.asked('[none clamp]'), 0);
    room.resolve();
    const [looped, lied, did] = await Promise.all([loops, lies, good].map((id) => served.ended(id)));
    if (looped === undefined || lied === undefined || did === undefined) throw new Error('one is missing');
    await startedWithRoom(lab, served, { third: good, others: [loops, lies] });
    lab.holds('one that goes round in a circle is blocked', endOf(looped), /^blocked/, 'circle');
    lab.same(
      'one that lies is completed and uncertain, and why',
      [lied.status, lied.evidence?.confidence, lied.evidence?.signals.toSorted()],
      ['completed', 'uncertain', ['checks-failed', 'mutation-expected-but-none']],
    );
    lab.same('one that does it is verified', [did.status, did.evidence?.confidence, did.evidence?.signals], ['completed', 'verified', []]);
    lab.same(
      'its check was seen to pass',
      did.evidence?.checks.map(({ status: came }) => came),
      ['passed'],
    );
    for (const told of [looped, lied, did]) await counted(lab, bench, told);
    await reports(lab, bench, served, { loops, lies, good });
    untouched(lab, bench, 'before a patch is applied');
    noTrees(lab, bench, 'after three');
    await patches(lab, bench, good);
  } finally {
    await served.close();
  }
  await winner(lab);
}

interface Member {
  readonly name: string;
  readonly script: Script;
  readonly cancel?: 'none' | 'winner';
}

async function start({ model }: Lab, served: Served, { name, script, cancel = 'none' }: Member): ReturnType<Served['dispatch']> {
  const key = `[${cancel} ${name}]`;
  model.play(key, script);
  return await served.dispatch({
    agent: 'loop',
    objective: `${key} The test of ${name} fails. Fix lib/${name}.mjs and leave the tests as they are.`,
    mode: 'pursue',
    isolation: 'worktree',
    access: 'workspace-write',
    verify: { checks: [checkOf(name)] },
    group: { name: 'bugs', max_parallel: 2, cancel },
  });
}

async function startedWithRoom(
  lab: Lab,
  served: Served,
  { third, others }: { readonly third: string; readonly others: readonly string[] },
): Promise<void> {
  const events = async (id: string) => (await served.output({ task_id: id, view: 'events' })).events ?? [];
  const began = (await events(third)).find(({ status }) => status === 'running')?.at ?? 0;
  const ends = await Promise.all(others.map(async (id) => (await events(id)).at(-1)?.at ?? Number.POSITIVE_INFINITY));
  const first = Math.min(...ends);
  lab.check(
    'the third begins when one of the two has ended',
    began >= first ? [] : [`it began ${first - began} ms before`],
    `${began - first} ms after`,
  );
}

async function reports(
  lab: Lab,
  bench: Bench,
  served: Served,
  { loops, lies, good }: { readonly loops: string; readonly lies: string; readonly good: string },
): Promise<void> {
  const { text } = (await served.call('task_output', { group: 'bugs', view: 'report' })) as { readonly text?: string };
  const ofHost = text ?? '';
  const whole = await bench.person('report', 'bugs');
  for (const [who, report] of [
    ['the host', ofHost],
    ['a person', whole.stdout],
  ] as const) {
    const parts = report.split(/^#+ (?=Child \d)/m);
    const of = (id: string): string => parts.find((part) => part.includes(id) && part.startsWith('Child')) ?? '';
    lab.holds(`the report of the group for ${who} tells the circle`, of(loops), 'blocked', 'not accepted', 'circle');
    lab.holds(`the report of the group for ${who} tells the lie`, of(lies), 'completed', 'uncertain', 'mutation-expected-but-none');
    lab.holds(`the report of the group for ${who} tells the success`, of(good), 'completed (accepted)', 'verified');
  }
  const [circle, lie, success] = await Promise.all([loops, lies, good].map((id) => bench.person('report', id)));
  lab.holds('the report of a child tells its circle', circle?.stdout, 'blocked', 'circle');
  lab.holds('the report of a child tells its lie', lie?.stdout, 'uncertain', /nothing changed|no file/i, 'failed');
  lab.holds('the report of a child tells its success', success?.stdout, 'verified', 'lib/clamp.mjs', 'passed');
}

function untouched(lab: Lab, { git }: Bench, when: string): void {
  lab.same(`the workspace is untouched ${when}`, git('status', '--porcelain'), '');
}

function noTrees(lab: Lab, { git, home }: Bench, when: string): void {
  lab.same(`git knows no work tree but its own ${when}`, git('worktree', 'list').trim().split('\n').length, 1);
  const dir = worktreesDir(home);
  const left = (at: string): readonly string[] => (existsSync(at) ? readdirSync(at) : []);
  lab.same(
    `nothing is left where work trees are ${when}`,
    [...left(dir).filter((name) => name !== '.manifests'), ...left(path.join(dir, '.manifests'))],
    [],
  );
}

async function patches(lab: Lab, bench: Bench, good: string): Promise<void> {
  const { workspace, PATH } = bench;
  const printed = await bench.person('patch', good);
  lab.holds(
    '`patch` prints the fix',
    printed.stdout,
    'diff --git a/lib/clamp.mjs b/lib/clamp.mjs',
    `+export const clamp = (x, low, high) => ${FIXED};`,
  );
  untouched(lab, bench, 'after a patch was printed');
  lab.same('its test fails in the workspace until then', (await runCommand(checkOf('clamp'), workspace, PATH)).passed, false);
  const applied = await bench.person('patch', good, '--apply');
  lab.same('`patch --apply` applies it', [applied.status, applied.stderr], [0, '']);
  lab.same('its test passes in the workspace then', (await runCommand(checkOf('clamp'), workspace, PATH)).passed, true);
  lab.same('nothing else was changed', bench.git('status', '--porcelain'), ' M lib/clamp.mjs\n');
}

/** The first that is accepted ends the others. */
async function winner(lab: Lab): Promise<void> {
  const bench = lab.bench('winner', BUGS);
  const served = await bench.serve();
  try {
    const hanging = Promise.withResolvers<void>();
    const hangs: Script = (asked) => {
      hanging.resolve();
      return asked.turn === 0 ? call('make', 'write_file', { path: 'half.txt', content: 'half of it\n' }) : never(asked);
    };
    const { task_id: loser } = await start(lab, served, { name: 'mean', script: hangs, cancel: 'winner' });
    const { task_id: good } = await start(lab, served, { name: 'clamp', script: held(hanging.promise, honest), cancel: 'winner' });
    const { task_id: third } = await start(lab, served, { name: 'words', script: never, cancel: 'winner' });
    const [won, lost, deferred] = await Promise.all([good, loser, third].map((id) => served.ended(id)));
    if (won === undefined || lost === undefined || deferred === undefined) throw new Error('one is missing');
    lab.same('the winner is verified', [won.status, won.evidence?.confidence], ['completed', 'verified']);
    lab.holds('the one that hangs is stopped, and why', endOf(lost), /^stopped by policy/, `${good} won the group "bugs"`);
    lab.same(
      'the one that waited never begins',
      [deferred.status, deferred.deferred, lab.model.asked('[winner words]')],
      ['stopped', true, 0],
    );
    lab.holds('why it never begins', deferred.reason, 'deferred', good);
    lab.holds('what the loser had is kept', (await bench.person('patch', loser)).stdout, '+half of it');
    lab.holds(
      'the report says who won',
      (await bench.person('report', 'bugs')).stdout,
      new RegExp(`Won by.*${good}`),
      'deferred, never began',
    );
    untouched(lab, bench, 'after a race');
    noTrees(lab, bench, 'after a race');
    lab.same('a file of a work tree is not in the workspace', existsSync(path.join(bench.workspace, 'half.txt')), false);
    lab.holds('nor is the fix', readFileSync(path.join(bench.workspace, 'lib/clamp.mjs'), 'utf8'), 'Math.min(low, Math.max(high, x))');
  } finally {
    await served.close();
  }
}
