import { decorated, REDIRECTS, TARGETS, word } from './commands.ts';
import { evaluated } from './evaluated.ts';
import { fill, JOINS } from './fragments.ts';
import { nested } from './nested.ts';
import type { Random } from './random.ts';

/**
 * Every construct of the language, with holes: `%A` a command or script, `%W` a word, `%R` a redirect operator, `%T` its target, `%J` a
 * join with a payload, `%B` one kind of branch end, `%D` a here-document's delimiter, `%E` a value that may be evaluated, `%N` a script for
 * another shell. What stands twice comes twice as often.
 */
const CONSTRUCTS = [
  '%A',
  '%A',
  '%A',
  '%A',
  '{ %A; }',
  '(%A)',
  '( %A )',
  '! %A',
  'time %A',
  'time -p %A',
  'if %A; then %A; fi',
  'if %A\nthen %A\nfi',
  'if %A; then %A; elif %A; then %A; else %A; fi',
  'while %A; do %A; break; done',
  'until %A; do %A; break; done',
  'for x in %W %W; do %A; done',
  'for x; do %A; done',
  'for x in %W; { %A; }',
  'for ((i=0;i<1;i++)); do %A; done',
  'case %W in %W) %A;; esac',
  'case %W in (%W|%W) %A;%B *) %A; esac',
  'case x in x) ;; %W) %A;; esac',
  'select x in %W; do %A; break; done </dev/null',
  'function f { %A; }',
  'function f { %A; }; f',
  'f() { %A; }; f',
  'ls() { %A; }; %A',
  'cat() ( %A ); %A',
  'x-y() { %A; }; x-y',
  'f() { %A; } >%T; f',
  'coproc %A',
  'coproc N { %A; }',
  '[[ %W == %W ]]',
  '[[ %W =~ %W ]] && %A',
  '[[ %W -eq %W ]]',
  '[[ %W < %W || %W -nt %W ]]',
  '[[ -v %W ]] && %A',
  '[[ ! ( -f %W ) ]] || %A',
  '((x)) && %A',
  '((x=a[0]))',
  "(('1'))",
  '((1<<2)) ; %A',
  '((16#ff)); %A',
  '(( %A ))',
  '( (%A) )',
  '%A <<E\n%W\nE',
  '%A <<%D\n%W\nE',
  '%A <<%D\n%W\nE\n%A',
  '%A <<%D\n%W\n\tE\n%A',
  '%A <<E <<%D\n%W\nE\n%W\nE\n%A',
  '%A <<<%W',
  '%A <<<%W; %A',
  '%A %R%T',
  '%A %R%T',
  '%A %R %T',
  '%A %R%W',
  '%R%T %A',
  '%A %R%T %W',
  '{ %A; } %R%T',
  '(%A) <<E\n%W\nE',
  'while read -r x; do %A; done %R%T',
  '%A; %A',
  '%A & %A',
  '%A & wait; %A',
  '%A |& %A',
  '%A\n%A',
  '%A%J',
  '%A %J',
  'x=%W; %A',
  'x=%W %A',
  'a=(%W %W); %A',
  'a+=%W %A',
  'xargs %A',
  'env %A',
  'env -S%W %A',
  'env -S "%A" %W',
  "env -S '%A' %A",
  'timeout 5 %A',
  'nice -n 5 %A',
  'nohup %A',
  'command %A',
  'builtin %A',
  'exec %A',
  'stdbuf -oL %A',
  'setsid -w %A',
  'find . -exec %A',
  'find . -exec %A {} \\;',
  'find . -type f -exec %A {} +',
  'find . -name file.txt -exec %A {} ";"',
  "find src -exec %A ';' -exec %A {} \\;",
  '%A | xargs %A',
  '%A | xargs -n1 %A',
  '%A | xargs -I{} %A {}',
  '%A | tee %T',
  '%A | %A',
  '%A | %A | %A',
  '%A && %A',
  '%A && %A',
  '%A || %A',
  '%A && %A || %A',
  '# %W\n%A # %W',
  '%A # %W\n%A',
  'cd %W && %A',
  'cd src && %A',
  'cd hostile; %A',
  'cd hostile && %A *',
  'cd .. ; %A',
  '(cd src && %A)',
  'ln -s %T made && %A made',
  'mkdir -p made; cd made && %A',
  'mv src made; %A',
  'set -- %W; %A "$@"',
  'set -e; %A',
  '%E',
  '%E',
  '%N',
  '%N',
  '%N',
];
const BRANCH_ENDS = [';', '&', ';&'];
const DELIMITERS = ["'E'", '"E"', '\\E', 'E', '-E', "-'E'", 'E\\\n', '$E', "E''", ' E', '"E F"', '$(E)', "$'E'", '-\\E'];

/** A script of constructs in one another, `depth` levels deep. */
export function script(random: Random, depth: number): string {
  return random.pick(CONSTRUCTS).replace(/%([A-Z])/g, (_, hole: string) => filling(random, hole, depth));
}

function filling(random: Random, hole: string, depth: number): string {
  switch (hole) {
    case 'W':
      return word(random);
    case 'R':
      return random.pick(REDIRECTS);
    case 'T':
      return random.pick(TARGETS);
    case 'J':
      return fill(random, random.pick(JOINS));
    case 'B':
      return random.pick(BRANCH_ENDS);
    case 'D':
      return random.pick(DELIMITERS);
    case 'E':
      return evaluated(random);
    case 'N':
      return nested(random, depth > 0 ? script(random, depth - 1) : decorated(random));
    default:
      return depth > 0 && random.chance(0.3) ? script(random, depth - 1) : decorated(random);
  }
}
