import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { attach } from '../../src/shell/process/attach.ts';
import { startDetached } from '../../src/shell/process/detached.ts';
import { linuxTable } from '../../src/shell/process/linux-table.ts';
import { startCommand } from '../../src/shell/process/run.ts';
import { isAlive, SUPERVISOR } from '../shell/process/detached-fixture.ts';
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

/** A command that outlives its server, and the way to write something else into what is known of it. */
async function survivor(script: string) {
  const dir = await scratch();
  const run = await startDetached(bash(dir, script), SUPERVISOR);
  onTestFinished(async () => void (await run.stop({ force: true })));
  await said(run, 'on');
  const path = join(dir, 'out', 'run.json');
  const known: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
  const change = (more: object): Promise<void> => writeFile(path, JSON.stringify({ ...known, ...more }));
  return { run, dir, change, out: join(dir, 'out') };
}

test.each([
  ['the machine was started anew', { boot: randomUUID() }],
  ['its pid was given to a process of a person', { supervisor: { pid: process.pid, start: '1' }, task: 'none', command: undefined }],
])('a run that was found again is touched only if it is the same: %s', async (_, more) => {
  const { run, change, out } = await survivor('echo on; exec sleep 60');
  await change(more);
  const other = await attach(out);
  expect(await other.stop({ force: true })).toMatchObject({ reason: 'signalled', killed: [], survivors: [] });
  expect([isAlive(run.pid), isAlive(run.record?.supervisor.pid)]).toEqual([true, true]);
});

test.runIf(hasTmux)("sweeping what a killed supervisor leaves spares a person's tmux server that the command has used", async () => {
  const socket = join(await scratch(), 'tmux');
  endServer(socket);
  const env = { PATH: '/usr/bin:/bin', TERM: 'dumb' };
  spawnSync(TMUX, ['-S', socket, 'new-session', '-d', '-s', 'person', 'sleep 60'], { env });
  const { run, out } = await survivor(`${TMUX} -S ${socket} new-session -d -s asked 'sleep 60'; echo on; exec sleep 60`);
  process.kill(run.record?.supervisor.pid ?? 0, 'SIGKILL');
  expect((await (await attach(out)).stop()).killed.map(({ argv0 }) => argv0)).toEqual(['sleep']);
  expect(sessions(socket)).toBe('asked\nperson\n');
});
