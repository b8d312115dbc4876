import { effects, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { derived, HERE } from '../words.ts';

const unzipGrammar: Grammar = {
  flags: '-a -b -C -D -f -j -L -l -n -o -p -q -s -t -u -v -z -c -X -V -Z -1 -2 -h -m -M -T -x --help --version',
  values: '-P',
  writes: '-d',
  refused: '-: -K -^ -W',
};
const unzipRoles = optionTable(unzipGrammar);

export const unzip: Program = {
  names: ['unzip', 'zipinfo'],
  effects: ({ args }, name) => {
    const scanned = scan(args, unzipRoles);
    const [archive] = scanned.operands;
    const reads = archive === undefined ? [] : [archive];
    const targets = valuesOf(scanned, '-d');
    const shows = name === 'zipinfo' || hasOption(scanned, '-l -v -t -z -Z -p -c');
    const known = { reads, writes: shows ? targets : targets.length > 0 ? targets : [HERE], recursive: !shows };
    if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
    if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
    if (archive === undefined)
      return args.every((word) => /^-(v|h|hh|-help|-version)$/.test(word.value))
        ? effects('read-only', { words: 0 })
        : notProven('which archive it reads is not told', known);
    if (shows && targets.length === 0) return effects('read-only', { words: 0 }, known);
    return effects('control-write', { none: 'which files it writes stands in the archive' }, known);
  },
  match: {
    'unzip -l a.zip': 'read-only',
    'unzip a.zip -d out': 'control-write',
    'unzip -Zl a.zip': 'read-only',
    'unzip -x q.zip': 'control-write',
    unzip: 'read-only',
  },
  notMatch: ['unzip a.zip', 'unzip -: a.zip', 'unzip $x', 'unzip -x q.zip', 'unzip -q'],
};

const zipRule = compile({
  flags:
    '-0 -1 -2 -3 -4 -5 -6 -7 -8 -9 -D -e -f -g -j -l -q -r -S -u -v -X -y --recurse-paths --quiet --verbose --junk-paths --symlinks --no-dir-entries',
  values: '-n -P -s -t -tt -x -i --exclude --include --password',
  refused: '-T -TT -m -o -O -b -FF -F -@ --test --unzip-command --move --out --delete -d',
  operands: 'read',
  class: 'workspace-write',
});

/** Two letters can be an option of their own (`-lf LOG`), but not of these. */
const BUNDLE = /^-[0-9rqyjDXv]+$/;

/** The first operand is written, the others are read with all below them. Without others it reads what the archive names. */
export const zip: Program = {
  names: ['zip'],
  effects: ({ args }) => {
    const { reads = [], ...judged } = judge(zipRule, args);
    const [archive, ...files] = reads;
    if (args.length === 1 && args[0]?.kind === 'static' && /^--(help|version)$/.test(args[0].value))
      return effects('read-only', { words: 0 });
    if (archive === undefined) return notProven(judged.unproven ?? 'which archive it writes is not told');
    const plain = archive.value.includes('.', archive.value.lastIndexOf('/') + 1);
    const known = { reads: files, writes: [plain ? archive : derived(`${archive.value}.zip`, archive)] };
    if (judged.unproven !== undefined) return notProven(judged.unproven, known);
    if (args.some((word) => /^-[^-]./.test(word.value) && !BUNDLE.test(word.value)))
      return notProven('letters that are another option together', known);
    if (archive.kind !== 'static' || files.length === 0) return notProven('which files it packs is only known when it runs', known);
    return effects('workspace-write', { words: 0 }, known);
  },
  match: { 'zip -r a.zip src': 'workspace-write', 'zip -r a src b/*': 'workspace-write', 'zip --version': 'read-only' },
  notMatch: [
    "zip a.zip x -T -TT 'rm y'",
    "zip a.zip x -T --unzip-command='rm y'",
    'zip -m a.zip x',
    'zip -f a.zip',
    'zip -lf .npmrc a.zip x',
    'zip -r src/* x',
    'zip $x y',
    'zip -r a.zip .',
  ],
};
