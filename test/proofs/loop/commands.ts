import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const MOST_MS = 60_000;
const SHOWN = 2_000;

/** What a command of a task came to. */
export interface Ran {
  readonly passed: boolean;
  /** The end of what it wrote, both streams together. */
  readonly output: string;
}

/**
 * PATH with the programs that tasks need: this Node first, whatever else is installed. No links to them, for what lies in a scratch directory
 * is no program that a gate lets start unasked.
 */
export function programPath(): string {
  const usual = ['/usr/local/bin', '/usr/bin', '/bin'];
  // A version manager's script works for nobody without its home.
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  const more = usual.some((dir) => existsSync(path.join(dir, 'python3'))) ? [] : [path.dirname(python)];
  return [path.dirname(process.execPath), ...usual, ...more].join(':');
}

/** The whole environment of what a child has written: no key, no home. */
export const taskEnvironment = (PATH: string): Record<string, string> => ({
  PATH,
  LANG: 'C.UTF-8',
  HOME: '/nonexistent',
  PYTHONDONTWRITEBYTECODE: '1',
});

/** Runs a command of a task by itself, without any gate; ends its process group when it takes longer than a minute. */
export async function runCommand(command: string, cwd: string, PATH: string): Promise<Ran> {
  const child = spawn('/bin/bash', ['-c', command], { cwd, env: taskEnvironment(PATH), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-SHOWN);
    });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const timer = setTimeout(() => {
    output += `\n(ended after ${MOST_MS / 1_000} s)`;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, MOST_MS);
  try {
    return { passed: (await promise) === 0, output };
  } finally {
    clearTimeout(timer);
  }
}
