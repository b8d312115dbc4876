import { danger, effects, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Subcommand } from '../subcommands.ts';
import { archives } from './archives.ts';
import { firstProving, onlyDryRun, onlyWith } from './either.ts';
import { listing } from './listing.ts';
import { formatPatch } from './patches.ts';
import { bisect, filterBranch, rebase, SIGNS, SKIPS_HOOKS, submodule } from './runs.ts';

/** A sub-command that changes the repository. Its options are many and its class is asked about: only those that matter are told. */
function writes(verb: string, rule: Partial<Rule> = {}): Rule {
  return { class: 'git-write', operands: 'text', lenient: true, facts: [{ kind: 'git_write', verb }], ...rule };
}

const HARD = danger('git reset --hard');
const CLEAN = danger('git clean');
const DISCARD = danger('git checkout that discards changes');

/** Throws changes away when it is given paths rather than a branch. */
function checkout(verb: string): Subcommand {
  const rule = compile(
    writes(verb, {
      values: '-b -B -c -C --orphan --source -s --conflict',
      dangers: { '-f': DISCARD, '--force': DISCARD, '-B': DISCARD, '-C': DISCARD, '--discard-changes': DISCARD },
    }),
  );
  return (args, words) => {
    const judged = judge(rule, args, words);
    const discards = args.some((word) => word.value === '--' || word.value === '.') && verb !== 'switch';
    return discards ? { ...judged, facts: [...(judged.facts ?? []), DISCARD] } : judged;
  };
}

const branch = listing({
  verb: 'branch',
  changes:
    '-d -D -m -M -c -C -f -t --delete --move --copy --force --track --no-track --unset-upstream --create-reflog --recurse-submodules',
  changeValues: '-u --set-upstream-to',
  refused: '--edit-description',
  destroys: '-D -M -C -f -d --force --delete',
});
const tag = listing({
  verb: 'tag',
  changes: '-a -d -f --annotate --delete --force --create-reflog --no-sign',
  changeValues: '-m --message --cleanup --trailer',
  refused: '-F --file -s -u -v -e --sign --local-user --verify --edit',
  destroys: '-d -f --delete --force',
});

/** With one of these it applies nothing. */
const CHECKS = '--check --stat --numstat --summary';
const checksPatch: Rule = {
  operands: 'read',
  flags: `${CHECKS} -q -v -z -R --quiet --verbose --reverse --index --cached --recount --ignore-whitespace --ignore-space-change --unidiff-zero --allow-empty`,
  values: '-p -C --directory --exclude --include --whitespace',
  refused: '--unsafe-paths --help --apply',
  check: onlyWith(CHECKS),
};

/** What a repository, its history and its work tree are changed with. */
export const WRITES: Readonly<Record<string, Subcommand>> = {
  add: writes('add', { refused: '-i -p -e --interactive --patch --edit --help --pathspec-from-file', values: '--chmod', operands: 'read' }),
  commit: writes('commit', {
    values: '-m -C -c --message --reuse-message --reedit-message --author --date --fixup --squash --cleanup --trailer',
    reads: '-F -t --file --template --pathspec-from-file',
    attached: '-u --untracked-files',
    refused: `${SIGNS} --help -p --patch --interactive`,
    dangers: { '-n': SKIPS_HOOKS, '--no-verify': SKIPS_HOOKS, '--amend': danger('git history rewritten', 'medium') },
  }),
  stash: writes('stash'),
  'stash drop|stash clear': writes('stash', { facts: [{ kind: 'git_write', verb: 'stash' }, danger('git stash thrown away')] }),
  reset: writes('reset', { dangers: { '--hard': HARD, '--merge': HARD, '--keep': HARD } }),
  clean: firstProving(
    {
      flags: '-f -d -x -X -n -q --force --dry-run --quiet',
      values: '-e --exclude',
      operands: 'read',
      refused: '--help',
      check: onlyDryRun,
    },
    writes('clean', { values: '-e --exclude', flags: '-f -d -x -X -n -q -i', facts: [{ kind: 'git_write', verb: 'clean' }, CLEAN] }),
  ),
  checkout: checkout('checkout'),
  switch: checkout('switch'),
  restore: checkout('restore'),
  rebase,
  merge: writes('merge', {
    values: '-m -s -X --message --strategy --strategy-option --cleanup --into-name',
    reads: '-F --file',
    refused: `${SIGNS} --help`,
    dangers: { '--no-verify': SKIPS_HOOKS },
  }),
  'cherry-pick': writes('cherry-pick', { refused: SIGNS }),
  revert: writes('revert', { refused: SIGNS }),
  rm: writes('rm', { operands: 'remove', recursive: '-r' }),
  mv: writes('mv', { operands: 'write' }),
  am: writes('am', { operands: 'read', refused: SIGNS, dangers: { '-n': SKIPS_HOOKS, '--no-verify': SKIPS_HOOKS } }),
  apply: firstProving(checksPatch, {
    class: 'control-write',
    operands: 'read',
    lenient: true,
    refused: '--unsafe-paths --help',
    values: '-p -C --directory --exclude --include',
    noPrefix: 'which files it writes stands in the patch',
  }),
  init: writes('init', {
    operands: 'write',
    refused: '--template --separate-git-dir --help --shared',
    values: '-b --initial-branch --object-format',
  }),
  'worktree prune': firstProving(
    { flags: '-n -v --dry-run --verbose', values: '--expire', operands: 'none', refused: '--help', check: onlyDryRun },
    writes('worktree', { values: '--expire' }),
  ),
  'worktree add|worktree move|worktree remove|worktree lock|worktree unlock|worktree repair': writes('worktree', {
    operands: 'write',
    values: '-b -B --reason',
  }),
  'symbolic-ref': (args, words) => {
    const operands = args.filter((word) => word.kind !== 'static' || !/^(-q|--quiet|--short|--no-recurse|--recurse)$/.test(word.value));
    const reads = operands.length === 1 && operands[0]?.kind === 'static' && !operands[0].value.startsWith('-');
    return reads
      ? effects('read-only', { words })
      : effects('git-write', { words }, { facts: [{ kind: 'git_write', verb: 'symbolic-ref' }] });
  },
  branch,
  tag,
  bisect,
  submodule,
  'filter-branch|filter-repo': filterBranch,
  'difftool|mergetool|gui|gitk|instaweb|citool|web--browse|send-email|shell|daemon|hook|bugreport|for-each-repo|merge-index|merge-one-file':
    () => notProven('it starts programs that the configuration names'),
  'format-patch': formatPatch,
  archive: archives,
  'bundle create': writes('bundle', {
    class: 'workspace-write',
    operands: 'write',
    lenient: false,
    flags: '-q --quiet --progress --no-progress --all --branches --tags --remotes',
    attached: '--version --since --until --branches --tags --remotes',
    numeric: true,
  }),
  bundle: writes('bundle'),
};
