import type { Effects, Word } from '../../analysis.ts';
import { notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { hasOption } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { DIFF_ATTACHED, DIFF_FLAGS, DIFF_REFUSED, DIFF_VALUES, DIFF_WRITES, LOG_ATTACHED, LOG_FLAGS, LOG_VALUES } from './diff-options.ts';
import { checksSignatures } from './either.ts';
import { pathspecReason } from './paths.ts';

/** Operands of these may be paths outside of the repository (`--no-index`), so they count as read. */
const diff: Rule = {
  flags: `${DIFF_FLAGS} -h -0 -1 -2 -3 --base --ours --theirs`,
  values: DIFF_VALUES,
  attached: DIFF_ATTACHED,
  writes: DIFF_WRITES,
  refused: DIFF_REFUSED,
  numeric: true,
  operands: 'read',
  check: ({ operands }) => pathspecReason(operands),
};

/** `log` and all that takes its options. */
export const LOG_READS: Rule = {
  ...diff,
  flags: `${DIFF_FLAGS} ${LOG_FLAGS} -h`,
  values: `${DIFF_VALUES} ${LOG_VALUES}`,
  attached: `${DIFF_ATTACHED} ${LOG_ATTACHED}`,
  // A signature is checked by gpg.program. Others' refs are listed by a command of the configuration.
  refused: `${DIFF_REFUSED} --show-signature --alternate-refs`,
  check: (scanned) => checksSignatures(scanned) ?? pathspecReason(scanned.operands),
};

const compiledLog = compile(LOG_READS);

/** Its first operand is a verb (git gets new ones that write) or the name of a ref. */
function reflog(args: readonly Word[], words: number): Effects {
  const [first, ...rest] = args;
  if (first?.kind === 'static' && (first.value === 'show' || first.value === 'list')) return judge(compiledLog, rest, words + 1);
  const judged = judge(compiledLog, args, words);
  const isVerb = judged.reads?.some((word) => word.kind !== 'static' || !/^HEAD|[@/~^]/.test(word.value));
  return isVerb ? notProven('a word that may be a verb of git reflog', { facts: [{ kind: 'git_write', verb: 'reflog' }] }) : judged;
}

/** What the work tree, the index and the history hold. */
export const READS: Readonly<Record<string, Subcommand>> = {
  status: {
    flags:
      '-s -b -v -z -u -h --short --branch --show-stash --long --verbose --no-ahead-behind --ahead-behind --renames --no-renames --no-column',
    attached: '-u --porcelain --untracked-files --ignored --ignore-submodules --column --find-renames',
    refused: '--help',
    operands: 'read',
    whole: true,
  },
  diff,
  'diff-tree|diff-files|diff-index': { ...diff, flags: `${diff.flags} --root --stdin -m -v --no-commit-id --pretty --always` },
  'log|show|whatchanged|rev-list': LOG_READS,
  'range-diff': { ...LOG_READS, flags: `${LOG_READS.flags} --no-dual-color --dual-color`, values: `${LOG_READS.values} --creation-factor` },
  reflog,
  // Its `-n` is a flag.
  shortlog: {
    ...LOG_READS,
    flags: `${LOG_READS.flags} -s -n -e --summary --numbered --email`,
    values: `${DIFF_VALUES} ${LOG_VALUES}`.replace('-n ', ''),
    attached: `${LOG_READS.attached} -w --group`,
  },
  'stash list': LOG_READS,
  'stash show': { ...LOG_READS, flags: `${LOG_READS.flags} --include-untracked --no-include-untracked --only-untracked` },
  'bisect log|bisect terms': { flags: '--term-good --term-bad --term-old --term-new', operands: 'none' },
  blame: {
    flags:
      '-b -c -e -f -h -l -n -p -s -t -w --root --show-stats --show-name --show-number --show-email --porcelain --line-porcelain --incremental --no-progress --progress --color-lines --color-by-age --minimal',
    values: '-L --date --since --ignore-rev',
    attached: '-C -M --abbrev',
    reads: '--contents --ignore-revs-file -S',
    refused: '--textconv --help',
    operands: 'read',
  },
  annotate: { flags: '-h -l -t', values: '-L', refused: '--help --textconv', operands: 'read' },
  'ls-files': {
    flags:
      '-c -d -f -h -i -k -m -o -r -s -t -u -v -z --cached --deleted --modified --others --ignored --stage --directory --no-empty-directory --unmerged --killed --full-name ' +
      '--error-unmatch --exclude-standard --deduplicate --eol --recurse-submodules --sparse --resolve-undo --debug --no-full-name',
    values: '-x --exclude --format --with-tree --exclude-per-directory',
    attached: '--abbrev',
    reads: '-X --exclude-from',
    refused: '--help',
    operands: 'read',
  },
  'ls-tree': {
    flags: '-d -h -l -r -t -z --long --name-only --name-status --object-only --full-name --full-tree',
    values: '--format',
    attached: '--abbrev',
    refused: '--help',
    operands: 'text',
  },
  grep: {
    flags:
      '-a -c -E -F -G -P -h -H -i -I -l -L -n -o -p -q -v -w -W -z --cached --untracked --no-index --no-exclude-standard --exclude-standard --text --ignore-case ' +
      '--word-regexp --invert-match --full-name --extended-regexp --basic-regexp --perl-regexp --fixed-strings --line-number --column --files-with-matches ' +
      '--name-only --files-without-match --null --only-matching --count --all-match --quiet --break --heading --show-function --function-context --and --or --not --recurse-submodules --no-textconv --no-color',
    values: '-A -B -C -e -m --after-context --before-context --context --max-depth --max-count --threads',
    attached: '--color',
    reads: '-f',
    refused: '-O --open-files-in-pager --textconv --ext-grep --help',
    numeric: true,
    operands: 'pattern',
    patternOptions: '-e -f',
    // With --no-index or --untracked it looks through all files.
    here: true,
    check: (scanned) => pathspecReason(hasOption(scanned, '-e -f') ? scanned.operands : scanned.operands.slice(1)),
  },
};
