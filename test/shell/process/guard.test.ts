import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createGuard } from '../../../src/shell/process/guard.ts';
import { linuxTable } from '../../../src/shell/process/linux-table.ts';
import { startCommand } from '../../../src/shell/process/run.ts';
import { isAlive, killNine, serverWithCommand } from './detached-fixture.ts';
import { bash, living, said, scratch } from './fixture.ts';

/** The pids of the guards that this process has started. */
const guards = (): readonly number[] =>
  linuxTable.list(undefined).flatMap(({ pid, ppid }) => {
    if (ppid !== process.pid) return [];
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bailiwick-guard') ? [pid] : [];
  });

test.each([
  ['a command', ''],
  ['one that ignores TERM', 'trap "" TERM;'],
  [
    'one that has killed the guard',
    'kill -9 $(pgrep -P $PPID -f [b]ailiwick-guard); until pgrep -P $PPID -f [b]ailiwick-guard; do :; done > /dev/null;',
  ],
])('%s ends with what it has started when its server is killed', async (_, first) => {
  const dir = await scratch();
  const name = `guarded-${randomUUID()}`;
  const stranger = spawn('/bin/sleep', ['60'], { cwd: dir, detached: true, stdio: 'ignore' });
  onTestFinished(() => void stranger.kill('SIGKILL'));
  const daemon = `setsid env -i bash -c 'exec -a ${name} sleep 60' > /dev/null 2>&1 &`;
  const wait = `until grep -qs ${name} /proc/$!/cmdline; do :; done; echo on`;
  const server = await serverWithCommand(bash(dir, `${first} ${daemon} ${wait}; exec -a ${name} sleep 60`));
  const before = living(name).length;
  await killNine(server.process);
  const killed = performance.now();
  await vi.waitUntil(() => living(name).length === 0, { timeout: 3_000, interval: 20 });
  expect([before > 0, performance.now() - killed < 3_000, isAlive(stranger.pid)]).toEqual([true, true, true]);
});

test('a server has one guard for all of its commands, and at once another when somebody ends it', async () => {
  const dir = await scratch();
  const guard = createGuard();
  const [one, two] = ['one', 'two'].map((name) =>
    startCommand(bash(dir, 'echo on; exec sleep 60', { outputDir: join(dir, name) }), undefined, guard),
  );
  if (one === undefined || two === undefined) throw new Error('unreachable');
  await Promise.all([said(one, 'on'), said(two, 'on')]);
  const [first, ...others] = guards();
  expect([first !== undefined, others]).toEqual([true, []]);
  process.kill(first ?? 0, 'SIGKILL');
  await vi.waitUntil(() => guards().length === 1 && guards()[0] !== first, { interval: 10 });
  await Promise.all([one.stop({ force: true }), two.stop({ force: true })]);
});
