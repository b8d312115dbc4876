import { runCommand } from './commands.ts';
import { changedFiles, withHidden } from './repository.ts';
import type { Task } from './task.ts';

/** How the work of a child came out. */
export interface Score {
  readonly passed: boolean;
  /** Why not; empty when it passed. */
  readonly why: string;
}

export interface Work {
  /** The repository that it worked in. */
  readonly dir: string;
  /** Its last message. */
  readonly final: string;
  /** A directory that is not there yet, to score in. */
  readonly scratch: string;
  readonly PATH: string;
}

const PASSED: Score = { passed: true, why: '' };

/** Scores by what the child has left, never by what it says of it, but where a message is what was asked for. */
export async function scoreOf(task: Task, { dir, final, scratch, PATH }: Work): Promise<Score> {
  if ('answer' in task.scoring) return scoreAnswer(final, task.scoring.answer, changedFiles(dir));
  const { passed, output } = await runCommand(task.scoring.command, withHidden(task, dir, scratch), PATH);
  return passed ? PASSED : { passed, why: output };
}

/** Takes the final message, the place wanted, and what has changed. One place may be named, though more than once. */
function scoreAnswer(final: string, wanted: string, changed: readonly string[]): Score {
  if (changed.length > 0) return { passed: false, why: `it has changed ${changed.join(', ')}` };
  const named = [...final.matchAll(/BUG:[\s*_`]*([^\s*`]+:\d+)/g)].map(([, place = '']) => place.replace(/^\.\//, ''));
  const other = named.find((place) => place !== wanted && !place.endsWith(`/${wanted}`));
  if (named.length > 0 && other === undefined) return PASSED;
  return {
    passed: false,
    why: other === undefined ? 'its last message has no line BUG: <path>:<line>' : `it names ${other}, not ${wanted}`,
  };
}
