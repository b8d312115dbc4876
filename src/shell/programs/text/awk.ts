import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';

const grammar: Grammar = {
  flags:
    '-b -c -C -h -n -N -O -P -r -s -S -t -V --characters-as-bytes --traditional --posix --re-interval --sandbox --version --help --csv -k',
  values: '-F -v --field-separator --assign',
  style: 'posix',
};
const roles = optionTable(grammar);

/** Everything that may stand before a parenthesis. */
const CALLS = new Set(
  (
    'if while for else in print printf return and or not delete length substr index split sub gsub gensub match sprintf tolower toupper int sqrt exp log sin cos atan2 rand srand ' +
    'strftime systime mktime asort asorti patsplit strtonum isarray typeof lshift rshift xor compl'
  ).split(' '),
);

/**
 * Takes out what looks like output sent elsewhere and is none, whether it stands in a string or not: to `/dev/null` up to the end of the statement,
 * a comparison of two plain values that begins behind its own parenthesis or is the pattern of the next rule, `||`.
 */
function withoutHarmless(text: string): string {
  return text
    .replace(/>>?[ \t]*"\/dev\/null"(?=[ \t]*(?:[;}\n]|$))/g, '')
    .replace(/(\([ \t]*(?!printf?\b)\$?\w+)[ \t]*>=?(?=[ \t]*-?\$?[\w.]+[ \t]*[?)&])/g, '$1 ')
    .replace(/(\}[\s;]*(?!printf?\b)\$?\w+)[ \t]*>=?(?=[ \t]*-?\$?[\w.]+[ \t]*\{)/g, '$1 ')
    .replaceAll('||', '');
}

/**
 * Whether an awk program only computes and prints. Looks at the raw text, so that no reading of strings and regular expressions can hide a call:
 * a word before `(` must be known, `getline` may stand nowhere, and what sends output elsewhere (`>`, `|`) only before the first print.
 */
function isPlainAwkProgram(text: string): boolean {
  if (
    /\b(system|getline|ENVIRON|PROCINFO|ARGV|ARGC|SYMTAB|FUNCTAB|function|func|close|fflush|include|load|namespace|use|BEGINFILE)\b|@|\\/.test(
      text.replace(/\\[nt"./$^*+?()|[\]{}-]/g, ' '),
    )
  )
    return false;
  const firstPrint = text.search(/print/);
  if (firstPrint >= 0 && /[|>]/.test(withoutHarmless(text.slice(firstPrint)))) return false;
  for (const call of text.matchAll(/([A-Za-z_][A-Za-z0-9_]*)\s*\(/g)) if (!CALLS.has(call[1] ?? '')) return false;
  return true;
}

function judgeAwk(args: readonly Word[]): Effects {
  const scanned = scan(args, roles);
  const [program, ...files] = scanned.operands;
  const reads = files.filter((word) => word.value !== '-' && !(word.kind === 'static' && /^[A-Za-z_][A-Za-z0-9_]*=/.test(word.value)));
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, { reads });
  if (program === undefined) return effects('read-only', { words: 0 });
  if (program.kind !== 'static' || scanned.doubtful !== undefined) return notProven('the program is only known when it runs', { reads });
  if (!isPlainAwkProgram(program.value)) return notProven('the program can do more than compute and print', { reads });
  return effects('read-only', { words: 0 }, { reads });
}

export const awk: Program = {
  names: ['awk', 'gawk', 'mawk', 'nawk', 'original-awk'],
  effects: (call) => judgeAwk(call.args),
  match: {
    "awk '{print $1}' file.txt": 'read-only',
    "awk -F, 'NR > 1 {print $2}' x": 'read-only',
    "awk '/a|b/ {n++} END {print n}' x": 'read-only',
    "awk '{s+=$1} END {print s}' x": 'read-only',
    'awk \'{print > "/dev/null"}\' x': 'read-only',
    "awk '{print $1} $2 > 5 {print}' x": 'read-only',
    'awk \'{print ($1 > 0 ? "a" : "b")}\' x': 'read-only',
  },
  notMatch: [
    "awk 'BEGIN{system(1)}'",
    `awk 'BEGIN{printf "x" > "out"}'`,
    `awk '{print "a;b" > "f"}' x`,
    `awk 'BEGIN{"id" | getline}'`,
    `awk '{print | "sh"}'`,
    'awk -f prog x',
    "awk -i lib '{print}' x",
    `awk '@load "x"; {print}'`,
    "awk '{print ENVIRON[1]}'",
    'awk $x y',
    `awk '{print > "/dev/null" "x"}' x`,
    "awk 'BEGIN {for (;;print > f) next}' x",
    "awk '{print} print > f {next}' x",
    "awk '{print} {print $1 > f} {next}' x",
    `awk '{print > "/dev/null"x}' x`,
    `awk '{print "(" $1 > 0 ? 1 : 2}' x`,
    `awk '{print ($1) > f}' x`,
    "awk '{print $1 > f)}' x",
    `awk 'BEGIN{ARGV[1]="/etc/passwd"} {print}' x`,
  ],
};
