import type { Acts } from '../acts.ts';
import { dispatch, type Lab, type Ready, statusOf, watch } from '../lab.ts';
import { onBench, turnsOf } from './bench.ts';

const FILE = 'made.txt';
const TEXT = 'it is made';
const CHECK = `cat ${FILE}`;
const COMPLETE = 'All of it is done.\n\nSTATUS: complete';

/** It says nothing of its state, then lies, then does its work: what it left behind decides. */
export async function finishes(lab: Lab, agent: Ready): Promise<void> {
  await onBench(lab, agent, 'finish', async (bench) => {
    const { served, workspace, holds, same } = bench;
    const changes = watch(lab, workspace);
    const acts = lab.stage.acts({ say: 'There is nothing more to do.' });
    acts.next({ say: 'I have had a look.' }, { say: COMPLETE }, { do: 'write', path: FILE, text: `${TEXT}\n` }, { say: COMPLETE });
    const begun = performance.now();
    const taskId = await dispatch(served, agent, acts, {
      access: 'workspace-write',
      mode: 'pursue',
      isolation: 'worktree',
      verify: { checks: [CHECK] },
      budget: { turns: 6 },
    });
    const told = await served.ended(taskId);
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    bench.tell(
      'it ended its work',
      told['status'] === 'completed' ? [] : [statusOf(told)],
      `${seconds} s, ${told['iterations']} turns, ${turnsOf(acts.acted)}, ${usedOf(told)}`,
    );
    same('it took the turns it was to take', [told['iterations'], acts.acted.length], ['3', 4]);
    holds('at first it was told what a status is', heardAt(acts, 0), 'STATUS: complete', 'STATUS: blocked');
    same(
      'without one it was told to go on',
      [0, 1].map((at) => heardAt(acts, at).includes('Go on.')),
      [false, true],
    );
    holds('its lie was refused with what speaks against it', heardAt(acts, 2), 'no file was changed', FILE, 'failed with exit code 1');
    same('and once', heardAt(acts, 3).split('this speaks against it').length - 1, 1);
    same('what is said of its work is what we saw', told['evidence'], {
      files_changed: 1,
      added: 1,
      removed: 0,
      exit_codes: [],
      confidence: 'verified',
      signals: [],
      checks: [{ name: CHECK, status: 'passed', exit_code: 0 }],
    });
    same('its work and its checks went through the gate', await bench.decided(taskId), [
      'allow verify',
      'allow write_file',
      'allow verify',
    ]);
    const { tool_calls: calls } = told;
    same(
      'its call is told, with its turn',
      Array.isArray(calls) && calls.map((call) => /^\[iter 3\] .*write_file\b/.test(call)),
      [true],
      `${calls}`,
    );
    await bench.settled('when it had ended', taskId, told);
    holds('its patch is kept', (await bench.person('patch', taskId)).stdout, `+++ b/${FILE}`, `+${TEXT}`);
    same('its work tree is gone', bench.trees(), []);
    bench.tell('the workspace is untouched', changes());
  });
}

/** All that it had been told when it came to an act. */
const heardAt = ({ acted }: Acts, index: number): string => acted[index]?.heard ?? '';

const usedOf = ({ tokens, cost_usd: usd }: Readonly<Record<string, unknown>>): string =>
  tokens === undefined ? 'it tells no tokens' : `tokens ${JSON.stringify(tokens)}, US dollars ${JSON.stringify(usd)}`;
