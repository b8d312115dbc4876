import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { attach } from '../../../src/shell/process/attach.ts';
import { bootId } from '../../../src/shell/process/boot-id.ts';
import { startDetached } from '../../../src/shell/process/detached.ts';
import { linuxTable } from '../../../src/shell/process/linux-table.ts';
import type { RunEnd } from '../../../src/shell/process/run.ts';
import { isAlive, killNine, SUPERVISOR, serverWithSurvivor } from './detached-fixture.ts';
import { bash, living, said, scratch } from './fixture.ts';

const ended = (more: Partial<RunEnd>): RunEnd => ({
  reason: 'exited',
  exitCode: 0,
  signal: null,
  durationMs: expect.any(Number) as number,
  killed: [],
  survivors: [],
  ...more,
});

const text = (pid: number | undefined, name: string): string => readFileSync(`/proc/${pid}/${name}`, 'latin1');

describe('a command under a supervisor', () => {
  test('gives its output in the order seen and its end, to whoever asks', async () => {
    const dir = await scratch();
    const run = await startDetached(bash(dir, 'echo one; sleep 0.1; echo two >&2; sleep 0.1; echo three; exit 3'), SUPERVISOR);
    expect(await run.done).toEqual(ended({ exitCode: 3 }));
    const again = await attach(join(dir, 'out'));
    expect([await again.done, await again.output.excerpt('combined', 100), { ...again.output.bytes }]).toEqual([
      ended({ exitCode: 3 }),
      { text: 'one\ntwo\nthree\n', truncated: false },
      { stdout: 10, stderr: 4, combined: 14 },
    ]);
    expect(readdirSync(join(dir, 'out')).map((name) => [name, statSync(join(dir, 'out', name)).mode & 0o777])).toEqual(
      ['end.json', 'order', 'run.json', 'stderr', 'stdout'].map((name) => [name, 0o600]),
    );
    await again.output.remove();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('is written down: who it is, and since when; what is run stands nowhere but with the command', async () => {
    const dir = await scratch();
    const secret = randomUUID();
    const spec = bash(dir, `echo on; exec sleep 60 # ${secret}`);
    const run = await startDetached({ ...spec, env: { ...spec.env, SECRET: secret } }, SUPERVISOR);
    const { record } = run;
    expect(record).toEqual({
      boot: bootId(),
      supervisor: { pid: expect.any(Number) as number, start: linuxTable.facts(record?.supervisor.pid ?? 0)?.start },
      task: spec.env['BAILIWICK_TASK'],
      command: { pid: run.pid, start: linuxTable.facts(run.pid ?? 0)?.start, tag: expect.any(String) as string },
      startedAt: expect.any(Number) as number,
      deadline: (record?.startedAt ?? 0) + 10_000,
      stopGraceMs: 3_000,
    });
    const supervisor = record?.supervisor.pid;
    const seen = [text(supervisor, 'cmdline'), text(supervisor, 'environ'), readFileSync(join(dir, 'out', 'run.json'), 'utf8')];
    expect(seen.filter((one) => one.includes(secret))).toEqual([]);
    expect(text(supervisor, 'environ')).not.toContain('BAILIWICK_TASK');
    expect(text(run.pid, 'environ')).toContain(`BAILIWICK_TASK=task of ${dir}`);
    // Nothing that descends from us, nor in our session: what ends us and ours does not find it.
    const own = linuxTable.facts(process.pid);
    const facts = linuxTable.facts(supervisor ?? 0);
    expect([facts?.ppid === process.pid, facts?.session === own?.session, facts?.group === own?.group]).toEqual([false, false, false]);
    expect(await run.stop({ force: true })).toMatchObject({ reason: 'stopped' });
  });

  test.each(['approve 1', 'supervise'])('has no authority: %s is refused', async (words) => {
    const dir = await scratch();
    const main = new URL('../../../src/main.ts', import.meta.url).pathname;
    const run = await startDetached(bash(dir, `${process.execPath} ${main} ${words}`), SUPERVISOR);
    expect(await run.done).toEqual(ended({ exitCode: 77 }));
    expect((await run.output.excerpt('stderr', 500)).text).toContain("one of Bailiwick's own commands started this");
  });

  test('its time limit holds, and what it leaves running is swept', async () => {
    const dir = await scratch();
    const name = `late-${randomUUID()}`;
    const run = await startDetached(bash(dir, `setsid bash -c 'exec -a ${name} sleep 60' & wait`, { timeoutMs: 400 }), SUPERVISOR);
    const end = await run.done;
    expect({ ...end, killed: end.killed.length }).toEqual({
      ...ended({ reason: 'timed_out', exitCode: null, signal: 'SIGTERM' }),
      killed: 2,
    });
    expect(living(name)).toEqual([]);
  });

  test('100 MB of output are all there', async () => {
    const dir = await scratch();
    const run = await startDetached(bash(dir, 'head -c 100000000 /dev/zero | tr "\\0" x; printf end >&2'), SUPERVISOR);
    expect(await run.done).toEqual(ended({}));
    expect({ ...run.output.bytes }).toEqual({ stdout: 100_000_000, stderr: 3, combined: 100_000_003 });
    expect((await run.output.read('combined', 99_999_998, 100)).text).toBe('xxend');
  });
});

describe('when its server is killed', () => {
  test('it goes on; another process reads all of its output and how it ended', async () => {
    const dir = await scratch();
    const script = `echo one; until [ -e ${dir}/go ]; do sleep 0.01; done; echo two >&2; sleep 0.1; echo three; exit 5`;
    const server = await serverWithSurvivor(bash(dir, script));
    await killNine(server.process);
    const run = await attach(join(dir, 'out'));
    await said(run, 'one');
    // The order of the streams comes to its file a moment after them.
    await vi.waitFor(async () => expect((await run.output.excerpt('combined', 100)).text).toBe('one\n'));
    expect(isAlive(run.pid)).toBe(true);
    await writeFile(join(dir, 'go'), '');
    expect(await run.done).toEqual(ended({ exitCode: 5 }));
    expect((await run.output.excerpt('combined', 100)).text).toBe('one\ntwo\nthree\n');
  });

  test('it can be stopped from another process, with all that it has started', async () => {
    const dir = await scratch();
    const name = `survivor-${randomUUID()}`;
    const script = `trap 'echo bye; exit 6' TERM; setsid env -i bash -c 'exec -a ${name} sleep 60' & echo on; wait; wait`;
    const server = await serverWithSurvivor(bash(dir, script));
    await killNine(server.process);
    await vi.waitUntil(() => living(name).length === 1);
    const run = await attach(join(dir, 'out'));
    const end = await run.stop();
    expect({ ...end, killed: end.killed.map(({ argv0 }) => argv0).sort() }).toEqual({
      ...ended({ reason: 'stopped', exitCode: 6 }),
      killed: ['/bin/bash', name],
    });
    expect([living(name), (await run.output.excerpt('stdout', 100)).text]).toEqual([[], 'on\nbye\n']);
    await vi.waitUntil(() => !isAlive(run.record?.supervisor.pid));
  });
});

describe('what can not start', () => {
  const failed = (error: string): RunEnd => ended({ reason: 'start_failed', exitCode: null, error });

  test('a missing program', async () => {
    const run = await startDetached(bash(await scratch(), '', { argv: ['/no/such'] }), SUPERVISOR);
    expect([await run.done, run.pid, await run.stop()]).toEqual([
      failed('The program /no/such does not exist.'),
      undefined,
      failed('The program /no/such does not exist.'),
    ]);
  });

  test('a supervisor that is none', async () => {
    const dir = await scratch();
    const run = await startDetached(bash(dir, 'true'), { argv: ['/bin/false'], env: {} });
    expect(await run.done).toEqual(
      failed('The supervisor of the command could not be started. Its log in the output directory says more.'),
    );
  });

  test('a directory that another run has used', async () => {
    const dir = await scratch();
    await (await startDetached(bash(dir, 'echo first; exit 1'), SUPERVISOR)).done;
    const again = await startDetached(bash(dir, 'echo second'), SUPERVISOR);
    expect(await again.done).toEqual(
      failed(
        `The output can not be kept in ${join(dir, 'out')}: the file is there already. Use an empty directory for each run, then run the command again. (EEXIST)`,
      ),
    );
    expect([await (await attach(join(dir, 'out'))).done, readFileSync(join(dir, 'out', 'stdout'), 'utf8')]).toEqual([
      ended({ exitCode: 1 }),
      'first\n',
    ]);
  });
});
