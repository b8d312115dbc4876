import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { linuxTable } from '../../../src/shell/process/linux-table.ts';
import { newTag } from '../../../src/shell/process/tag.ts';

/** A process whose name tries to look like the rest of its line in /proc/PID/stat. */
async function started(task: string, tag: string): Promise<number> {
  const script = `ulimit -x ${tag}; echo on; exec -a ') Z 1 (odd' sleep 60`;
  const child = spawn('/bin/bash', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { BAILIWICK_TASK: task, PATH: '/usr/bin:/bin' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  for (const until = Date.now() + 5_000; linuxTable.argv0(child.pid ?? 0) !== ') Z 1 (odd' && Date.now() < until; );
  return child.pid ?? 0;
}

test('a process is described, and known by each mark alone', async () => {
  const tag = newTag();
  const pid = await started('task 1', tag);
  const own = linuxTable.facts(pid);
  expect(own).toEqual({ pid, ppid: process.pid, group: pid, session: pid, start: expect.stringMatching(/^\d+$/) });
  expect(linuxTable.list(own).filter((one) => one.pid === pid)).toEqual([own]);
  expect(linuxTable.argv0(pid)).toBe(') Z 1 (odd');
  const none = { task: undefined, tag: undefined, pipes: [] };
  const { pipes } = linuxTable.marksOf(pid, undefined, undefined);
  expect([
    linuxTable.carries(pid, none),
    linuxTable.carries(pid, { ...none, tag }),
    linuxTable.carries(pid, { ...none, task: 'task 1' }),
    linuxTable.carries(pid, { ...none, task: 'task' }),
    linuxTable.carries(pid, { ...none, pipes }),
    pipes.length,
  ]).toEqual([false, true, true, false, true, 2]);
  // A sibling run of the same task has the same marker, and another tag.
  expect(linuxTable.carries(pid, { task: 'task 1', tag: newTag(), pipes })).toBe(false);
});

test('files and devices that everybody writes to are no mark', () => {
  expect(linuxTable.marksOf(process.pid, 't', undefined).pipes.every((name) => /^(pipe|socket):/.test(name))).toBe(true);
});

test('who is gone has no facts, no name and no mark', () => {
  const gone = 90_000_000;
  expect([
    linuxTable.facts(gone),
    linuxTable.argv0(gone),
    linuxTable.carries(gone, { task: 't', tag: newTag(), pipes: ['socket:[1]'] }),
  ]).toEqual([undefined, '', false]);
});

test('a look at the newest finds what was started since, and not what was there before', async () => {
  const first = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void first.kill('SIGKILL'));
  await once(first, 'spawn');
  const second = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void second.kill('SIGKILL'));
  await once(second, 'spawn');
  const pids = linuxTable.listRecent(linuxTable.facts(first.pid ?? 0)).map((one) => one.pid);
  expect([pids.includes(second.pid ?? 0), pids.includes(process.pid)]).toEqual([true, false]);
});
