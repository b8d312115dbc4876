import { notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';

/** Without a terminal it starts no pager unless it is told to. Its configuration is the user's. */
export const bat = leaf({
  names: ['bat', 'batcat'],
  flags:
    '-A -n -p -u -d -P -S -f -s -L -E -h -V --show-all --number --plain --unbuffered --diff --chop-long-lines --force-colorization --squeeze-blank --list-languages --list-themes ' +
    '--quiet-empty --no-config --no-custom-assets --no-paging --no-pager --no-lessopen --acknowledgements --config-file --config-dir --cache-dir --set-terminal-title',
  values:
    '-r -l -H -m --line-range --language --highlight-line --map-syntax --theme --theme-light --theme-dark --style --color --wrap --tabs --file-name --diff-context --decorations --italic-text ' +
    '--terminal-width --squeeze-limit --strip-ansi --nonprintable-notation --binary --ignored-suffix --paging',
  refused: '--pager --lessopen --generate-config-file --diagnostic --build --source --target --completion',
  operands: 'read',
  check: (scanned) => {
    if (scanned.operands[0]?.value === 'cache') return 'it can build its cache from files that it is given';
    return valuesOf(scanned, '--paging').every(({ value }) => value === 'never') ? undefined : 'it may start a pager';
  },
  match: { 'bat -p x': 'read-only', 'bat --style=plain --paging=never -r 1:20 x': 'read-only', 'batcat -nl ts x': 'read-only' },
  notMatch: ['bat --pager=rm x', 'bat --paging always x', 'bat cache --build', 'bat --generate-config-file', 'bat --lessopen x', 'bat $x'],
});

const about = leaf({
  names: [],
  operands: 'none',
  check: ({ operands }) => (operands.length > 0 ? 'it compares files' : undefined),
  match: {},
  notMatch: [],
});

/** A section of git's configuration in the repository names its pager. */
export const delta: Program = {
  names: ['delta'],
  effects: (call, name) => {
    const judged = about.effects(call, name);
    return judged.unproven === undefined && call.args.length > 0 ? judged : notProven('a file of the repository may name its pager');
  },
  match: { 'delta --version': 'read-only' },
  notMatch: ['delta', 'delta a b', 'delta --pager=rm a b', 'delta --version a'],
};
export const hexyl = leaf({
  names: ['hexyl'],
  flags: '-v -C -P -h -V --no-squeezing --characters --no-characters --no-position --plain',
  values:
    '-n -s -o -b --length --bytes --skip --block-size --display-offset --border --color --panels --group-size --endianness --base --terminal-width --character-table',
  operands: 'read',
  match: { 'hexyl -n 64 x': 'read-only' },
  notMatch: ['hexyl --frob x'],
});

/** Lines or numbers in another order or form. */
export const shuffled = leaf({
  names: ['numfmt', 'shuf'],
  flags: '-e -r -z -h --echo --repeat --zero-terminated --header --grouping --debug',
  attached: '--header',
  numbers: '-n --head-count --padding',
  values: '-i -d --input-range --delimiter --field --format --from --from-unit --invalid --round --suffix --to --to-unit',
  refused: '-o --output --random-source',
  operands: 'read',
  match: { 'shuf -n 5 x': 'read-only', 'shuf -i 1-10': 'read-only', 'numfmt --to=iec 1000': 'read-only' },
  notMatch: ['shuf -o out x', 'shuf --out=x y', 'shuf --random-source=x y'],
});

/** A calculator that only tells numbers, unlike dc, where `!` starts a command. */
export const bc: Program = leaf({
  names: ['bc'],
  flags: '-l -q -s -w -h -v -i --mathlib --quiet --standard --warn --interactive',
  operands: 'read',
  check: (scanned) => (hasOption(scanned, '-i --interactive') ? 'it waits for a person' : undefined),
  match: { 'bc -l': 'read-only', 'bc x.bc': 'read-only' },
  notMatch: ['bc --frob', 'bc -i'],
});
