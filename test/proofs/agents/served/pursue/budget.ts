import { dispatch, idOf, type Lab, type Ready, statusOf } from '../lab.ts';
import { type Bench, onBench } from './bench.ts';

const TURNS = 3;
const FILE = 'first.txt';
const TEXT = 'what it did first';
const AT_IT = { say: 'I am at it.' };
const LOOK = { do: 'run', command: 'ls' } as const;
const COMPLETE = { say: 'All of it is done.\n\nSTATUS: complete' };

/** It never comes to an end: it is paused with its work kept, and goes on with both where the agent can. */
export async function pausesAndGoesOn(lab: Lab, agent: Ready): Promise<void> {
  await onBench(lab, agent, 'budget', async (bench) => {
    const { served, holds, same } = bench;
    const acts = lab.stage.acts(LOOK, AT_IT);
    acts.next({ do: 'run', command: 'pwd' }, { do: 'write', path: FILE, text: `${TEXT}\n` }, AT_IT);
    const taskId = await dispatch(served, agent, acts, {
      access: 'workspace-write',
      mode: 'pursue',
      isolation: 'worktree',
      budget: { turns: TURNS },
    });
    const told = await served.ended(taskId);
    holds('when its turns are used it is paused', statusOf(told), `paused by budget (budget: ${TURNS} turns are used)`);
    same('it had those turns and no other', [told['iterations'], acts.acted.length], [`${TURNS}`, 2 * TURNS + 1]);
    same('why is told beside its work', signalsOf(told), ['budget-exhausted']);
    await bench.settled('when it was paused', taskId, told);
    holds('its work is kept', (await bench.person('patch', taskId)).stdout, `+++ b/${FILE}`, `+${TEXT}`);
    same('its work tree is gone', bench.trees(), []);
    const place = lastLineWith(acts.acted[0]?.result, '/worktrees/');
    const canResume = agent.entry.resume?.[agent.level] !== undefined;
    same('whether it can go on is told', told['can_resume'], canResume);
    if (!canResume) return await cannotGoOn(bench, agent, taskId);
    const before = acts.acted.length;
    // No word of the script is in this message: only the conversation itself has it.
    acts.next({ do: 'run', command: 'pwd' }, { do: 'run', command: `cat ${FILE}` }, COMPLETE);
    const again = idOf(
      await served.call('dispatch_child_task', { resume: taskId, message: 'Go on to the end.', budget: { turns: TURNS } }),
    );
    const then = await served.ended(again);
    bench.tell('it goes on to its end', then['status'] === 'completed' ? [] : [statusOf(then)]);
    const [where, look] = acts.acted.slice(before);
    holds('it knows its first objective', where?.heard, acts.key, 'Go on to the end.');
    same('it works where it worked', [place !== undefined, lastLineWith(where?.result, '/worktrees/')], [true, place]);
    holds('what it did first is there', look?.result, TEXT);
    holds('and in its patch', (await bench.person('patch', again)).stdout, `+++ b/${FILE}`, `+${TEXT}`);
    await bench.settled('when it had gone on', again, then);
    same('that work tree is gone as well', bench.trees(), []);
  });
}

async function cannotGoOn({ served, tell }: Bench, { entry }: Ready, taskId: string): Promise<void> {
  const problem = await served.call('dispatch_child_task', { resume: taskId, message: 'Go on to the end.' }).then(
    () => 'it was started',
    (error: unknown) => String(error),
  );
  const wanted = `${entry.id} can not go on with a conversation of another process`;
  tell('that it can not go on is said when it is asked to', problem.includes(wanted) ? [] : [problem]);
}

const signalsOf = (told: Readonly<Record<string, unknown>>): unknown =>
  (told['evidence'] as { readonly signals?: unknown } | undefined)?.signals;

const lastLineWith = (text: string | undefined, part: string): string | undefined =>
  /\/[^\s"\\]*/.exec(text?.split('\n').findLast((line) => line.includes(part)) ?? '')?.[0];
