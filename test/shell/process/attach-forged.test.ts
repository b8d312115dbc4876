import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attach } from '../../../src/shell/process/attach.ts';
import { bootId } from '../../../src/shell/process/boot-id.ts';
import { linuxTable } from '../../../src/shell/process/linux-table.ts';
import { copied, LOST, lost, NO_RECORD, running } from './attach-fixture.ts';
import { isAlive } from './detached-fixture.ts';
import { scratch } from './fixture.ts';

const FORGED = JSON.stringify({ reason: 'exited', exitCode: 0, signal: null, durationMs: 1, killed: [], survivors: [] });

/** A process of a person, which ends with the test. Takes its words and where its standard error goes. */
async function stranger(words: readonly string[], stderr: number | 'ignore' = 'ignore'): Promise<{ pid: number; start: string }> {
  const child = spawn('/bin/bash', ['-c', 'sleep 60; :', 'bash', ...words], { stdio: ['ignore', 'ignore', stderr], detached: true });
  onTestFinished(() => void (child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')));
  await once(child, 'spawn');
  const { pid = 0, start = '' } = linuxTable.facts(child.pid ?? 0) ?? {};
  return { pid, start };
}

describe('a forged record', () => {
  test.each([
    ['any process', [], 'other.log'],
    ['one that calls itself so', ['supervise'], 'other.log'],
    ['one that writes to the log', [], 'supervisor.log'],
  ])('signals nobody: %s in the place of the supervisor and of the command', async (_, words, name) => {
    const dir = await scratch();
    await mkdir(join(dir, 'copy'));
    const log = await open(join(dir, 'copy', name), 'w');
    const own = await stranger(words, log.fd);
    await log.close();
    const other = await copied(dir, {
      boot: bootId(),
      supervisor: own,
      task: 'none',
      command: { ...own, tag: '838147290173800448' },
      startedAt: 1,
      deadline: 2,
      stopGraceMs: 0,
    });
    expect([await other.done, await other.stop({ force: true })]).toEqual([lost(LOST), lost(LOST)]);
    expect(isAlive(own.pid)).toBe(true);
  });

  test('that names the supervisor of another run ends neither it nor its command', async () => {
    const { record, dir, run } = await running();
    const other = await copied(dir, { ...record, task: 'none', command: undefined });
    expect(await other.stop({ force: true })).toEqual(lost(LOST));
    expect([isAlive(record.supervisor.pid), isAlive(run.pid)]).toEqual([true, true]);
  });

  test.each([
    ['another task', { task: 'another' }],
    ['no task', { task: undefined }],
  ])('that names %s is none for who expects one, and neither is the end beside it; the task is ended', async (_, more) => {
    const { record, out, run: started } = await running();
    const { task } = record;
    const found = await attach(out, { task });
    found.release();
    expect(found.record).toEqual(record);
    await writeFile(join(out, 'run.json'), JSON.stringify({ ...record, ...more }));
    await writeFile(join(out, 'end.json'), FORGED);
    const run = await attach(out, { task });
    const killed = [{ pid: started.pid ?? 0, argv0: 'sleep' }];
    expect([run.record, await run.done, await run.stop()]).toEqual([
      undefined,
      lost(NO_RECORD),
      lost(NO_RECORD, { reason: 'stopped', killed }),
    ]);
    expect(await started.done).toMatchObject({ reason: 'signalled', signal: 'SIGKILL' });
  });

  test.each([
    ['a tag that is not its own', { tag: '838147290173800448' }],
    ['a start that is to come', { start: '999999999999', tag: undefined }],
  ])('that hides the command behind %s: it is ended by its task', async (_, more) => {
    const { record, out, run } = await running();
    const { task, command } = record;
    await writeFile(
      join(out, 'run.json'),
      JSON.stringify({ ...record, supervisor: { pid: 4_194_304, start: '1' }, command: { ...command, ...more } }),
    );
    await writeFile(join(out, 'end.json'), FORGED);
    const other = await attach(out, { task });
    expect(await other.stop()).toEqual({ ...JSON.parse(FORGED), reason: 'stopped', killed: [{ pid: run.pid, argv0: 'sleep' }] });
  });

  test('put there while it is followed changes nothing', async () => {
    const { record, out } = await running();
    const own = await stranger([]);
    const run = await attach(out);
    await writeFile(join(out, 'run.json'), JSON.stringify({ ...record, supervisor: own, command: own, task: 'none' }));
    expect(await run.stop()).toMatchObject({ reason: 'stopped', signal: 'SIGTERM' });
    expect([run.record, isAlive(own.pid), isAlive(record.supervisor.pid)]).toEqual([record, true, false]);
  });
});

test('a forged end counts for nothing while the supervisor lives, which writes its own in its place', async () => {
  const { out, record, dir } = await running('echo on; until [ -e go ]; do sleep 0.01; done; exit 3');
  await writeFile(join(out, 'end.json'), FORGED);
  await writeFile(join(out, 'end.json.new'), FORGED);
  const run = await attach(out);
  expect([await Promise.race([run.done, Promise.resolve('open')]), isAlive(record.supervisor.pid)]).toEqual(['open', true]);
  await writeFile(join(dir, 'go'), '');
  expect(await run.done).toMatchObject({ reason: 'exited', exitCode: 3 });
});

test('what the supervisor says itself counts at once, whatever stands in the directory', async () => {
  const { out } = await running();
  const said = Promise.withResolvers<string>();
  const run = await attach(out, { said: said.promise });
  await writeFile(join(out, 'end.json'), FORGED);
  said.resolve(`\n${FORGED.replace('0', '7')}`);
  expect(await run.done).toMatchObject({ reason: 'exited', exitCode: 7 });
});
