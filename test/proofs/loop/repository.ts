import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Task } from './task.ts';

/** Nobody's settings of git count. */
const ENVIRONMENT = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' };
const AUTHOR = ['-c', 'user.name=proof', '-c', 'user.email=proof@example.invalid', '-c', 'init.defaultBranch=main'];

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', [...AUTHOR, ...args], { cwd, env: { ...process.env, ...ENVIRONMENT }, encoding: 'utf8' });

/** Makes the repository of a task with one commit, in a directory that is not there yet. */
export function makeRepository({ files }: Task, dir: string): void {
  mkdirSync(path.dirname(dir), { recursive: true });
  cpSync(files, dir, { recursive: true });
  git(dir, 'init', '--quiet');
  // What Python leaves behind is no change.
  appendFileSync(path.join(dir, '.git/info/exclude'), '__pycache__/\n');
  git(dir, 'add', '--all');
  git(dir, 'commit', '--quiet', '--message', 'as it was');
}

/** What differs from the first commit, also when something was committed since; one line for each file, as git names it. */
export function changedFiles(dir: string): readonly string[] {
  const [first = ''] = git(dir, 'rev-list', '--max-parents=0', 'HEAD').trim().split('\n');
  const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
  return [...lines(git(dir, 'diff', '--name-only', first)), ...lines(git(dir, 'ls-files', '--others', '--exclude-standard'))].toSorted();
}

/** Puts the work of a child into a directory that is not there yet, with the tests that it never saw. Returns the directory. */
export function withHidden(task: Task, work: string, dir: string): string {
  cpSync(work, dir, { recursive: true, verbatimSymlinks: true, filter: (source) => path.basename(source) !== '.git' });
  const hidden = path.join(dir, 'hidden');
  // Whatever it calls so is not ours.
  rmSync(hidden, { recursive: true, force: true });
  cpSync(task.hidden, hidden, { recursive: true });
  return dir;
}
