import { chmodSync, existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type GitCall, type GitStart, runGit, runGitInto } from '../../../src/shell/git/run-git.ts';
import { startCommand } from '../../../src/shell/process/run.ts';
import { scratch } from '../process/fixture.ts';

/** A program in the place of git. */
async function fake(script: string) {
  const dir = realpathSync(await scratch());
  const program = join(dir, 'git');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const deps: GitStart = { start: startCommand, environment: async () => ({}), outputDir: (id) => join(dir, 'out', id) };
  const call: GitCall = { program, cwd: dir, words: [], timeoutMs: 10_000, maxBytes: 1_048_576, signal: new AbortController().signal };
  return { dir, deps, call, file: join(dir, 'kept', 'file') };
}

test('what it wrote becomes a private file, byte for byte, and nothing else is left', async () => {
  const { dir, deps, call, file } = await fake("printf 'a\\377\\n'");
  expect(await runGitInto(deps, call, file)).toEqual({ ok: true, bytes: 3 });
  expect([readFileSync(file), statSync(file).mode & 0o777]).toEqual([Buffer.from([0x61, 0xff, 0x0a]), 0o600]);
  expect(readdirSync(join(dir, 'out'))).toEqual([]);
});

test('nothing written is an empty file', async () => {
  const { deps, call, file } = await fake('exit 0');
  expect(await runGitInto(deps, call, file)).toEqual({ ok: true, bytes: 0 });
  expect(statSync(file).size).toBe(0);
});

test('what is longer than it may be, or fails half-way, is no file at all', async () => {
  const long = await fake('exec cat /dev/zero');
  expect(await runGitInto(long.deps, long.call, long.file)).toEqual({ ok: false, problem: 'it would be longer than 1 MiB', said: [] });
  const failing = await fake("echo half; echo 'fatal: \u001b[2Jno' >&2; exit 1");
  expect(await runGitInto(failing.deps, failing.call, failing.file)).toEqual({
    ok: false,
    problem: 'git failed: fatal: \u241b[2Jno',
    said: ['fatal: \u241b[2Jno'],
  });
  for (const { dir, file } of [long, failing]) expect([existsSync(file), readdirSync(join(dir, 'out'))]).toEqual([false, []]);
});

test('one that takes too long, or is not wanted any more, is ended', async () => {
  const slow = await fake('exec sleep 60');
  expect(await runGit(slow.deps, { ...slow.call, timeoutMs: 50 })).toEqual({ ok: false, problem: 'git took longer than 0.05 s', said: [] });
  const cancelled = { ok: false, problem: 'it was cancelled', said: [] };
  expect(await runGit(slow.deps, { ...slow.call, signal: AbortSignal.abort() })).toEqual(cancelled);
  const late = new AbortController();
  const start: GitStart['start'] = (spec) => {
    const running = startCommand(spec);
    queueMicrotask(() => late.abort());
    return running;
  };
  expect(await runGit({ ...slow.deps, start }, { ...slow.call, signal: late.signal })).toEqual(cancelled);
});
