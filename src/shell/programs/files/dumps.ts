import { effects, notProven } from '../effects.ts';
import { compile, judge, leaf } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { responseReason } from '../words.ts';

export const od = leaf({
  names: ['od'],
  flags: '-a -b -c -d -f -i -l -o -s -v -x -h -e -F -O -X -D -I -L -B -H --output-duplicates --traditional',
  attached: '-w --strings --width',
  numbers: '-j -N -S --skip-bytes --read-bytes',
  values: '-A -t --address-radix --format --endian',
  operands: 'read',
  match: { 'od -c x': 'read-only', 'od -A x -t x1 x': 'read-only' },
  notMatch: ['od --frob x', 'od -N /x y'],
});

export const hexdump = leaf({
  names: ['hexdump', 'hd'],
  flags: '-b -c -C -d -o -v -x -X --canonical --no-squeezing',
  numbers: '-n -s --length --skip',
  values: '-e --format',
  attached: '-L --color',
  reads: '-f --format-file',
  operands: 'read',
  match: { 'hexdump -C x': 'read-only' },
  notMatch: ['hexdump --frob x'],
});

/** GNU strings loads no plug-in unless told to. */
export const strings = leaf({
  names: ['strings'],
  flags: '-a -d -f -o -w -h --all --data --print-file-name --include-all-whitespace',
  numbers: '-n --bytes',
  values: '-t -e -s -U --radix --encoding --output-separator --unicode',
  refused: '-T --target --plugin',
  numeric: true,
  operands: 'read',
  check: ({ operands }) => responseReason(operands),
  match: { 'strings -n 8 x': 'read-only', 'strings bin/*': 'read-only' },
  notMatch: ['strings --plugin ./x.so y', 'strings -T x y', 'strings @list', 'strings x @list', 'strings *', 'strings $x'],
});

export const base64 = leaf({
  names: ['base64', 'base32', 'basenc'],
  flags: '-d -D -e -h -i -u --decode --ignore-garbage --base64 --base64url --base32 --base32hex --base16 --z85',
  numbers: '-w -b --wrap --break',
  reads: '--input',
  writes: '-o --output',
  operands: 'read',
  match: { 'base64 -d x': 'read-only', 'base64 -w0 x': 'read-only' },
  notMatch: ['base64 -o out x', 'base64 --frob'],
});

const xxdRule = {
  flags: '-a -b -C -e -E -i -p -ps -postscript -plain -u -ri -d -h -v -version -autoskip -bits -include -capitalize',
  numbers: '-c -cols -g -groupsize -l -len -o -s -seek',
  values: '-n -name -R',
  refused: '-r -revert',
  style: 'single-dash',
  operands: 'read',
} as const;
const xxdCompiled = compile(xxdRule);
const xxdRoles = optionTable(xxdRule);

/** The second operand is written; `-r` writes into the middle of a file. */
export const xxd: Program = {
  names: ['xxd'],
  effects: ({ args }) => {
    const { operands, doubtful, options } = scan(args, xxdRoles);
    // Behind the first operand nothing is an option.
    if (
      operands[0] !== undefined &&
      options.length > 0 &&
      args.indexOf(operands[0]) < args.findLastIndex((word) => word.value.startsWith('-'))
    )
      return notProven('an option behind its file is the file that it writes');
    if (doubtful !== undefined) return notProven('a word that is only known when it runs could be an option');
    const judged = judge(xxdCompiled, args);
    const [input, ...outputs] = operands;
    if (judged.unproven !== undefined || input === undefined || outputs.length === 0) return judged;
    return effects('workspace-write', { none: 'the second operand is written' }, { reads: [input], writes: outputs });
  },
  match: { 'xxd -l 16 x': 'read-only', 'xxd x out': 'workspace-write', 'xxd -p x': 'read-only' },
  notMatch: ['xxd -r x', 'xxd x out', 'xxd -r -p x y'],
};
