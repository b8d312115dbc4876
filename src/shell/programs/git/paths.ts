import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { derived } from '../words.ts';

/** Extensions of which no file is secret by its name. */
const CODE =
  /\*\.(c|cc|clj|cpp|cs|css|dart|ex|exs|go|h|hpp|hs|html|java|jl|js|jsx|kt|less|lua|m|md|mdx|ml|mjs|cjs|mts|cts|php|pl|proto|py|pyi|rb|rs|rst|sass|scala|scss|sh|sql|svelte|svg|swift|ts|tsx|vue|zig)$/;

/**
 * Git expands patterns itself (also one that bash leaves, as nothing matches it), over all that it has stored and with dots as any other
 * character: only one for files of a language is proven.
 */
export function pathspecReason(operands: readonly Word[]): string | undefined {
  return operands.some(({ kind, value }) => kind !== 'dynamic' && /[*?[\\]/.test(value) && !CODE.test(value))
    ? 'a pattern that git expands over everything that it has stored'
    : undefined;
}

/** `:(top)x`, `:/x` and their like: a path from elsewhere, a search, or a pattern. What excludes (`:!x`) names nothing. */
const MAGIC = /^:($|[(/:])/;
const EXCLUDES = /^:\/?[!^]/;

/** What a word with a colon may name: `HEAD:.env`, `:0:.env`, `-L1,5:.env`. */
function pathsIn(word: Word): readonly Word[] {
  const { value } = word;
  const first = value.indexOf(':');
  if (first < 0 || EXCLUDES.test(value) || (value.startsWith('-') && !value.startsWith('-L'))) return [];
  const last = value.lastIndexOf(':');
  const named = first === last ? [first] : [first, last];
  return named.map((at) => value.slice(at + 1)).flatMap((path) => (path === '' ? [] : [derived(path, word)]));
}

function hasColon(words: readonly Word[]): boolean {
  for (const { value } of words) if (value.includes(':')) return true;
  return false;
}

/** A path inside of a revision, of the index or behind `-L` is what a file holds or held: it counts as read. */
export function withObjectPaths(judged: Effects, words: readonly Word[]): Effects {
  if (!hasColon(words)) return judged;
  const { class: actionClass, prefix, ...known } = judged;
  const paths = words.flatMap(pathsIn);
  const whole = paths.length === 0 ? judged : effects(actionClass, prefix, { ...known, reads: [...(known.reads ?? []), ...paths] });
  const magic = words.some((word, at) => MAGIC.test(word.value) && !EXCLUDES.test(word.value) && words[at - 1]?.value !== '-L');
  return magic && whole.unproven === undefined ? notProven('a path with a meaning of its own for git', whole) : whole;
}
