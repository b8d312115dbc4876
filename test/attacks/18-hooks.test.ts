import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withinTime } from '../../src/cli/hook/within-time.ts';
import { type HookBench, hookBench, LAUNCHER, payloadOf } from '../cli/hook/harness.ts';

const HOSTS = ['claude-code', 'codex', 'gemini', 'kimi'] as const;
const MEBI = 1_048_576;

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
}

function start(bench: HookBench, host: string): Running {
  const child = spawn(process.execPath, bench.args(host), { cwd: bench.workspace, env: bench.env, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  // What it does not read any more is lost, and that is no failure of ours.
  child.stdin.on('error', () => {});
  return { child, ended: once(child, 'close').then(([code, signal]) => ({ code, signal, ...texts })) };
}

describe('input', () => {
  test('a payload of 1 GB is not read: a no, after little more than is held', async () => {
    const { child, ended } = start(hookBench(), 'claude-code');
    const chunk = Buffer.alloc(MEBI, '[');
    const takes = () => new Promise<boolean>((resolve) => child.stdin?.write(chunk, (error) => resolve(!error)));
    let taken = 0;
    while (taken < 1024 && (await takes())) taken += 1;
    const stderr = `Bailiwick: the call is longer than ${MEBI} bytes, so it was not read.\n`;
    expect(await ended).toEqual({ code: 2, signal: null, stdout: '', stderr });
    expect(taken).toBeLessThan(16);
  });

  test('one that never ends, or comes letter by letter, is a no before any of them gives up', async () => {
    const bench = hookBench();
    const begun = performance.now();
    const running = HOSTS.map((host) => start(bench, host));
    const dripping = setInterval(() => running[0]?.child.stdin?.write(' '), 100);
    const late = { code: 2, signal: null, stdout: '', stderr: 'Bailiwick: no answer within 5 s, so it is no.\n' };
    expect(await Promise.all(running.map(({ ended }) => ended))).toEqual(HOSTS.map(() => late));
    clearInterval(dripping);
    // The shortest limit of the four is 30 s.
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  test.each([
    ['a tool of a prototype', payloadOf('/', 'constructor', {})],
    ['another one', payloadOf('/', '__proto__', {})],
    ['an argument nobody knows', payloadOf('/', 'Bash', { command: 'ls', runs_as: 'root' })],
    ['an argument of a prototype', payloadOf('/', 'Bash', { command: 'ls' }).replace('"ls"', '"ls","__proto__":{"cwd":"/etc"}')],
    ['a command that is a list', payloadOf('/', 'Bash', { command: ['ls'] })],
    ['no command', payloadOf('/', 'Bash', {})],
    ['a patch that names nothing', payloadOf('/', 'apply_patch', { command: '*** Begin Patch\n*** End Patch' })],
  ])('%s', (_name, payload) => {
    expect(hookBench().run('codex', payload)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('is not known here'),
    });
  });
});

describe('the process', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGALRM', 'SIGXCPU'] as const)('%s is a no', async (signal) => {
    const bench = hookBench();
    const { child, ended } = start(bench, 'kimi');
    // Its handlers stand before it reads: what it has read of this tells that they do.
    await new Promise<void>((resolve) => child.stdin?.write(' '.repeat(MEBI), () => resolve()));
    child.kill(signal);
    const stderr = 'Bailiwick: the hook was stopped before it could answer, so it is no.\n';
    expect(await ended).toEqual({ code: 2, signal: null, stdout: '', stderr });
  });

  test('kill -9 leaves no yes behind', async () => {
    const { child, ended } = start(hookBench(), 'claude-code');
    await new Promise<void>((resolve) => child.stdin?.write(' '.repeat(MEBI), () => resolve()));
    child.kill('SIGKILL');
    expect(await ended).toEqual({ code: null, signal: 'SIGKILL', stdout: '', stderr: '' });
  });

  test.each([
    ['is closed', '>&-'],
    ['leads nowhere', '>/dev/null'],
    ['is full', '>/dev/full'],
    ['can only be read', '1</dev/null'],
  ])('an answer that nobody can read is a no: stdout %s', (_name, redirect) => {
    const bench = hookBench();
    const words = [process.execPath, ...bench.args('claude-code')].map((word) => `'${word}'`).join(' ');
    const input = payloadOf(bench.workspace, 'Bash', { command: 'ls' });
    const { status, stderr } = spawnSync('/bin/sh', ['-c', `${words} ${redirect}`], {
      cwd: bench.workspace,
      env: bench.env,
      encoding: 'utf8',
      input,
      timeout: 15_000,
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'Bailiwick: the answer could not be written, so it is no.\n' });
  });

  test('and so it is when whoever should read it has gone', async () => {
    const bench = hookBench();
    const { child, ended } = start(bench, 'claude-code');
    child.stdout?.destroy();
    child.stdin?.end(payloadOf(bench.workspace, 'Bash', { command: 'ls' }));
    expect((await ended).code).toBe(2);
  });

  test.each([
    ['is missing', undefined],
    ['is no program', 'this is none'],
    ['throws', 'throw new Error("no")'],
    ['throws later', 'setImmediate(() => { throw new Error("no") })'],
    ['rejects', 'Promise.reject(new Error("no"))'],
    ['ends without a word', 'process.stdin.destroy()'],
  ])('what judges %s', (_name, code) => {
    const dist = mkdtempSync(join(tmpdir(), 'bailiwick-dist-'));
    onTestFinished(() => rmSync(dist, { recursive: true, force: true }));
    copyFileSync(LAUNCHER, join(dist, 'cli.cjs'));
    if (code !== undefined) writeFileSync(join(dist, 'hook.cjs'), code);
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(dist, 'cli.cjs'), 'hook', 'kimi'], {
      input: '{}',
      encoding: 'utf8',
      timeout: 15_000,
    });
    // Codex and Gemini take this code for a yes when nothing is said on stderr.
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(/^Bailiwick: the hook /) });
  });

  test.each([
    ['a FIFO', (file: string) => execFileSync('mkfifo', [file])],
    ['a device', (file: string) => symlinkSync('/dev/zero', file)],
  ])('%s in the place of settings holds nothing up', (_name, put) => {
    const bench = hookBench();
    const XDG_CONFIG_HOME = join(bench.workspace, 'xdg');
    for (const directory of [join(XDG_CONFIG_HOME, 'bailiwick'), join(bench.home, '.config/bailiwick')]) {
      mkdirSync(directory, { recursive: true });
      put(join(directory, 'settings.json'));
    }
    expect(bench.run('codex', payloadOf(bench.workspace, 'Bash', { command: 'curl x' }), [], { XDG_CONFIG_HOME })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^Bailiwick: curl: it uses the network/),
    });
  });

  test.each<readonly [string, () => unknown]>([
    [
      'a loop',
      () => {
        for (;;);
      },
    ],
    ['a pattern', () => /^(?:a+)+$/.test(`${'a'.repeat(64)}b`)],
    [
      'a loop that takes everything for a failure',
      () => {
        for (;;) {
          try {
            for (;;);
          } catch {}
        }
      },
    ],
  ])('work without end is stopped: %s', (_name, work) => {
    expect(() => withinTime(50, work)).toThrow('Script execution timed out after 50ms');
  });
});

describe('paths', () => {
  test('each file of a patch counts, and where a link leads', () => {
    const bench = hookBench();
    symlinkSync('/etc', join(bench.workspace, 'out'));
    const patch = (...headers: readonly string[]) =>
      payloadOf(bench.workspace, 'apply_patch', {
        command: ['*** Begin Patch', ...headers.flatMap((line) => [line, '+x']), '*** End Patch'].join('\n'),
      });
    const status = (...headers: readonly string[]) => bench.run('codex', patch(...headers)).status;
    expect({
      inside: status('*** Add File: b.txt', '*** Update File: a.txt'),
      outside: status('*** Add File: b.txt', '*** Add File: /etc/x'),
      up: status('*** Add File: src/../../x'),
      link: status('*** Add File: out/x'),
      moved: status('*** Update File: a.txt', '*** Move to: /etc/x'),
      removed: status('*** Delete File: /etc/passwd'),
      blanks: status('*** Add File: b.txt', '  *** Add File: /etc/x'),
      carriage: status('*** Add File: b.txt\r*** Add File: /etc/x'),
      control: status('*** Add File: .git/hooks/pre-commit'),
      unknown: status('*** Add File: b.txt', '*** Copy to: /etc/x'),
    }).toEqual({
      inside: 0,
      outside: 2,
      up: 2,
      link: 2,
      moved: 2,
      removed: 2,
      blanks: 2,
      carriage: 2,
      control: 2,
      unknown: 2,
    });
  });
});
