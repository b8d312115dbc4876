import type { Effects, Nested, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { findNames } from '../found/find-names.ts';
import { commandEnd, EXECS, FLAGS, READS, VALUES, WRITES } from '../found/find-words.ts';
import { foundWords, onlyReads } from '../found/found-words.ts';
import type { Program } from '../program.ts';
import { HERE, literal, mayBecomeOption, unknownWord } from '../words.ts';

/** Of these a search is still of everything below its roots. */
const NARROWS_NOT = new Set(
  '-depth -d -daystart -noleaf -mount -xdev -x -nowarn -warn -true -print -print0 -ls -delete -P -H -E -s -X -a -and -mindepth -maxdepth'.split(
    ' ',
  ),
);
interface Walk {
  readonly reads: Word[];
  readonly writes: Word[];
  readonly runs: Nested[];
  deletes: boolean;
  /** A test stood before `-delete`, so that only some of what is there goes. */
  deletesSome: boolean;
  narrowed: boolean;
  reason: string | undefined;
}

/** The command of `-exec`, with `{}` replaced by what can be said of it. Returns where it ends. */
function execCommand(args: readonly Word[], at: number, roots: readonly Word[], from: number, walk: Walk): number {
  const told = commandEnd(args, at + 1);
  if (told < 0) walk.reason ??= 'where the command ends is not told';
  const end = told < 0 ? args.length : told;
  const words = args.slice(at + 1, end);
  // It may be `;` or `{}`: then what stands behind it is find's own.
  if (words.some((word) => word.kind !== 'static')) walk.reason ??= 'a word that is only known when it runs could end the command';
  const root = roots[0] ?? HERE;
  const which = { ...findNames(args.slice(from), roots.length === 1 && root.value === '.'), visible: false, bare: false };
  const reader = args[at]?.value === '-exec' && onlyReads(words.filter((word) => word.value !== '{}'));
  const place = (word: Word): readonly Word[] => {
    if (!word.value.includes('{}')) return [word];
    if (word.value !== '{}' || word === words[0]) return [unknownWord(word)];
    // Twice, for there may be more than one: the first could be taken for a pattern.
    if (reader) return repeated(foundWords({ roots, which, nul: true }, false, word.span) ?? [unknownWord(word)]);
    // It is everything below the roots, one by one: absolute denials look at where that begins, nobody else knows it.
    if (!walk.narrowed && args[at]?.value !== '-execdir') return roots.map((one) => ({ ...one, kind: 'dynamic', span: word.span }));
    return [unknownWord(word, root.kind === 'static' ? `${root.value}/` : '')];
  };
  if (words.length > 0) walk.runs.push({ kind: 'argv', argv: words.flatMap(place) });
  if (args[at]?.value === '-execdir' || args[at]?.value === '-okdir') walk.reason ??= 'it runs a command in directories that it finds';
  return end;
}

function repeated<T>(items: readonly T[]): readonly T[] {
  return [...items, ...items];
}

function step(args: readonly Word[], at: number, roots: readonly Word[], from: number, walk: Walk): number {
  const word = args[at];
  if (word === undefined) return at;
  if (word.kind !== 'static') {
    walk.reason ??= 'a word of the expression is only known when it runs';
    return at;
  }
  const next = args[at + 1];
  if (!NARROWS_NOT.has(word.value) && !EXECS.has(word.value) && !(word.value === '-type' && next?.value === 'f')) walk.narrowed = true;
  if (FLAGS.has(word.value)) return at;
  if (word.value === '-delete') {
    walk.deletes = true;
    walk.deletesSome &&= walk.narrowed;
  } else if (EXECS.has(word.value)) return execCommand(args, at, roots, from, walk);
  else if (VALUES.has(word.value) || /^-newer[aBcm][aBcmt]$/.test(word.value)) {
    if (next !== undefined && next.kind !== 'static') walk.reason ??= 'a value of the expression is only known when it runs';
    return at + 1;
  } else if (READS.has(word.value) && next !== undefined) {
    walk.reads.push(next);
    return at + 1;
  } else if (WRITES.has(word.value) && next !== undefined) {
    walk.writes.push(next);
    return word.value === '-fprintf' ? at + 2 : at + 1;
  } else if (word.value === '-files0-from') walk.reason ??= 'it reads a list of places to look';
  else if (word.value === '-L' || word.value === '-follow') walk.reason ??= 'it follows symbolic links out of the directory';
  else if (!/^-O\d$/.test(word.value)) walk.reason ??= `unknown expression ${word.value}`;
  return at;
}

/** The roots end where the expression begins. */
function rootsOf(args: readonly Word[]): { readonly roots: readonly Word[]; readonly from: number } {
  let at = 0;
  while (at < args.length && args[at]?.kind === 'static' && /^-([HLPEXdsx]|O\d)$/.test(args[at]?.value ?? '')) at += 1;
  const start = at;
  while (at < args.length) {
    const word = args[at];
    if (word === undefined || /^(-.*|!|\(|,)$/s.test(word.value)) break;
    at += 1;
  }
  return { roots: args.slice(start, at), from: at };
}

function judgeFind(args: readonly Word[]): Effects {
  const { roots: given, from } = rootsOf(args);
  const roots = given.length === 0 ? [HERE] : given;
  const walk: Walk = { reads: [...roots], writes: [], runs: [], deletes: false, deletesSome: true, narrowed: false, reason: undefined };
  if (given.some(mayBecomeOption)) walk.reason = 'a place to look is only known when it runs and could be an expression';
  const leading = args.slice(0, from - given.length);
  for (const word of leading) if (word.value === '-L') walk.reason ??= 'it follows symbolic links out of the directory';
  for (let at = from; at < args.length; at += 1) at = step(args, at, roots, from, walk);
  const known = {
    reads: walk.reads,
    writes: walk.writes,
    runs: walk.runs,
    removes: walk.deletes ? roots.map((root) => (walk.deletesSome ? unknownWord(root, `${root.value}/`) : literal(root.value, root))) : [],
    recursive: walk.deletes,
  };
  if (walk.reason !== undefined) return notProven(walk.reason, known);
  if (walk.deletes)
    return effects(
      'control-write',
      { none: 'it removes what it finds' },
      { ...known, unproven: 'what it removes is only known when it runs' },
    );
  if (walk.runs.length > 0)
    return effects(walk.writes.length > 0 ? 'workspace-write' : 'read-only', { none: 'it runs another command' }, known);
  if (walk.writes.length > 0) return effects('workspace-write', { none: 'an option of this program writes a file' }, known);
  return effects('read-only', { words: 0 }, known);
}

export const find: Program = {
  names: ['find', 'gfind'],
  effects: (call) => judgeFind(call.args),
  match: {
    "find ./src -type f -name '*.ts'": 'read-only',
    'find . -maxdepth 2': 'read-only',
    find: 'read-only',
    "find . ! -name '*.pyc' -print0": 'read-only',
    "find . -exec grep -l foo {} ';'": 'read-only',
  },
  notMatch: [
    'find . -delete',
    'find . -name file.txt -exec rm {} ;',
    'find . -fprintf out x',
    'find . -fls out',
    'find . -okdir rm {} ;',
    'find . -exec echo {} $x -delete ;',
    'find . -exec echo {}$(true) +',
    'find . -files0-from x',
    'find -L . -name x',
    'find . -frob',
    // Where else the command ends, and find goes on.
    "find . -exec echo {} ';x' -delete ;",
    'find . -exec echo {} +x -delete ;',
    'find . -exec echo x + -delete',
    'find . -exec echo {}',
    'find $x -name y',
  ],
};
