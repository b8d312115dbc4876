import * as z from 'zod';
import type { Bench, Served } from './bench.ts';
import { counted, decisionsOf } from './counted.ts';
import { endOf, type Lab, until } from './lab.ts';
import { bash, COMPLETE, call, inTurn, never, say } from './model.ts';

const READ = [1, 2, 3].map((turn) => call(`read_${turn}`, 'read_file', { path: `${turn}.txt` }));
const MIXED = [
  ...READ,
  bash('allowed', 'cat 1.txt 2.txt'),
  call('search', 'search', { pattern: 'text' }),
  call('outside', 'write_file', { path: '../outside.txt', content: 'no\n' }),
  call('approved', 'write_file', { path: '../approved.txt', content: 'yes\n' }),
  bash('denied', 'rm -rf /etc'),
  call('write', 'write_file', { path: 'made.txt', content: 'made\n' }),
  call('unread', 'edit_file', { path: 'unread.txt', old_text: 'text', new_text: 'other' }),
  call('list', 'plan', { items: [{ subject: 'all of it', status: 'completed' }] }),
];
const FILES = { '1.txt': 'text\n', '2.txt': 'text\n', '3.txt': 'text\n', 'unread.txt': 'text\n' };

const report = z.looseObject({ policy: z.object({ allowed: z.number(), denied: z.number() }) });

/** Every call was judged, and what is told of that is what the log has. */
export async function counting(lab: Lab): Promise<void> {
  const bench = lab.bench('all', FILES);
  lab.model.play('[mixed]', inTurn(...MIXED, say(COMPLETE)));
  lab.model.play('[killed]', (asked) => (asked.turn < MIXED.length ? inTurn(...MIXED)(asked) : never(asked)));
  const order = { agent: 'loop', mode: 'pursue', access: 'workspace-write', verify: { checks: ['test -f made.txt'] } };
  const first = await bench.serve();
  const { task_id: mixed } = await first.dispatch({ ...order, objective: '[mixed] Try all of it.' });
  await answer(bench, first, mixed);
  const told = await first.ended(mixed);
  lab.holds('a child that tries all kinds of calls comes to its end', endOf(told), /^completed/);
  const decisions = await decisionsOf(bench, mixed);
  lab.check(
    'calls were allowed and denied',
    decisions.allowed >= 6 && decisions.denied >= 2 ? [] : [JSON.stringify(decisions)],
    JSON.stringify(decisions),
  );
  await counted(lab, bench, told, 'mixed');

  const { task_id: killed } = await first.dispatch({ ...order, objective: '[killed] Try all of it, and wait.' });
  await answer(bench, first, killed);
  await until('it has tried all of it', () => lab.model.asked('[killed]') > MIXED.length);
  await first.signal('SIGKILL');
  const second = await bench.serve();
  try {
    const interrupted = await second.ended(killed);
    const inLog = await decisionsOf(bench, killed);
    await counted(lab, bench, interrupted, 'one whose server was killed');
    const { stdout } = await bench.person('report', killed, '--json');
    lab.same('the report of one whose server was killed counts what the log has', report.parse(JSON.parse(stdout)).policy, inLog);
  } finally {
    await second.close();
  }
}

/** Waits for the questions of a child, one after the other, and answers them at a terminal. */
async function answer({ person }: Bench, served: Served, id: string): Promise<void> {
  let last: number | undefined;
  for (const verb of ['deny', 'approve']) {
    await until('it asks a person', async () => {
      const { approval } = await served.output({ task_id: id });
      const isNew = approval !== undefined && approval !== last;
      last = approval ?? last;
      return isNew;
    });
    const { status, stderr } = await person(verb, String(last));
    if (status !== 0) throw new Error(`question ${last} could not be answered: ${stderr}`);
  }
}
