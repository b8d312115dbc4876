import * as z from 'zod';
import type { Lab } from './lab.ts';

const refused = z.looseObject({
  status: z.string(),
  task_id: z.string().optional(),
  error: z.string(),
  agents: z.array(z.object({ id: z.string(), assurance: z.string().optional(), why: z.string() })),
  keys: z.array(z.string()),
  usable: z.array(z.string()),
  next: z.string(),
});

const KEY = 'OPENAI_API_KEY';
const SECRET = 'sk-proof-0123456789';

/** Nobody has configured a model: that is said, with what there is, and nothing is made up. */
export async function unconfigured(lab: Lab): Promise<void> {
  const bench = lab.bench('all', { 'readme.txt': 'a repository\n' }, 'none');
  const served = await bench.serve({ [KEY]: SECRET });
  try {
    const answer = await served.call('dispatch_child_task', { agent: 'loop', objective: 'Do something.' });
    const told = refused.parse(answer);
    lab.same(
      'it is refused, and no task is made',
      [told.status, told.error, told.task_id],
      ['unavailable', 'agent_unavailable', undefined],
    );
    const loop = told.agents.find(({ id }) => id === 'loop');
    lab.holds('why our own loop can not do it', loop?.why, 'no model is configured', 'settings file');
    lab.same('it is held by nothing', loop?.assurance, undefined);
    lab.check(
      'every agent that was looked for is listed',
      told.agents.length > 1 ? [] : ['there is only one'],
      told.agents.map(({ id }) => id).join(', '),
    );
    lab.same('keys are listed by their names', told.keys.includes(KEY), true);
    lab.same('and by nothing else', JSON.stringify(answer).includes(SECRET), false);
    lab.holds('what to do is said', told.next, 'shell');
    lab.same('a shell is always there', told.usable.includes('shell'), true);
    lab.same('nothing was begun', ((await served.call('task_output', {})) as { readonly tasks: readonly unknown[] }).tasks, []);
  } finally {
    await served.close();
  }
}
