import { effects, notProven } from '../effects.ts';
import { compile, judge, leaf } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';

export const cut = leaf({
  names: ['cut'],
  flags: '-n -s -z -w --complement --only-delimited --zero-terminated',
  values: '-b -c -d -f --bytes --characters --delimiter --fields --output-delimiter',
  operands: 'read',
  match: { 'cut -d : -f 1 x': 'read-only', 'cut -d, -f2 x': 'read-only' },
  notMatch: ['cut --frob x'],
});

export const tr = leaf({
  names: ['tr'],
  flags: '-c -C -d -s -t -u --complement --delete --squeeze-repeats --truncate-set1',
  operands: 'text',
  match: { 'tr a b': 'read-only', "tr -d '\\n'": 'read-only' },
  notMatch: ['tr --frob a b'],
});

export const nl = leaf({
  names: ['nl'],
  flags: '-p --no-renumber',
  values:
    '-b -d -f -h -i -l -n -s -v -w --body-numbering --section-delimiter --footer-numbering --header-numbering --line-increment --number-format --number-separator --number-width --starting-line-number',
  operands: 'read',
  match: { 'nl -ba x': 'read-only' },
  notMatch: ['nl --frob x'],
});

export const tac = leaf({
  names: ['tac'],
  flags: '-b -r --before --regex',
  values: '-s --separator',
  operands: 'read',
  match: { 'tac x': 'read-only' },
  notMatch: ['tac --frob x'],
});

export const rev = leaf({ names: ['rev'], operands: 'read', match: { 'rev x': 'read-only' }, notMatch: ['rev --frob'] });

export const fold = leaf({
  names: ['fold'],
  flags: '-b -s --bytes --spaces',
  numbers: '-w --width',
  numeric: true,
  operands: 'read',
  match: { 'fold -w 80 x': 'read-only', 'fold -80 x': 'read-only' },
  notMatch: ['fold --frob x', 'fold -w /x y'],
});

/** On BSD -p has no value. */
export const fmt = leaf({
  names: ['fmt'],
  flags: '-s -c -t -u -n -m --crown-margin --tagged-paragraph --split-only --uniform-spacing',
  numbers: '-w -g --width --goal',
  attached: '-p --prefix',
  numeric: true,
  operands: 'read',
  match: { 'fmt -80 x': 'read-only', 'fmt -w 60 x': 'read-only' },
  notMatch: ['fmt --frob x'],
});

export const expand = leaf({
  names: ['expand', 'unexpand'],
  flags: '-i -a --initial --all --first-only',
  numbers: '-t --tabs',
  numeric: true,
  operands: 'read',
  match: { 'expand -t 4 x': 'read-only', 'expand x': 'read-only' },
  notMatch: ['expand --frob x', 'unexpand -t /x y'],
});

export const tsort = leaf({
  names: ['tsort', 'colrm'],
  operands: 'read',
  match: { 'tsort x': 'read-only' },
  notMatch: ['tsort -t x'],
});

export const pr = leaf({
  names: ['pr'],
  flags:
    '-a -c -d -F -f -J -m -r -t -T -v --across --show-control-chars --double-space --form-feed --join-lines --merge --no-file-warnings --omit-header ' +
    '--omit-pagination --show-nonprinting',
  attached: '-e -i -n -s -S --expand-tabs --output-tabs --number-lines --separator --sep-string --pages --columns',
  numbers: '-l -N -o -w -W --length --first-line-number --indent --width --page-width',
  values: '-h --header',
  numeric: true,
  operands: 'read',
  match: { 'pr -t -l 60 x': 'read-only', 'pr -2 x': 'read-only' },
  notMatch: ['pr --frob x', 'pr -l /x y'],
});

export const paste = leaf({
  names: ['paste'],
  flags: '-s -z --serial --zero-terminated',
  values: '-d --delimiters',
  operands: 'read',
  match: { 'paste -d , a b': 'read-only', 'paste -sd, x': 'read-only' },
  notMatch: ['paste --frob x'],
});

export const join = leaf({
  names: ['join'],
  flags: '-i -z --ignore-case --check-order --nocheck-order --header --zero-terminated',
  values: '-a -e -j -o -t -v -1 -2',
  operands: 'read',
  match: { 'join -1 2 -2 1 a b': 'read-only' },
  notMatch: ['join --frob a b'],
});

export const comm = leaf({
  names: ['comm'],
  flags: '-1 -2 -3 -z -i --check-order --nocheck-order --total --zero-terminated',
  values: '--output-delimiter',
  operands: 'read',
  match: { 'comm -12 a b': 'read-only' },
  notMatch: ['comm --frob a b'],
});

export const column = leaf({
  names: ['column'],
  flags: '-t -x -e -J -L -d --table --fillrows --table-noheadings --json --keep-empty-lines',
  values:
    '-c -N -o -s -l -R -T -E -W -O -H -r -i -p --output-width --separator --output-separator --table-columns --table-right --table-truncate --table-hide --table-order --table-name',
  // A name that is shown, or no value at all: then it is a file.
  reads: '-n',
  operands: 'read',
  match: { 'column -t x': 'read-only', 'column -t -s , x': 'read-only', 'column -tn x y': 'read-only' },
  notMatch: ['column --frob'],
});

const uniqRule = {
  flags: '-c -d -D -i -u -z --count --repeated --ignore-case --unique --zero-terminated',
  values: '-f -s -w --skip-fields --skip-chars --check-chars',
  attached: '--all-repeated --group',
  operands: 'read',
} as const;
const uniqCompiled = compile(uniqRule);
const uniqRoles = optionTable(uniqRule);

/** The second operand is written. */
export const uniq: Program = {
  names: ['uniq'],
  effects: ({ args }) => {
    const { operands, doubtful } = scan(args, uniqRoles);
    const [input, ...outputs] = operands;
    if (input === undefined || (outputs.length === 0 && doubtful === undefined)) return judge(uniqCompiled, args);
    if (doubtful !== undefined) return notProven('a word that is only known when it runs could be the file that is written');
    const judged = judge(uniqCompiled, args);
    if (judged.unproven !== undefined) return judged;
    return effects('workspace-write', { none: 'the second operand is written' }, { reads: [input], writes: outputs });
  },
  match: { 'uniq -c x': 'read-only', 'uniq a b': 'workspace-write', uniq: 'read-only' },
  notMatch: ['uniq a b', 'uniq --frob'],
};
