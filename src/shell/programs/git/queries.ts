import type { Rule } from '../leaf.ts';
import type { Subcommand } from '../subcommands.ts';
import { checksSignatures } from './either.ts';

/** Reads of refs and of what git stores about objects; their operands are names or revisions. */
function query(rule: Partial<Rule>): Rule {
  return { operands: 'text', refused: '--help', ...rule };
}

const LISTED = '-h -q -z --quiet';

/** Small questions about refs, objects, attributes and the rest of a repository. */
export const QUERIES: Readonly<Record<string, Subcommand>> = {
  describe: query({
    flags: '-h --all --tags --contains --long --always --exact-match --first-parent --debug',
    attached: '--abbrev',
    values: '--candidates --match --exclude --abbrev',
    // These write the index anew.
    refused: '--help --dirty --broken',
  }),
  'rev-parse': query({
    flags:
      '-h -q --verify --quiet --sq --sq-quote --symbolic --symbolic-full-name --all --show-toplevel --show-prefix --show-cdup --git-dir --git-common-dir --absolute-git-dir ' +
      '--is-inside-git-dir --is-inside-work-tree --is-bare-repository --is-shallow-repository --show-superproject-working-tree --shared-index-path --local-env-vars ' +
      '--revs-only --no-revs --flags --no-flags --not --abbrev-ref --short --branches --tags --remotes --show-ref-format --end-of-options --bisect',
    attached: '--abbrev-ref --short --branches --tags --remotes --path-format --show-object-format --disambiguate --exclude-hidden',
    values: '--default --prefix --since --until --after --before --glob --exclude --git-path',
    refused: '--help --parseopt --resolve-git-dir',
  }),
  'cat-file': query({
    flags:
      '-e -h -p -s -t --batch-check --batch-all-objects --buffer --follow-symlinks --unordered --allow-unknown-type --no-mailmap --use-mailmap --mailmap -z -Z',
    attached: '--batch-check',
    // Standard input says which objects are printed.
    refused: '--textconv --filters --path --help --batch --batch-command',
  }),
  'ls-tree': query({
    flags: '-d -h -l -r -t -z --long --name-only --name-status --object-only --full-name --full-tree',
    values: '--format',
    attached: '--abbrev',
  }),
  'merge-base': query({ flags: '-a -h --all --octopus --is-ancestor --fork-point --independent' }),
  // Their options are those of all together: one that another of them knows is an error.
  'for-each-ref|show-ref|name-rev|cherry|show-branch|count-objects|var|check-ref-format|get-tar-commit-id|patch-id|refs list|refs exists|refs verify':
    query({
      flags:
        '-h -a -d -p -q -r -s -v -H -g --all --always --branch --branches --heads --tags --verify --exists --quiet --dereference --hash --head --stdin --annotate-stdin ' +
        '--name-only --no-undefined --undefined --ignore-case --shell --perl --python --tcl --omit-empty --human-readable --verbose --verbatim --stable --unstable ' +
        '--current --list --topo-order --date-order --merge-base --independent --no-name --sha1-name --topics --sparse --remotes --allow-onelevel --normalize ' +
        '--refspec-pattern --include-root-refs --strict',
      attached: '--hash --abbrev --reflog --more --color --contains --no-contains --merged --no-merged',
      values: '--count --format --sort --points-at --refs --exclude --start-after',
      refused: '--help --exclude-existing',
      check: checksSignatures,
    }),
  'check-ignore|check-attr|check-mailmap': query({
    flags: '-a -v -n --all --cached --verbose --stdin --non-matching --no-index'.concat(' ', LISTED),
    values: '--source',
    reads: '--mailmap-file',
    operands: 'read',
  }),
  'worktree list': query({ flags: '-h -v -z --porcelain --verbose', values: '--expire', operands: 'none' }),
  'notes list|notes show|notes get-ref': query({ flags: '-h', values: '--ref' }),
  'sparse-checkout list': query({ flags: '-h', operands: 'none' }),
  'sparse-checkout check-rules': query({ flags: '-h -z --cone --no-cone', reads: '--rules-file', operands: 'none' }),
  'rerere status|rerere remaining|rerere diff': query({ operands: 'none' }),
  'verify-pack|fsck': query({
    flags:
      '-h -v -s --verbose --stat-only --full --strict --no-full --no-dangling --dangling --unreachable --connectivity-only --no-progress --progress --tags --root ' +
      '--cache --reflogs --no-reflogs --name-objects --no-name-objects --references --no-references',
    refused: '--lost-found --help',
  }),
  'commit-graph verify|multi-pack-index verify': query({ flags: '--shallow --progress --no-progress', operands: 'none' }),
  'bundle verify|bundle list-heads': query({ flags: '-q --quiet', operands: 'read', check: onlyFirstIsFile }),
  'column|stripspace': query({
    flags: '-h -s -c --strip-comments --comment-lines',
    values: '--command --raw-mode --width --indent --nl --padding',
    attached: '--mode',
    operands: 'none',
  }),
  'show-index': query({ values: '--object-format', operands: 'none' }),
  'fmt-merge-msg': query({
    flags: '-h --no-log',
    attached: '--log',
    values: '-m --message --into-name',
    reads: '-F --file',
    operands: 'none',
  }),
  // They start gpg or ssh-keygen on what the repository holds.
  'verify-commit|verify-tag': query({ flags: '-h -v --verbose --raw', values: '--format', class: 'workspace-code' }),
  'submodule status|submodule summary': query({
    flags: '-q --quiet --cached --recursive --files --for-status',
    values: '-n --summary-limit',
    operands: 'read',
    class: 'workspace-code',
  }),
  version: { flags: '--build-options', operands: 'none' },
};

/** Names of refs behind the file would be taken for files. */
function onlyFirstIsFile({ operands }: { readonly operands: readonly unknown[] }): string | undefined {
  return operands.length === 1 ? undefined : 'one file is looked at, and nothing else is named';
}
