import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { supervise } from '../../src/cli/supervise.ts';

interface Supervised {
  readonly exitCode: Promise<number>;
  readonly signals: EventEmitter;
  readonly stdout: PassThrough;
  readonly logged: readonly string[];
}

function start(stdin: string): Supervised {
  const signals = new EventEmitter();
  const stdout = new PassThrough();
  const logged: string[] = [];
  const exitCode = supervise({
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout,
    signals,
    log: (line) => logged.push(line),
    now: () => 7,
  });
  return { exitCode, signals, stdout, logged };
}

/** A spec as a server hands it over, in an output directory that goes when the test ends. */
async function spec(command: string, more: object = {}): Promise<{ readonly text: string; readonly out: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'supervise-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const out = join(dir, 'out');
  await mkdir(out, { mode: 0o700 });
  const argv = ['/bin/bash', '-c', command, 'bash'];
  const env = { PATH: '/usr/bin:/bin', BAILIWICK_TASK: 'one' };
  return { text: JSON.stringify({ argv, cwd: dir, env, timeoutMs: 10_000, outputDir: out, ...more }), out };
}

const GOOD = { argv: ['/bin/true'], cwd: '/', env: {}, timeoutMs: 1, outputDir: '/tmp/none' };

test.each<readonly [string, string]>([
  ['nothing', ''],
  ['no JSON', '{'],
  ['no object', '3'],
  ['nothing in it', '{}'],
  ...Object.entries({ argv: 'ls', cwd: 1, env: null, timeoutMs: '1', outputDir: null, argv0: 1, stopGraceMs: '1' }).map(
    ([name, value]): readonly [string, string] => [`a wrong ${name}`, JSON.stringify({ ...GOOD, [name]: value })],
  ),
  ['an environment of numbers', JSON.stringify({ ...GOOD, env: { A: 1 } })],
])('what is no command is refused: %s', async (_, text) => {
  const { exitCode, logged, stdout } = start(text);
  expect([await exitCode, logged, stdout.read()]).toEqual([
    65,
    ['This sub-command is for Bailiwick itself: it takes a command on standard input.'],
    null,
  ]);
});

test('says when it is written down, then how it ended', async () => {
  const { text, out } = await spec('echo on; exit 3');
  const { exitCode, stdout } = start(text);
  expect(await exitCode).toBe(0);
  const [first, last = ''] = String(stdout.read()).split('\n');
  const end = { reason: 'exited', exitCode: 3, signal: null, durationMs: expect.any(Number) as number, killed: [], survivors: [] };
  expect([first, JSON.parse(last), JSON.parse(readFileSync(join(out, 'end.json'), 'utf8'))]).toEqual(['', end, end]);
  expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).toMatchObject({ task: 'one', startedAt: 7, deadline: 10_007 });
});

test.each([
  ['a second TERM', 'SIGTERM'],
  ['INT', 'SIGINT'],
])('TERM asks, %s does not wait; HUP is nothing', async (_, second) => {
  const { text } = await spec('trap "" TERM; echo on; while :; do sleep 0.01; done', { stopGraceMs: 60_000 });
  const { exitCode, signals, stdout } = start(text);
  await new Promise((resolve) => stdout.once('data', resolve));
  signals.emit('SIGHUP');
  signals.emit('SIGTERM');
  signals.emit(second);
  expect(await exitCode).toBe(0);
});

test('a directory that takes nothing: nothing is started', async () => {
  const { text, out } = await spec('touch started');
  await rm(out, { recursive: true });
  const { exitCode, stdout } = start(text);
  expect([await exitCode, JSON.parse(String(stdout.read()))]).toEqual([
    0,
    expect.objectContaining({ reason: 'start_failed', error: expect.stringContaining('(ENOENT)') }),
  ]);
});
