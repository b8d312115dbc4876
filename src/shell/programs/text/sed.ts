import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { derived } from '../words.ts';
import { writtenOnBsd } from './sed-bsd.ts';
import { isPlainSedScript } from './sed-script.ts';

const grammar: Grammar = {
  flags:
    '-E -n -r -s -u -z --debug --posix --quiet --regexp-extended --sandbox --separate --silent --unbuffered --null-data --help --version',
  attached: '-i -I --in-place',
  values: '-e -l --expression --line-length',
  refused: '-f --file --follow-symlinks',
};
const roles = optionTable(grammar);

function judgeSed(args: readonly Word[]): Effects {
  const scanned = scan(args, roles);
  const given = valuesOf(scanned, '-e --expression');
  const inPlace = hasOption(scanned, '-i -I --in-place');
  // BSD takes the suffix of -i from the next word, so that an empty word is followed by the script.
  const skipped = given.length === 0 && inPlace && scanned.operands[0]?.value === '' ? 1 : 0;
  const scripts = given.length > 0 ? given : scanned.operands.slice(skipped, skipped + 1);
  const files = given.length > 0 ? scanned.operands : scanned.operands.slice(skipped + 1);
  const known = inPlace ? { reads: files, writes: files } : { reads: files.filter((word) => word.value !== '-') };
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
  if (scripts.some((word) => word.kind !== 'static') || scanned.doubtful !== undefined)
    return notProven('the script is only known when it runs', known);
  if (!isPlainSedScript(scripts.map((word) => word.value).join('\n')))
    return notProven('the script can do more than edit and print lines', known);
  // On BSD -l has no value.
  if (valuesOf(scanned, '-l').some((word) => !/^\d+$/.test(word.value))) return notProven('another word may be the script', known);
  if (!inPlace) return effects('read-only', { words: 0 }, known);
  const suffixes = valuesOf(scanned, '-i -I --in-place');
  if (suffixes.some((word) => /[/*]/.test(word.value))) return notProven('the copies are written elsewhere', known);
  const copies = suffixes.flatMap((suffix) => files.map((file) => derived(file.value + suffix.value, file)));
  const bare = args.findIndex((word) => /^-[a-zA-Z]*[iI]$/.test(word.value));
  const others = bare < 0 ? [] : writtenOnBsd(args.slice(0, bare), args.slice(bare + 1));
  if (others === undefined) return notProven('on other systems another word is the script', known);
  return effects(
    'workspace-write',
    { words: 0 },
    { ...known, writes: [...files, ...copies, ...others.filter((word) => !files.includes(word))] },
  );
}

export const sed: Program = {
  names: ['sed', 'gsed'],
  effects: (call) => judgeSed(call.args),
  match: {
    "sed -n '1,5p' file.txt": 'read-only',
    "sed 's/a/b/g' file.txt": 'read-only',
    "sed -e 's/foo/bar/' -e 's|a|b|2p' x": 'read-only',
    "sed '/a/,/b/d' x": 'read-only',
    "sed -n '/x/{p;q}' x": 'read-only',
    "sed ':a;N;$!ba;s/x/ /g' x": 'read-only',
    "sed -i 's/a/b/' x": 'workspace-write',
    "sed -i.bak 's/a/b/' x": 'workspace-write',
    "sed -i 's/a/b/' src/lib/wrapper.ts": 'workspace-write',
    "sed -i -e 's/a/b/' -e 's/c/d/' x": 'workspace-write',
    "sed -i '' 's/a/b/' src/*.ts": 'workspace-write',
  },
  notMatch: [
    "sed -n '1e rm y' file.txt",
    "sed -n '1erm y'",
    "sed '1!d;s/^.*$/rm y/;e' file.txt",
    "sed 's/a/b/e' x",
    "sed 's/a/b/w out' x",
    "sed 'w out' x",
    "sed '1r /etc/passwd' x",
    'sed -f script x',
    "sed '{ba}s/a;w f/x/' x",
    "sed 's/[/]x/w f/' x",
    'sed $x y',
    "sed --expr='w x' y",
    "sed -n '/x/{p;e}' x",
    "sed -i '' '1w f' x",
    "sed -i b '1w .npmrc' x",
    'sed -i p src/*.ts',
    "sed -l '1w f' p",
  ],
};
