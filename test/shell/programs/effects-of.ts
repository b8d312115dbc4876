import type { Effects, Redirect } from '../../../src/shell/analysis.ts';
import { lookupProgram } from '../../../src/shell/programs/index.ts';
import { splitWords } from './split-words.ts';

const context = { home: '/home/dev', cwd: '/srv/project' };

/** What the tables say of a command of plain words; throws when no table knows its program. */
export function effectsOf(command: string, redirects: readonly Redirect[] = [], piped = false): Effects {
  const [program, ...args] = splitWords(command);
  const name = program?.value.split('/').at(-1) ?? '';
  const found = lookupProgram(name).program;
  if (found === undefined) throw new Error(`no table for ${name}`);
  return found.effects({ args, redirects, piped, context }, name);
}
