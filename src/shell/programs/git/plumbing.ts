import type { Fact } from '../../analysis.ts';
import type { Rule } from '../leaf.ts';
import type { Subcommand } from '../subcommands.ts';
import { firstProving, onlyDryRun, onlyWith } from './either.ts';
import { LOG_READS } from './reads.ts';

/** Changes what the repository stores. Closed: some options of these write or read anywhere. */
function plumbing(rule: Partial<Rule> = {}): Rule {
  return { class: 'git-write', operands: 'text', facts: [{ kind: 'git_write', verb: 'plumbing' }], ...rule };
}

const SCHEDULES: readonly Fact[] = [
  { kind: 'git_write', verb: 'maintenance' },
  { kind: 'persistence', how: 'git maintenance' },
];
const TASKS = '-q --quiet --auto --no-quiet --schedule --detach --no-detach';

const PRUNES: Rule = {
  operands: 'text',
  flags: '-n -v -q --dry-run --verbose --progress --no-progress --quiet',
  values: '--expire',
  refused: '--help',
};
const HASHES: Rule = {
  operands: 'read',
  flags: '-w --stdin --no-filters --literally',
  values: '-t',
  refused: '--stdin-paths --path --help',
};
const MERGES: Rule = {
  operands: 'read',
  flags: '-p -q --stdout --quiet --diff3 --zdiff3 --ours --theirs --union',
  values: '-L --marker-size --diff-algorithm',
  refused: '--help --object-id',
};
const TRAILERS: Rule = {
  operands: 'read',
  class: 'workspace-code',
  flags: '--trim-empty --parse --only-trailers --only-input --unfold --no-divider',
  values: '--trailer --where --if-exists --if-missing',
  refused: '--help',
  noPrefix: 'what is configured for a trailer may be a command',
};

/** The lower commands, by which the others are made. */
export const PLUMBING: Readonly<Record<string, Subcommand>> = {
  gc: plumbing({
    flags: '-q --aggressive --auto --no-detach --detach --quiet --force --no-cruft --cruft --keep-largest-pack --no-prune',
    attached: '--prune',
  }),
  repack: plumbing({
    flags:
      '-a -A -d -f -F -l -k -q -b -i -m -n --quiet --local --write-bitmap-index --keep-unreachable --cruft --write-midx --delta-islands',
    numbers: '--window --depth --threads --window-memory --max-pack-size --geometric -g',
  }),
  'prune|prune-packed': firstProving({ ...PRUNES, check: onlyDryRun }, plumbing(PRUNES)),
  'pack-refs': plumbing({ flags: '--all --auto --no-prune --prune', values: '--include --exclude' }),
  'update-index': plumbing({
    operands: 'write',
    flags:
      '-q -z --add --remove --refresh --really-refresh --assume-unchanged --no-assume-unchanged --skip-worktree --no-skip-worktree --force-remove --ignore-missing ' +
      '--unmerged --ignore-submodules --replace --again -g --verbose --fsmonitor-valid --no-fsmonitor-valid --stdin',
    values: '--chmod',
  }),
  'update-ref': plumbing({ flags: '-d --no-deref --create-reflog -z', values: '-m' }),
  'read-tree': plumbing({
    flags: '-m -i -u -v -n -q --empty --reset --trivial --aggressive --dry-run --no-sparse-checkout --no-recurse-submodules --quiet',
    values: '--prefix',
  }),
  'write-tree': plumbing({ flags: '--missing-ok', values: '--prefix' }),
  'commit-tree': plumbing({ flags: '--no-gpg-sign', values: '-p -m', reads: '-F', refused: '-S --gpg-sign' }),
  'checkout-index': plumbing({
    operands: 'write',
    flags: '-u -q -f -a -n -z --index --quiet --force --all --no-create',
    values: '--stage',
    writes: '--prefix',
  }),
  // Only `-w` stores what it counts.
  'hash-object': firstProving({ ...HASHES, flags: '--stdin --no-filters --literally' }, plumbing(HASHES)),
  'merge-tree': firstProving(
    {
      operands: 'text',
      flags: '--trivial-merge',
      refused: '--help',
      check: ({ operands }) => (operands.length === 3 ? undefined : 'what it merges is stored'),
    },
    plumbing({
      flags: '--write-tree --messages --no-messages -z --name-only --allow-unrelated-histories --stdin --quiet',
      values: '--merge-base -X --strategy-option',
    }),
  ),
  'merge-file': firstProving(
    { ...MERGES, operands: 'read', check: onlyWith('-p --stdout') },
    { ...MERGES, operands: 'write', class: 'workspace-write' },
  ),
  'fast-export': {
    ...LOG_READS,
    flags: `${LOG_READS.flags} --fake-missing-tagger --full-tree --use-done-feature --no-data --anonymize --reference-excluded-parents --show-original-ids --mark-tags`,
    values: `${LOG_READS.values} --signed-tags --signed-commits --tag-of-filtered-object --reencode --refspec --anonymize-map`,
    reads: '--import-marks --import-marks-if-exists',
    writes: '--export-marks --output',
  },
  // What is configured for a trailer may be a command.
  'interpret-trailers': firstProving(
    { ...TRAILERS, operands: 'read' },
    { ...TRAILERS, flags: `${TRAILERS.flags} --in-place`, operands: 'write' },
  ),
  'mktree|mktag|unpack-objects': plumbing({ flags: '-z -n -q -r --missing --batch --strict --no-strict' }),
  'pack-objects': plumbing({
    operands: 'write',
    flags:
      '-q --all --stdout --revs --unpacked --local --incremental --non-empty --delta-base-offset --thin --all-progress --progress --no-reuse-delta',
    numbers: '--window --depth --threads',
  }),
  'index-pack': plumbing({ operands: 'write', flags: '-v --stdin --fix-thin --strict --rev-index --no-rev-index', writes: '-o' }),
  'update-server-info|rerere|rerere clear|rerere forget|rerere gc': plumbing({ flags: '-f --force --rerere-autoupdate' }),
  replace: plumbing({ flags: '-f -d -l --force --delete --list --graft', values: '--format', refused: '-e --edit --convert-graft-file' }),
  'sparse-checkout': plumbing({
    operands: 'read',
    flags: '--cone --no-cone --sparse-index --no-sparse-index --stdin --skip-checks --end-of-options',
  }),
  'commit-graph|multi-pack-index': plumbing({
    flags: '--reachable --split --append --progress --no-progress --changed-paths --shallow --bitmap --no-bitmap',
    numbers: '--batch-size --size-multiple --max-commits',
    refused: '--object-dir',
  }),
  notes: plumbing({
    flags:
      '-f -s -q -v --force --allow-empty --ignore-missing --quiet --verbose --dry-run -n --commit --abort --stdin --no-stripspace --stripspace',
    values: '-m -C --message --reuse-message --ref --strategy',
    reads: '-F --file',
    refused: '-c --reedit-message -e --edit',
  }),
  'reflog expire|reflog delete': plumbing({
    flags: '-n --all --single-worktree --dry-run --verbose --stale-fix --updateref --rewrite',
    values: '--expire --expire-unreachable',
  }),
  maintenance: plumbing(),
  'maintenance run': plumbing({ flags: TASKS, values: '--task' }),
  'maintenance start|maintenance stop|maintenance register|maintenance unregister': plumbing({
    class: 'system',
    facts: SCHEDULES,
    flags: '--force',
    values: '--scheduler',
    writes: '--config-file',
    noPrefix: 'it runs something later, and changes the configuration of a person',
  }),
};
