import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { valuesWithRole } from '../scanned.ts';

const grammar: Grammar = {
  flags:
    '-B -b -d -e -i -k -m -n -p -q -r -R -s -S -t -w --always-make --ignore-errors --keep-going --dry-run --just-print --question --silent --quiet --touch --print-directory --no-print-directory --version --help -v -h',
  attached: '-j -l -O --jobs --load-average --output-sync --debug --trace',
  values: '-o -W --old-file --new-file',
  reads: '-f -C -I --file --makefile --directory --include-dir',
  refused: '-E --eval',
};
const roles = optionTable(grammar);
const BUILD = 'it runs what a file of the workspace says';

/** Also `-n` runs parts of a makefile. A word `NAME=value` replaces any variable, the shell and the programs among them. */
function judgeMake(args: readonly Word[], name: string): Effects {
  const [only] = args;
  // That of BSD has no such options, and builds.
  const tells = args.length === 1 && only?.kind === 'static' && /^--(version|help)$/.test(only.value);
  if (tells && name !== 'bmake') return effects('read-only', { none: BUILD });
  const scanned = scan(args, roles);
  const reads = valuesWithRole(scanned, 'reads');
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, { reads });
  if (reads.some((word) => word.value === '-' || word.value.startsWith('/dev/')))
    return notProven('rules that come on standard input', { reads });
  if (scanned.doubtful !== undefined || args.some((word) => word.kind !== 'static'))
    return notProven('a word that is only known when it runs', { reads });
  if (scanned.operands.some((word) => word.value.includes('='))) return notProven('a variable of the rules is replaced', { reads });
  return effects('workspace-code', { none: BUILD }, { reads });
}

export const make: Program = {
  names: ['make', 'gmake', 'bmake'],
  effects: ({ args }, name) => judgeMake(args, name),
  match: { make: 'workspace-code', 'make -j4 test': 'workspace-code', 'make -n': 'workspace-code', 'make --version': 'read-only' },
  notMatch: [
    'make -f -',
    "make --eval '$(shell rm y)'",
    'make SHELL=./x',
    'make --ev=x',
    'make $x',
    'make -n',
    'make -C /etc',
    'bmake --version',
  ],
};
