import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCommand } from '../../src/shell/process/run.ts';

/** The agent approves itself: what the program itself refuses, whatever the gate let through. */
const program = join(import.meta.dirname, '../../src/main.ts');
const start = `'${process.execPath}' '${program}'`;

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bailiwick-self-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a script as one of our commands would run. */
async function asOurCommand(script: string): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const running = startCommand({
    argv: ['/bin/bash', '-c', script],
    cwd: scratch,
    env: { PATH: process.env['PATH'] ?? '', HOME: scratch, BAILIWICK_TASK: 'task-1' },
    timeoutMs: 15_000,
    outputDir: scratch,
  });
  const { exitCode } = await running.done;
  const [stdout, stderr] = await Promise.all([running.output.read('stdout', 0, 65_536), running.output.read('stderr', 0, 65_536)]);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

const SPELLINGS = [
  ['plainly', start],
  ['from a script of the workspace', `echo "exec ${start}" > run.sh; sh run.sh`],
  ['from a grandchild with an emptied environment', `env -i /bin/sh -c "${start}; exit \\$?"; exit $?`],
  ['with the mark taken out of the environment', `env -u BAILIWICK_TASK ${start}; exit $?`],
  ['with the mark lowered', `ulimit -w 5 2>/dev/null || ulimit -x 5; env -i ${start}; exit $?`],
  ['in a session of its own', `setsid -w env -i ${start}; exit $?`],
  [
    'in the background, with its parent gone',
    `(env -i ${start} </dev/null >out 2>&1; echo $? >code) & wait; cat out >&2; exit $(cat code)`,
  ],
] as const;

describe('below one of our commands the server does not start', () => {
  test.each(SPELLINGS)('%s', async (_name, script) => {
    expect(await asOurCommand(script)).toEqual({
      exitCode: 77,
      stdout: '',
      stderr: expect.stringMatching(/^bailiwick: Refused, because one of Bailiwick's own commands started this\. .+\n$/),
    });
  });

  test.skipIf(!existsSync('/usr/bin/script'))('a terminal is no proof of a person', async () => {
    const { exitCode, stdout } = await asOurCommand(`/usr/bin/script -qec "env -i ${start}" /dev/null; exit $?`);
    expect(exitCode).toBe(77);
    expect(stdout).toContain('Refused');
  });
});

describe('below one of our commands nothing has authority', () => {
  test.each([
    'approvals',
    'approve 1',
    'deny 1',
    'trust --yes',
    'untrust',
    'rules import --write',
    'rules list',
    'engine llm',
    'log',
    'replay',
  ])('bailiwick %s', async (words) => {
    expect(await asOurCommand(`env -i ${start} ${words}; exit $?`)).toEqual({
      exitCode: 77,
      stdout: '',
      stderr: expect.stringMatching(/^bailiwick: Refused, because one of Bailiwick's own commands started this\. .+\n$/),
    });
  });
});
