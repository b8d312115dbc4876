import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { linuxTable } from '../../../src/shell/process/linux-table.ts';
import { openOutput } from '../../../src/shell/process/open-output.ts';
import { type RunEnd, startCommand } from '../../../src/shell/process/run.ts';
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

describe('a command that ends by itself', () => {
  test('gives its exit code, both streams apart and in the order seen', async () => {
    const running = startCommand(bash(await scratch(), 'echo one; echo two >&2; exit 3'));
    expect(await running.done).toEqual(ended({ exitCode: 3 }));
    const texts = await Promise.all((['stdout', 'stderr', 'combined'] as const).map((stream) => running.output.excerpt(stream, 100)));
    expect(texts.map((one) => one.text)).toEqual(['one\n', 'two\n', 'one\ntwo\n']);
  });

  test('gives the signal that ended it', async () => {
    expect(await startCommand(bash(await scratch(), 'kill -9 $$')).done).toEqual(
      ended({ reason: 'signalled', exitCode: null, signal: 'SIGKILL' }),
    );
  });

  test('has no standard input, no terminal, and a session of its own', async () => {
    const running = startCommand(
      bash(await scratch(), 'cat; [ -t 0 ] && echo tty; : 2> /dev/null < /dev/tty || echo none; ps -o sid= -p $$ | tr -d " "'),
    );
    await running.done;
    expect((await running.output.excerpt('stdout', 100)).text).toBe(`none\n${running.pid}\n`);
  });

  test('runs in its directory with exactly the environment given', async () => {
    const dir = await scratch();
    const running = startCommand(bash(dir, '', { argv: ['/usr/bin/env'], env: { A: '1 2', BAILIWICK_TASK: 't' } }));
    await running.done;
    expect(
      (await running.output.excerpt('stdout', 1000)).text
        .split('\n')
        .filter((line) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))
        .sort(),
    ).toEqual(['', 'A=1 2', 'BAILIWICK_TASK=t']);
  });

  test('loses nothing at exit: the last bytes of a flood are there', async () => {
    const running = startCommand(
      bash(await scratch(), 'head -c 5000000 /dev/zero | tr "\\0" x; printf end; head -c 3000000 /dev/zero | tr "\\0" y >&2'),
    );
    expect(await running.done).toEqual(ended({}));
    expect(running.output.bytes).toEqual({ stdout: 5_000_003, stderr: 3_000_000, combined: 8_000_003 });
    expect((await running.output.read('stdout', 4_999_998, 10)).text).toBe('xxend');
  });

  test('one that runs for a second can be read by others, in the order seen', async () => {
    const dir = await scratch();
    const running = startCommand(bash(dir, 'echo one >&2; sleep 0.1; echo two; sleep 1.2; echo three >&2'));
    expect(await running.done).toEqual(ended({}));
    expect((await openOutput(join(dir, 'out')).excerpt('combined', 100)).text).toBe('one\ntwo\nthree\n');
  });

  test('can be read while it runs', async () => {
    const running = startCommand(bash(await scratch(), 'echo early; sleep 30; echo late'));
    await said(running, 'early');
    expect(await running.output.read('stdout', 0, 100)).toEqual({ text: 'early\n', from: 0, next: 6, total: 6 });
    await running.stop({ force: true });
  });
});

describe('what a command leaves running', () => {
  test.each([
    ['a child that holds the pipe', ''],
    ['a daemon in a session of its own that holds nothing', 'setsid'],
  ])('%s is stopped and named, and does not hold the call', async (_, prefix) => {
    const name = `left-${randomUUID()}`;
    const redirect = prefix === '' ? '' : '> /dev/null 2>&1';
    const running = startCommand(
      bash(
        await scratch(),
        `${prefix} bash -c 'exec -a ${name} sleep 60' ${redirect} & until grep -qs ${name} /proc/$!/cmdline; do :; done; echo over`,
      ),
    );
    const end = await running.done;
    expect({ ...end, killed: end.killed.map((one) => one.argv0) }).toEqual({ ...ended({}), killed: [name] });
    expect((await running.output.excerpt('stdout', 100)).text).toBe('over\n');
    expect(living(name)).toEqual([]);
  });

  test('what comes to its end within a moment is let finish', async () => {
    const dir = await scratch();
    const end = await startCommand(bash(dir, 'echo data > >(sleep 0.05; cat > copy)')).done;
    expect(end).toEqual(ended({}));
    expect(await readFile(join(dir, 'copy'), 'utf8')).toBe('data\n');
  });
});

describe('ending a command', () => {
  test('the time limit holds for the whole tree', async () => {
    const name = `late-${randomUUID()}`;
    const running = startCommand(bash(await scratch(), `bash -c 'exec -a ${name} sleep 60' & echo on; wait`, { timeoutMs: 150 }));
    const end = await running.done;
    expect({ ...end, killed: end.killed.length }).toEqual({
      ...ended({ reason: 'timed_out', exitCode: null, signal: 'SIGTERM' }),
      killed: 2,
    });
    expect(living(name)).toEqual([]);
  });

  test('one that ignores TERM gets the grace, then KILL; whoever stops later gets the same end', async () => {
    const running = startCommand(bash(await scratch(), 'trap "echo no" TERM; echo on; while :; do sleep 0.01; done', { stopGraceMs: 80 }));
    await said(running, 'on');
    const first = running.stop();
    expect(running.stop()).toBe(first);
    const end = await first;
    expect({ ...end, killed: end.killed.length > 0 }).toEqual({
      ...ended({ reason: 'stopped', exitCode: null, signal: 'SIGKILL' }),
      killed: true,
    });
    expect((await running.output.excerpt('stdout', 100)).text).toBe('on\nno\n');
  });

  test('one that cleans up within the grace ends its own way', async () => {
    const running = startCommand(bash(await scratch(), 'trap "echo bye; exit 5" TERM; echo on; while :; do sleep 0.01; done'));
    await said(running, 'on');
    const end = await running.stop();
    expect({ ...end, killed: end.killed.length > 0 }).toEqual({ ...ended({ reason: 'stopped', exitCode: 5 }), killed: true });
    expect((await running.output.excerpt('stdout', 100)).text).toBe('on\nbye\n');
  });

  test('force ends a grace that is running', async () => {
    const running = startCommand(bash(await scratch(), 'trap "" TERM; echo on; while :; do sleep 0.01; done', { stopGraceMs: 60_000 }));
    await said(running, 'on');
    const end = running.stop();
    void running.stop({ force: true });
    expect(await end).toMatchObject({ reason: 'stopped', signal: 'SIGKILL', survivors: [] });
  });

  test('a tree that forks all the time does not get away', async () => {
    const name = `fork-${randomUUID()}`;
    const running = startCommand(
      bash(await scratch(), `go() { bash -c 'exec -a ${name} sleep 60' & sleep 0.01; go & }; trap "" TERM; echo on; go; wait`, {
        stopGraceMs: 50,
      }),
    );
    await said(running, 'on');
    expect((await running.stop()).survivors).toEqual([]);
    expect(living(name)).toEqual([]);
  });

  test('a stop after the end changes nothing', async () => {
    const running = startCommand(bash(await scratch(), 'exit 4'));
    const end = await running.done;
    expect(await running.stop()).toBe(end);
    expect(end).toEqual(ended({ exitCode: 4 }));
  });
});

describe('a command that can not start', () => {
  const failed = (error: string): RunEnd => ended({ reason: 'start_failed', exitCode: null, error });

  test.each([
    ['a missing program', { argv: ['/no/such'] }, 'The program /no/such does not exist.'],
    ['a program by name only', { argv: ['ls'] }, 'ls is not the absolute path of a program.'],
    ['a directory', { argv: ['/tmp'] }, '/tmp is not a program.'],
    ['no permission', { argv: ['/etc/passwd'] }, 'The program /etc/passwd may not be executed (EACCES).'],
    ['a missing directory', { cwd: '/no/such' }, 'The working directory /no/such does not exist.'],
    ['a file as directory', { cwd: '/etc/passwd' }, 'The working directory /etc/passwd is not a directory.'],
    [
      'too long an argument',
      { argv: ['/bin/bash', '-c', `: ${'x'.repeat(200_000)}`] },
      'The command and its environment are longer than the system allows. Put long text into a file. (E2BIG)',
    ],
    [
      'a NUL',
      { argv: ['/bin/bash', '-c', 'a\0b'] },
      'The command, its directory or its environment holds a NUL character, which no program can be given. (ERR_INVALID_ARG_VALUE)',
    ],
  ])('%s', async (_, more, error) => {
    const running = startCommand(bash(await scratch(), 'true', more));
    expect([await running.done, running.pid, await running.output.excerpt('combined', 100), await running.stop()]).toEqual([
      failed(error),
      undefined,
      { text: '', truncated: false },
      failed(error),
    ]);
  });
});

describe('output that can not be kept', () => {
  test('a full disk ends the command and says what to do', async () => {
    const dir = await scratch();
    const running = startCommand(bash(dir, 'while :; do echo more; done'), () => open('/dev/full', 'w'));
    expect(await running.done).toMatchObject({
      reason: 'output_failed',
      killed: [{ pid: running.pid, argv0: '/bin/bash' }],
      survivors: [],
      error: `The output can not be kept in ${join(dir, 'out')}: the disk is full. Free some space there. What the command did is done; the rest of its output is lost. (ENOSPC)`,
    });
  });

  test('a command that has ended meanwhile keeps its exit code', async () => {
    const running = startCommand(bash(await scratch(), 'echo lost; exit 2'), async () => {
      for (const until = Date.now() + 5_000; linuxTable.facts(running.pid ?? 0) !== undefined && Date.now() < until; ) await setImmediate();
      return await open('/dev/full', 'w');
    });
    expect(await running.done).toMatchObject({ reason: 'output_failed', exitCode: 2 });
  });

  test('a file where the directory should be', async () => {
    const dir = await scratch();
    await writeFile(join(dir, 'out'), '');
    const end = await startCommand(bash(dir, 'echo lost')).done;
    expect(end).toMatchObject({ reason: 'output_failed', error: expect.stringContaining('EEXIST') });
  });

  // Needs root, as continuous integration often is.
  test.runIf(process.getuid?.() === 0)('a small disk that fills up: what fitted can be read', async () => {
    const dir = await scratch();
    await mkdir(join(dir, 'disk'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', join(dir, 'disk')]).status === 0;
    if (!mounted) return;
    onTestFinished(() => void spawnSync('umount', [join(dir, 'disk')]));
    const running = startCommand(bash(dir, 'yes', { outputDir: join(dir, 'disk', 'out') }));
    expect(await running.done).toMatchObject({ reason: 'output_failed', survivors: [] });
    expect((await running.output.read('stdout', 0, 4)).text).toBe('y\ny\n');
  });
});
