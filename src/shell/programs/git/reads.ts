import type { Effects, Word } from '../../analysis.ts';
import { notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { hasOption } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { DIFF_ATTACHED, DIFF_FLAGS, DIFF_REFUSED, DIFF_VALUES, DIFF_WRITES, LOG_ATTACHED, LOG_FLAGS, LOG_VALUES } from './diff-options.ts';
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

const log: Rule = {
  ...diff,
  flags: `${DIFF_FLAGS} ${LOG_FLAGS} -h`,
  values: `${DIFF_VALUES} ${LOG_VALUES}`,
  attached: `${DIFF_ATTACHED} ${LOG_ATTACHED}`,
  // A signature is checked by gpg.program.
  refused: `${DIFF_REFUSED} --show-signature`,
};

const compiledLog = compile(log);

/** Its first operand is a verb (git gets new ones that write) or the name of a ref. */
function reflog(args: readonly Word[], words: number): Effects {
  const [first, ...rest] = args;
  if (first?.kind === 'static' && (first.value === 'show' || first.value === 'list')) return judge(compiledLog, rest, words + 1);
  const judged = judge(compiledLog, args, words);
  const isVerb = judged.reads?.some((word) => word.kind !== 'static' || !/^HEAD|[@/~^]/.test(word.value));
  return isVerb ? notProven('a word that may be a verb of git reflog', { facts: [{ kind: 'git_write', verb: 'reflog' }] }) : judged;
}

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
  'log|show|whatchanged|rev-list|range-diff': log,
  reflog,
  // Its `-n` is a flag.
  shortlog: {
    ...log,
    flags: `${log.flags} -s -n -e --summary --numbered --email`,
    values: `${DIFF_VALUES} ${LOG_VALUES}`.replace('-n ', ''),
    attached: `${log.attached} -w --group`,
  },
  'stash list|stash show': log,
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
      '--error-unmatch --exclude-standard --deduplicate --eol --recurse-submodules --sparse',
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
  describe: {
    flags: '-h --all --tags --contains --long --always --exact-match --first-parent --debug',
    attached: '--abbrev',
    values: '--candidates --match --exclude --abbrev',
    // These write the index anew.
    refused: '--help --dirty --broken',
    operands: 'text',
  },
  'rev-parse': {
    flags:
      '-h -q --verify --quiet --sq --symbolic --symbolic-full-name --all --show-toplevel --show-prefix --show-cdup --git-dir --git-common-dir --absolute-git-dir --is-inside-git-dir ' +
      '--is-inside-work-tree --is-bare-repository --is-shallow-repository --show-superproject-working-tree --shared-index-path --local-env-vars --revs-only --no-revs ' +
      '--flags --no-flags --not --abbrev-ref --short --branches --tags --remotes --show-ref-format --end-of-options',
    attached: '--abbrev-ref --short --branches --tags --remotes --path-format --show-object-format --disambiguate',
    values: '--default --prefix --since --until --glob --exclude --git-path',
    refused: '--help --parseopt --resolve-git-dir',
    operands: 'text',
  },
  'cat-file': {
    flags:
      '-e -h -p -s -t --batch-check --batch-all-objects --buffer --follow-symlinks --unordered --allow-unknown-type --no-mailmap --use-mailmap -z',
    attached: '--batch-check',
    // Standard input says which objects are printed.
    refused: '--textconv --filters --path --help --batch --batch-command',
    operands: 'text',
  },
  'merge-base': { flags: '-a -h --all --octopus --is-ancestor --fork-point --independent', refused: '--help', operands: 'text' },
  'for-each-ref|show-ref|name-rev|cherry|show-branch|count-objects|var|check-ref-format|get-tar-commit-id|patch-id': {
    flags:
      '-h -a -d -q -r -s -v -H --all --always --branch --heads --tags --verify --exists --quiet --dereference --hash --head --stdin --name-only --no-undefined --undefined --ignore-case ' +
      '--shell --perl --python --tcl --omit-empty --human-readable --verbose --stable --unstable --current --list --topo-order --date-order --allow-onelevel --normalize --refspec-pattern',
    attached: '--hash --abbrev --reflog --more --color',
    values: '--count --format --sort --points-at --merged --no-merged --contains --no-contains --refs --exclude --start-after',
    refused: '--help --exclude-existing',
    operands: 'text',
  },
  'check-ignore|check-attr|check-mailmap': {
    flags: '-a -h -q -v -z -n --all --cached --quiet --verbose --stdin --non-matching --no-index',
    values: '--source',
    refused: '--help',
    operands: 'read',
  },
  'worktree list': { flags: '-h -v -z --porcelain --verbose', values: '--expire', refused: '--help', operands: 'none' },
  'notes list|notes show': { flags: '-h', values: '--ref', operands: 'text' },
  'verify-pack|fsck': {
    flags:
      '-h -v -s --verbose --stat-only --full --strict --no-full --no-dangling --dangling --unreachable --connectivity-only --no-progress',
    refused: '--lost-found --help',
    operands: 'text',
  },
  version: { flags: '--build-options', operands: 'none' },
};
