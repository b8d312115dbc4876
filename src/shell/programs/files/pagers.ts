import { effects, notProven } from '../effects.ts';
import { compile, judge, leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { literal } from '../words.ts';

/** Commands in `+…`, keys and log files are refused; LESSOPEN and its like are not in the environment that is built. */
export const pagers = leaf({
  names: ['less', 'more', 'zless', 'most'],
  flags:
    '-e -E -F -g -G -i -I -m -M -n -N -q -Q -r -R -s -S -u -U -w -W -X -K --RAW-CONTROL-CHARS --LINE-NUMBERS --quit-if-one-screen --no-init --chop-long-lines --ignore-case',
  refused: '-k -o -O -t -T -p -P --lesskey-file --lesskey-src --lesskey-content --log-file --LOG-FILE --tag --tag-file --pattern --prompt',
  numeric: true,
  operands: 'read',
  check: ({ operands }) => (operands.some((word) => word.value.startsWith('+')) ? 'a word with + is a command for the pager' : undefined),
  match: { 'less x': 'read-only', 'less -R x': 'read-only', 'more x': 'read-only' },
  notMatch: ['less -o out x', "less '+!rm y' x", 'less -k keys x', 'less --lesskey-src=x y'],
});

const pages = compile({ flags: '-a -f -k -w -W --where --path --apropos --whatis --all', operands: 'text' });

/** A page by its name; `-P`, `-H`, `-C`, `-l` and a path run or read something else. */
export const man: Program = {
  names: ['man', 'apropos', 'info'],
  effects: ({ args }) => {
    const judged = judge(pages, args);
    if (judged.unproven !== undefined) return judged;
    const plain = args.every((word) => word.kind === 'static' && /^[\w:.+-]+$/.test(word.value));
    return plain
      ? effects('read-only', { words: 0 })
      : notProven('a page that is given by its path', { reads: args.map((word) => literal(word.value, word)) });
  },
  match: { 'man ls': 'read-only', 'man 3 printf': 'read-only', 'man -k git': 'read-only' },
  notMatch: [
    "man -P 'rm y' ls",
    'man --pager=x ls',
    'man ./x.1',
    'man -l x',
    'man -C conf ls',
    'man -Hrm ls',
    'man ls -P rm',
    'man ls --pager=rm',
  ],
};
