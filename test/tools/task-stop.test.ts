import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bash } from '../../src/tools/bash.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { taskStop } from '../../src/tools/task-stop.ts';
import { callOf, createBench, lives, use } from '../session-fixture.ts';

const STUBBORN = `trap '' TERM
sleep 1071 &
setsid sleep 1072 &
wait
sleep 73
`;

/** Whether some process has exactly these words. */
function runs(words: string): boolean {
  return readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `${words.replaceAll(' ', '\0')}\0`;
    } catch {
      return false;
    }
  });
}

test('the whole tree ends, siblings live, and it is idempotent', async () => {
  const session = await createBench().open();
  writeFileSync(path.join(session.workspace, 'tree.sh'), STUBBORN);
  const { task_id = '' } = await use(bash, { command: 'bash tree.sh', background: true }, callOf(session));
  const sibling = await use(bash, { command: 'sleep 74', background: true }, callOf(session));
  await expect.poll(() => [runs('sleep 1071'), runs('sleep 1072')], { timeout: 5_000, interval: 20 }).toEqual([true, true]);
  const [stopped, again] = await Promise.all([
    use(taskStop, { task_id, reason: 'enough\u001b[2J', force: true }, callOf(session)),
    use(taskStop, { task_id }, callOf(session)),
  ]);
  expect(stopped).toMatchObject({ status: 'stopped', stopped_by: 'host', edits_remain: true });
  expect(stopped.killed?.map(({ argv0 }) => path.basename(argv0)).sort()).toEqual(['bash', 'sleep', 'sleep']);
  expect(stopped.killed?.filter(({ pid }) => lives(pid))).toEqual([]);
  expect(again).toEqual(stopped);
  expect(taskStop.render(stopped)).toMatch(/^stopped by host\nkilled: .*sleep \(\d+\)/);
  expect(await use(taskStop, { task_id }, callOf(session))).toEqual({ ...stopped, status: 'already_ended' });
  expect(await use(taskOutput, { task_id }, callOf(session))).toMatchObject({
    status: 'stopped',
    reason: 'enough␛[2J',
    diagnosis: 'it was stopped before it wrote anything, by host: enough␛[2J',
  });
  expect(await use(taskOutput, { task_id: sibling.task_id }, callOf(session))).toMatchObject({ status: 'running' });
});

test('a command that asked for nothing but reading leaves no edits', async () => {
  const session = await createBench().open();
  const { task_id = '' } = await use(bash, { command: 'sleep 75', background: true }, callOf(session));
  expect(await use(taskStop, { task_id }, callOf(session))).toMatchObject({ status: 'stopped', edits_remain: false });
});

test('an unknown task is not found', async () => {
  const session = await createBench().open();
  const result = await use(taskStop, { task_id: 'task_unknown' }, callOf(session));
  expect(result).toEqual({ status: 'not_found' });
  expect(taskStop.render(result)).toContain('no such task');
});
