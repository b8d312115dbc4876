import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar, Scan } from '../options.ts';
import { optionTable, roleOf, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf, valuesWithRole } from '../scanned.ts';
import { HERE, literal, responseFile } from '../words.ts';

const grammar: Grammar = {
  flags:
    '-c -x -t -r -u -A -d -j -J -k -l -m -o -O -p -S -v -w -z -Z -a --create --extract --get --list --append --update --catenate --concatenate --diff --compare --auto-compress ' +
    '--bzip2 --xz --gzip --gunzip --lzip --lzma --zstd --compress --keep-old-files --skip-old-files --keep-newer-files --overwrite --no-same-owner --no-same-permissions ' +
    '--same-permissions --preserve-permissions --numeric-owner --sparse --to-stdout --touch --verbose --verify --wildcards --no-wildcards --no-recursion --recursion ' +
    '--exclude-vcs --exclude-vcs-ignores --exclude-backups --exclude-caches --totals --utc --full-time --show-transformed-names --ignore-zeros --one-file-system --null --help --version --anchored --no-anchored',
  attached: '--totals --no-auto-compress --occurrence',
  values:
    '-b -N -V --exclude --format --mode --mtime --owner --group --label --strip-components --transform --xform --sort --level --record-size --blocking-factor --newer --warning --quoting-style --suffix',
  reads: '-T -X --files-from --exclude-from',
  writes: '-f -C --file --directory',
  runs: '-I -F --use-compress-program --to-command --checkpoint-action --rmt-command --rsh-command --info-script --new-volume-script',
  refused:
    '-g --listed-incremental --index-file -P -h -M -L -W -H -n -s --absolute-names --dereference --remove-files --unlink-first --recursive-unlink --one-top-level --keep-directory-symlink --checkpoint --multi-volume --force-local --hard-dereference --add-file --delete --test-label --pax-option',
};
const roles = optionTable(grammar);

/** The old style has the letters of the options without a dash, with their values after them. */
function dashed(args: readonly Word[]): readonly Word[] | undefined {
  const [first, ...rest] = args;
  if (first === undefined || first.value.startsWith('-')) return args;
  if (first.kind !== 'static' || !/^[A-Za-z]+$/.test(first.value)) return undefined;
  const taking = [...first.value].filter((letter) => ['values', 'reads', 'writes', 'runs'].includes(roleOf(roles, `-${letter}`) ?? ''));
  if (rest.length < taking.length) return undefined;
  const plain = [...first.value].filter((letter) => !taking.includes(letter));
  return [
    ...plain.map((letter) => literal(`-${letter}`, first)),
    ...taking.flatMap((letter, at) => [literal(`-${letter}`, first), ...rest.slice(at, at + 1)]),
    ...rest.slice(taking.length),
  ];
}

/** Operands lie below the directory that -C before them names; undefined when that is not told. */
function inDirectory(args: readonly Word[], scanned: Scan, directories: readonly Word[]): readonly Word[] | undefined {
  const [directory, another] = directories;
  const [first] = scanned.operands;
  if (directory === undefined || first === undefined) return scanned.operands;
  const before = valuesOf(scan(args.slice(0, args.indexOf(first)), roles), '-C --directory').length;
  if (another !== undefined || before !== 1 || directory.kind !== 'static') return undefined;
  return scanned.operands.map((word) => (word.value.startsWith('/') ? word : { ...word, value: `${directory.value}/${word.value}` }));
}

function judgeTar(given: readonly Word[]): Effects {
  const args = dashed(given);
  if (args === undefined) return notProven('options of the old style that are not understood', { reads: given });
  const scanned = scan(args, roles);
  const files = valuesOf(scanned, '-f --file').filter((word) => word.value !== '-');
  const directories = valuesOf(scanned, '-C --directory');
  const lists = valuesWithRole(scanned, 'reads');
  const runs = valuesWithRole(scanned, 'runs').map((script) => ({ kind: 'script', script }) as const);
  const extracts = hasOption(scanned, '-x --extract --get');
  const tells = hasOption(scanned, '-t --list -d --diff --compare') || (extracts && hasOption(scanned, '-O --to-stdout'));
  const makes = hasOption(scanned, '-c -r -u -A --create --append --update --catenate --concatenate');
  const packed = makes ? inDirectory(args, scanned, directories) : [];
  const known = {
    runs,
    reads: [...lists, ...(makes ? [...(packed ?? scanned.operands), ...directories] : files)],
    writes: makes ? files : extracts && !tells ? [...(directories.length > 0 ? directories : [HERE])] : [],
    recursive: makes || extracts,
  };
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
  if (runs.length > 0) return notProven('an option starts another command', known);
  if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
  if (packed === undefined) return notProven('what it packs stands in more than one directory, or is only known when it runs', known);
  if (makes && packed.some(responseFile)) return notProven('a word with @ stands for what is in another archive', known);
  if (files.some((word) => word.value.includes(':'))) return notProven('an archive on another machine', known);
  if (hasOption(scanned, '-T --files-from')) return notProven('which files it handles stands in a list', known);
  if (makes && !extracts) return effects('workspace-write', { words: 0 }, known);
  if (tells || !extracts) return effects('read-only', { words: 0 }, known);
  return effects('control-write', { none: 'which files it writes stands in the archive' }, known);
}

export const tar: Program = {
  names: ['tar', 'gtar', 'bsdtar'],
  effects: (call) => judgeTar(call.args),
  match: {
    'tar -tf a.tar': 'read-only',
    'tar tvzf a.tgz': 'read-only',
    'tar czf a.tgz src': 'workspace-write',
    'tar czf a.tgz -C src lib': 'workspace-write',
    'tar -xf a.tar -C dir': 'control-write',
    'tar --version': 'read-only',
  },
  notMatch: [
    "tar cf x.tar --use-compress-program='rm y' file.txt",
    "tar cf x --checkpoint=1 --checkpoint-action=exec='rm y' f",
    "tar xf x --to-command='rm y'",
    "tar -I 'rm y' -cf x f",
    'tar xPf x',
    'tar cf host:x f',
    'tar cf x --checkpoint-act=exec=id f',
    'tar xf a.tar',
    'tar cf a.tar *',
    'tar cf a.tar -T list',
    'tar cf a.tar -C d x -C ../e y',
    'tar cf a.tar x -C d y',
    'tar cf a.tar -C $x y',
    'tar cf a.tar @b.tar',
    'tar -tf a.tar -W use-compress-program=./evil',
    'tar cf-x made src',
    'tar czf-L1 a.tgz src',
    'tar $x y',
  ],
};
