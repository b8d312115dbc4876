import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { attach } from '../../../src/shell/process/attach.ts';
import { startDetached } from '../../../src/shell/process/detached.ts';
import type { RunRecord } from '../../../src/shell/process/run-record.ts';
import { copied, LEFT, LOST, lost, NO_RECORD, OTHER_BOOT, running } from './attach-fixture.ts';
import { isAlive, SUPERVISOR } from './detached-fixture.ts';
import { bash, living, scratch } from './fixture.ts';

describe('a directory that does not say how it ended', () => {
  test('nothing there', async () => {
    const run = await attach(join(await scratch(), 'none'));
    expect([await run.done, await run.stop(), run.record, run.pid]).toEqual([lost(NO_RECORD), lost(NO_RECORD), undefined, undefined]);
  });

  test.each([
    ['no JSON', '{"boot":'],
    ['another shape', '{"boot":"x","supervisor":{"pid":1,"start":"1"}}'],
    ['too long', ' '.repeat(2_000_000)],
  ])('a record that is none: %s', async (_, text) => {
    const dir = await scratch();
    await writeFile(join(dir, 'run.json'), text);
    expect(await (await attach(dir)).done).toEqual(lost(NO_RECORD));
  });

  test('a link in place of a record is not followed', async () => {
    const { dir, out } = await running();
    await mkdir(join(dir, 'copy'));
    await symlink(join(out, 'run.json'), join(dir, 'copy', 'run.json'));
    expect(await (await attach(join(dir, 'copy'))).done).toEqual(lost(NO_RECORD));
  });

  test('an end that is torn, at every byte', async () => {
    const dir = await scratch();
    const end = JSON.stringify({ reason: 'exited', exitCode: 0, signal: null, durationMs: 1, killed: [], survivors: [] });
    await writeFile(
      join(dir, 'run.json'),
      JSON.stringify({ boot: 'x', supervisor: { pid: 2, start: '1' }, startedAt: 1, deadline: 2, stopGraceMs: 3 }),
    );
    await writeFile(join(dir, 'end.json'), end);
    expect((await (await attach(dir)).done).reason).toBe('exited');
    for (let length = end.length - 1; length >= 0; length -= 1) {
      await truncate(join(dir, 'end.json'), length);
      expect(await (await attach(dir)).done).toEqual(lost(OTHER_BOOT));
    }
  });
});

describe('a process that only looks like the supervisor', () => {
  test.each([
    ['another start of the machine', (record: RunRecord) => ({ ...record, boot: randomUUID() }), OTHER_BOOT],
    [
      'a pid that was given out again',
      (record: RunRecord) => ({
        ...record,
        task: 'another',
        supervisor: { ...record.supervisor, start: '1' },
        command: { pid: record.command?.pid, start: '2', tag: '838147290173800448' },
      }),
      LOST,
    ],
  ])('%s: nothing of it is touched', async (_, change, error) => {
    const { record, dir, run } = await running();
    const other = await copied(dir, change(record));
    expect([await other.done, await other.stop({ force: true })]).toEqual([lost(error), lost(error)]);
    expect([isAlive(record.supervisor.pid), isAlive(run.pid)]).toEqual([true, true]);
  });
});

describe('a supervisor that was killed', () => {
  test('what it leaves is named, and ended when somebody asks: also what has left its session and its environment', async () => {
    const name = `orphan-${randomUUID()}`;
    const { record, run, out } = await running(
      `setsid env -i bash -c 'exec -a ${name} sleep 60' & until grep -qs ${name} /proc/$!/cmdline; do :; done; echo on; exec -a ${name} sleep 60`,
    );
    process.kill(record.supervisor.pid, 'SIGKILL');
    const names = [name, name].map((argv0) => ({ pid: expect.any(Number) as number, argv0 }));
    expect(await run.done).toEqual(lost(LEFT, { survivors: names }));
    const again = await attach(out);
    expect([(await again.done).survivors, living(name).length, (await again.output.excerpt('combined', 100)).text]).toEqual([
      names,
      2,
      'on\n',
    ]);
    expect(await again.stop()).toEqual(lost(LEFT, { reason: 'stopped', killed: names }));
    expect(living(name)).toEqual([]);
  });

  test('before it has written down what it has started: the task is enough', async () => {
    const { record, dir, run } = await running();
    process.kill(record.supervisor.pid, 'SIGKILL');
    await run.done;
    const { command, ...before } = record;
    const other = await copied(dir, before);
    expect((await other.stop()).killed).toEqual([{ pid: command?.pid, argv0: 'sleep' }]);
  });
});

test('a supervisor that was stopped goes on to be asked', async () => {
  const { record, out } = await running();
  process.kill(record.supervisor.pid, 'SIGSTOP');
  expect(await (await attach(out)).stop()).toMatchObject({ reason: 'stopped', signal: 'SIGTERM' });
});

test('force ends a grace that is running', async () => {
  const { out } = await running('trap "" TERM; echo on; while :; do sleep 0.01; done');
  const run = await attach(out);
  const asked = run.stop();
  void run.stop({ force: true });
  expect(await asked).toMatchObject({ reason: 'stopped', signal: 'SIGKILL', survivors: [] });
});

test('what was released is looked at no more, and goes on', async () => {
  const { out, run } = await running();
  const other = await attach(out);
  other.release();
  expect([await Promise.race([other.done, Promise.resolve('open')]), isAlive(run.pid)]).toEqual(['open', true]);
});

test('a directory that was removed meanwhile', async () => {
  const { run, dir, out, record } = await running(`echo on; until [ -e go ]; do sleep 0.01; done; echo more`);
  const elsewhere = await attach(out);
  await rm(out, { recursive: true });
  await writeFile(join(dir, 'go'), '');
  expect([await elsewhere.done, { ...run.output.bytes }]).toEqual([lost(LOST), { stdout: 0, stderr: 0, combined: 0 }]);
  // Who has started it is told by its pipe.
  expect(await run.done).toMatchObject({ reason: 'exited', exitCode: 0 });
  await vi.waitUntil(() => !isAlive(record.supervisor.pid));
});

// Needs root, as continuous integration often is.
test.runIf(process.getuid?.() === 0)('a disk that fills up: how it ended is written down all the same', async ({ skip }) => {
  const dir = await scratch();
  const disk = join(dir, 'disk');
  await mkdir(disk);
  skip(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', disk]).status !== 0, 'no small disk can be mounted here');
  onTestFinished(() => void spawnSync('umount', ['-l', disk]));
  const out = join(disk, 'out');
  const run = await startDetached(bash(dir, 'yes', { outputDir: out }), SUPERVISOR);
  const end = await run.done;
  expect(end).toMatchObject({ reason: 'output_failed', survivors: [], error: expect.stringContaining('the disk is full') });
  expect(JSON.parse(readFileSync(join(out, 'end.json'), 'utf8'))).toEqual(end);
  expect((await (await attach(out)).output.read('stdout', 0, 4)).text).toBe('y\ny\n');
});
