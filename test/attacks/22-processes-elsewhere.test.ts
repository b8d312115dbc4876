import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { linuxTable } from '../../src/shell/process/linux-table.ts';
import { startCommand } from '../../src/shell/process/run.ts';
import { bash, living, said, scratch } from '../shell/process/fixture.ts';

const TMUX = '/usr/bin/tmux';
const hasTmux = spawnSync(TMUX, ['-V']).status === 0;

/** Ends a tmux server by its own socket, and no other. */
function endServer(socket: string): void {
  onTestFinished(() => void spawnSync(TMUX, ['-S', socket, 'kill-server']));
}

const sessions = (socket: string): string => spawnSync(TMUX, ['-S', socket, 'list-sessions', '-F', '#S'], { encoding: 'utf8' }).stdout;

test.runIf(hasTmux)("a person's tmux server lives on, with the session that a command asked it for", async () => {
  const dir = await scratch();
  const socket = join(dir, 'tmux');
  endServer(socket);
  const env = { PATH: '/usr/bin:/bin', HOME: dir, TERM: 'dumb' };
  spawnSync(TMUX, ['-S', socket, 'new-session', '-d', '-s', 'person', 'sleep 60'], { env });
  const running = startCommand(
    bash(dir, `${TMUX} -S ${socket} new-session -d -s asked 'sleep 60'; echo on; sleep 60`, { stopGraceMs: 50 }),
  );
  await said(running, 'on');
  expect(await running.stop()).toMatchObject({ reason: 'stopped', survivors: [] });
  expect(sessions(socket)).toBe('asked\nperson\n');
});

test.runIf(hasTmux)('a tmux server that a command starts ends with it', async () => {
  const dir = await scratch();
  const socket = join(dir, 'tmux');
  endServer(socket);
  const running = startCommand(
    bash(dir, `env -i PATH=/usr/bin:/bin ${TMUX} -S ${socket} new-session -d 'sleep 60'; echo on; sleep 60`, { stopGraceMs: 50 }),
  );
  await said(running, 'on');
  expect(sessions(socket)).toBe('0\n');
  expect(await running.stop()).toMatchObject({ reason: 'stopped', survivors: [] });
  expect(sessions(socket)).toBe('');
});

test('two runs of one task at the same time: stopping one leaves the other', async () => {
  const dir = await scratch();
  const name = `sibling-${randomUUID()}`;
  const other = startCommand(bash(dir, `setsid bash -c 'exec -a ${name} sleep 60' & echo on; wait`, { outputDir: join(dir, 'other') }));
  await said(other, 'on');
  const running = startCommand(bash(dir, 'setsid sleep 60 & echo on; wait', { stopGraceMs: 50 }));
  await said(running, 'on');
  expect(await running.stop()).toMatchObject({ reason: 'stopped', survivors: [] });
  for (const until = Date.now() + 5_000; living(name).length === 0 && Date.now() < until; );
  expect(living(name).length).toBe(1);
  await other.stop({ force: true });
  expect(living(name)).toEqual([]);
});

test('a process that a person started meanwhile, in the same directory, is left alone', async () => {
  const dir = await scratch();
  const running = startCommand(bash(dir, 'echo on; sleep 60', { stopGraceMs: 50 }));
  await said(running, 'on');
  const person = spawn('/bin/sleep', ['60'], { cwd: dir, detached: true, stdio: 'ignore' });
  onTestFinished(() => void person.kill('SIGKILL'));
  await once(person, 'spawn');
  await running.stop();
  expect(linuxTable.facts(person.pid ?? 0)).toMatchObject({ pid: person.pid });
});
