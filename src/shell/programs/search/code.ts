import { notProven } from '../effects.ts';
import { compile, judge, leaf, type Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import { responseReason } from '../words.ts';

const COMMON: Rule = {
  flags: '-h --stdin --files-with-matches',
  values: '-A -B -C -j --no-ignore --color --globs --after --before --context --threads --inspect',
  refused: '-U -i -c --update-all --interactive --config --follow',
  operands: 'read',
  class: 'workspace-code',
  here: true,
};
const run = compile({
  ...COMMON,
  flags: `${COMMON.flags} -V --heading`,
  values: `${COMMON.values} -p -l -r --pattern --lang --rewrite --selector --strictness`,
  attached: '--json --debug-query',
});
const scans = compile({
  ...COMMON,
  flags: `${COMMON.flags} --include-metadata`,
  values: `${COMMON.values} --inline-rules --filter --format --report-style`,
  attached: '--json --error --warning --info --hint --off',
  reads: '-r --rule',
});

/** What it finds is written only with `-U`. A `sgconfig.yml` of the workspace may name parsers, which are loaded as code. */
export const astGrep: Program = {
  names: ['ast-grep'],
  effects: ({ args }) => {
    const [first, ...rest] = args;
    if (first?.kind !== 'static') return notProven('its sub-command is only known when it runs');
    if (first.value === 'run') return judge(run, rest, 1);
    if (first.value === 'scan') return judge(scans, rest, 1);
    // The command may be left out, but then its options come first.
    return first.value.startsWith('-') ? judge(run, args) : notProven('a sub-command that writes files, or serves an editor');
  },
  match: {
    'ast-grep -p pattern src/': 'workspace-code',
    "ast-grep run -p 'a($A)' -r 'b($A)' -l ts": 'workspace-code',
    'ast-grep scan -r rule.yml src': 'workspace-code',
  },
  notMatch: ['ast-grep -p a -r b -U', 'ast-grep new', 'ast-grep lsp', 'ast-grep scan -c x.yml', 'ast-grep run -i -p a', 'ast-grep'],
};

export const tokei = leaf({
  names: ['tokei'],
  flags:
    '-f -C -l -h -V -v --files --hidden --no-ignore --no-ignore-parent --no-ignore-dot --no-ignore-vcs --compact --languages --verbose',
  values: '-e -t -s -r -n -o -c --exclude --types --type --sort --rsort --num-format --output --columns',
  reads: '-i --input',
  operands: 'read',
  here: true,
  match: { 'tokei src -t Rust -o json': 'read-only', tokei: 'read-only' },
  notMatch: ['tokei --frob', 'tokei $x'],
});

/** A `.sccconfig` of the workspace, and a file behind `@`, bring any option, also those that write. */
export const scc = leaf({
  names: ['scc'],
  flags:
    '-h -a -c -d -l -m -p -u -v -w -z --by-file --no-cocomo --no-complexity --no-duplicates --no-min-gen --no-large --no-size --wide --uloc --ci --dryness --languages --verbose --gen --min --percent',
  values:
    '-f -s -i -x -M -n --format --sort --include-ext --exclude-ext --exclude-dir --not-match --exclude-file --avg-wage --size-unit --count-as',
  refused: '-o --output --format-multi --include-symlinks --trace -t --debug --sql-project',
  operands: 'read',
  here: true,
  class: 'workspace-code',
  check: ({ operands }) => responseReason(operands),
  match: { 'scc --by-file -f json src': 'workspace-code' },
  notMatch: ['scc', 'scc @args', 'scc -o x', 'scc --format-multi json:x', 'scc -t -o x', 'scc --outp x'],
});

/** It unpacks what looks like an archive with other programs. */
export const cloc = leaf({
  names: ['cloc'],
  flags: '--by-file --by-file-by-lang --quiet --json --csv --yaml --xml --md --hide-rate --skip-uniqueness --show-lang --show-ext',
  values:
    '--exclude-dir --include-lang --exclude-lang --include-ext --exclude-ext --timeout --match-f --not-match-f --match-d --not-match-d',
  operands: 'read',
  class: 'workspace-code',
  here: true,
  match: { 'cloc --json src': 'workspace-code' },
  notMatch: ['cloc --diff a b', 'cloc --out=x src', 'cloc --extract-with=x y', 'cloc --config x src'],
});
