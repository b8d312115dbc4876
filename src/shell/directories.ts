import path from 'node:path';
import type { AnalysisContext, Word } from './analysis.ts';
import { codeAt } from './code-at.ts';
import { nameIn } from './name-in.ts';
import { includes, nameSet } from './name-set.ts';

/** Every directory a command could start in, or `undefined` when nobody can tell. */
export type Directories = readonly string[] | undefined;

/** More possibilities than this count as unknown. */
const MAX_DIRECTORIES = 4;

/** Both possibilities remain: a `cd` may fail, a branch may not be taken. */
export function union(a: Directories, b: Directories): Directories {
  if (a === undefined || b === undefined || a === b) return a === b ? a : undefined;
  const all = [...new Set([...a, ...b])];
  return all.length > MAX_DIRECTORIES ? undefined : all;
}

/** Where a list of `&&` and `||` can stand when it succeeded so far, and when it failed: `a || cd b && c` may come to `c` without `cd`. */
export interface Outcomes {
  succeeded: Directories;
  failed: Directories;
}

/**
 * Adds a part of such a list.
 * @param alternative it stands behind `||`.
 * @param from where it starts: `failed` for an alternative, else `succeeded`.
 * @param after where it leads.
 */
export function joinOutcome(outcomes: Outcomes, alternative: boolean, first: boolean, from: Directories, after: Directories): void {
  const { succeeded, failed } = outcomes;
  outcomes.succeeded = alternative ? union(succeeded, after) : after;
  outcomes.failed = alternative || first ? union(from, after) : union(failed, union(from, after));
}

/** `builtin cd` and `command -p -- cd` are `cd`. */
function withoutBuiltin(argv: readonly Word[]): readonly Word[] {
  let at = 0;
  while (argv[at]?.kind === 'static' && (argv[at]?.value === 'builtin' || argv[at]?.value === 'command')) {
    at++;
    while (argv[at]?.value === '-p' || argv[at]?.value === '--') at++;
  }
  return at === 0 ? argv : argv.slice(at);
}

/** Whether nothing about a program needs a closer look: what most are. */
function staysThere(program: Word | undefined): boolean {
  return program?.kind === 'static' && program.value !== '' && codeAt(program.value, 0) !== DASH && !includes(LOOKED_AT, program.value);
}

const DASH = 0x2d;
const LOOKED_AT = nameSet('builtin command trap eval source . cd pushd popd chdir dirs');

const CHANGERS = nameSet('cd pushd popd chdir dirs');

/**
 * Where the next command starts when this one succeeded.
 * @returns the same value when `argv` changes no directory; `undefined` when it does so in a way that is not known.
 */
export function changeDirectory(argv: readonly Word[], from: Directories, context: AnalysisContext): Directories {
  if (staysThere(argv[0])) return from;
  const words = withoutBuiltin(argv);
  const program = words[0];
  if (program === undefined) return from;
  if (program.kind !== 'static') return undefined;
  // A trap runs its script between later commands.
  if (program.value === 'trap') return words.length > 1 && words[1]?.value !== '-' && words[1]?.value !== '' ? undefined : from;
  if (program.value.startsWith('-') || program.value === 'eval' || program.value === 'source' || program.value === '.') return undefined;
  if (!includes(CHANGERS, program.value)) return from;
  if (program.value !== 'cd' || from === undefined) return undefined;
  const operands = words.slice(1).filter((word) => !(word.kind === 'static' && /^(-[Le@]+|--)$/.test(word.value)));
  if (operands.length === 0) return [context.home];
  const [target] = operands;
  if (operands.length > 1 || target === undefined || target.kind !== 'static' || target.value === '-') return undefined;
  const logical = from.map((directory) => path.resolve(directory, target.value));
  if (!/[^/.][^/]*\/+\.\.(\/|$)/.test(target.value)) return logical;
  // Where that does not exist, bash goes where the kernel leads.
  return union(
    logical,
    from.map((directory) => nameIn(directory, target.value)),
  );
}
