import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunningCommand, RunSpec } from '../../../src/shell/process/run.ts';

const PATH = '/usr/local/bin:/usr/bin:/bin';

/** A directory that goes when the test ends. */
export async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'process-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A spec that runs a bash command, with room for 10 s. */
export function bash(dir: string, command: string, more: Partial<RunSpec> = {}): RunSpec {
  const env = { PATH, BAILIWICK_TASK: `task of ${dir}` };
  return { argv: ['/bin/bash', '-c', command, 'bash'], cwd: dir, env, timeoutMs: 10_000, outputDir: join(dir, 'out'), ...more };
}

/** Resolves when stdout of a command begins with a text; rejects when it ends before. */
export async function said(running: RunningCommand, text: string): Promise<void> {
  let over = false;
  const done = running.done.then(() => {
    over = true;
  });
  while (!(await running.output.read('stdout', 0, 65_536)).text.startsWith(text)) {
    if (over) throw new Error(`ended before it said ${text}`);
    const { promise, resolve } = Promise.withResolvers<void>();
    const unsubscribe = running.output.onData(resolve);
    await Promise.race([promise, done]);
    unsubscribe();
  }
}

export interface Living {
  readonly pid: number;
  readonly argv0: string;
}

/** Living processes (no zombies) whose first argument begins with a tag, by name. */
export function living(tag: string): readonly Living[] {
  const found = readdirSync('/proc').flatMap((name) => {
    try {
      const argv0 = /^\d/.test(name) ? (readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')[0] ?? '') : '';
      return argv0.startsWith(tag) && !readFileSync(`/proc/${name}/stat`, 'utf8').includes(') Z ') ? [{ pid: Number(name), argv0 }] : [];
    } catch {
      return [];
    }
  });
  return found.sort((a, b) => (a.argv0 < b.argv0 ? -1 : 1));
}
