import type { Effects, Fact, Word } from '../../analysis.ts';
import { danger, effects, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { nested } from '../wrapper.ts';
import { listing } from './listing.ts';
import { formatPatch } from './patches.ts';

/** A sub-command that changes the repository. Its options are many and its class is asked about: only those that matter are told. */
function writes(verb: string, rule: Partial<Rule> = {}): Rule {
  return { class: 'git-write', operands: 'text', lenient: true, facts: [{ kind: 'git_write', verb }], ...rule };
}

const SKIPS_HOOKS = danger('git hooks skipped', 'medium');
/** They start the signing program and use the person's key. */
const SIGNS = '-S --gpg-sign';

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

const rebaseGrammar = {
  values: '-s -X -C --onto --strategy --strategy-option --whitespace',
  runs: '-x --exec',
  flags: '-i --interactive',
  refused: SIGNS,
  style: 'gnu',
  lenient: true,
} as const;
const rebaseRoles = optionTable(rebaseGrammar);

function rebase(args: readonly Word[], words: number): Effects {
  const scanned = scan(args, rebaseRoles);
  const facts: Fact[] = [{ kind: 'git_write', verb: 'rebase' }];
  if (hasOption(scanned, '--no-verify')) facts.push(SKIPS_HOOKS);
  const runs = valuesOf(scanned, '-x --exec').map((script) => ({ kind: 'script', script }) as const);
  const reason = scanned.unknown ?? (runs.length > 0 ? 'it runs a command after each commit' : undefined);
  return reason === undefined ? effects('git-write', { words }, { facts }) : notProven(reason, { facts, runs });
}

function bisect(args: readonly Word[], words: number): Effects {
  const facts = [{ kind: 'git_write', verb: 'bisect' }] as const;
  if (args[0]?.value === 'visualize' || args[0]?.value === 'view') return notProven('it starts another program', { facts });
  if (args[0]?.value !== 'run')
    return args[0]?.kind === 'static'
      ? effects('git-write', { words }, { facts })
      : notProven('what it does is only known when it runs', { facts });
  return effects('git-write', { none: 'it runs another command' }, { facts, runs: nested(args.slice(1)) });
}

function submodule(args: readonly Word[], words: number): Effects {
  const facts = [{ kind: 'git_write', verb: 'submodule' }] as const;
  const [verb, ...rest] = args.filter((word) => word.kind !== 'static' || !/^(-q|--quiet)$/.test(word.value));
  if (verb?.value === 'foreach') {
    const script = rest.filter((word) => word.value !== '--recursive');
    const runs = script.length === 1 && script[0] ? [{ kind: 'script', script: script[0] } as const] : nested(script);
    return notProven('it runs a command in every submodule', { facts, runs });
  }
  if (verb === undefined || verb.value === 'status' || verb.value === 'summary') return effects('workspace-code', { words }, {});
  return effects('network', { words }, { facts: [...facts, { kind: 'network', tool: 'git', direction: 'download' }] });
}

function filterBranch(args: readonly Word[]): Effects {
  const runs = args.flatMap((word, at) => {
    const script = args[at + 1];
    return /^--.*-filter$/.test(word.value) && script !== undefined ? [{ kind: 'script', script } as const] : [];
  });
  return notProven('it runs a script for each commit', {
    runs,
    facts: [{ kind: 'git_write', verb: 'filter-branch' }, danger('git history rewritten')],
  });
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
  clean: writes('clean', { values: '-e --exclude', flags: '-f -d -x -X -n -q -i', facts: [{ kind: 'git_write', verb: 'clean' }, CLEAN] }),
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
  apply: {
    class: 'control-write',
    operands: 'read',
    lenient: true,
    refused: '--unsafe-paths --help',
    values: '-p -C --directory --exclude --include',
    noPrefix: 'which files it writes stands in the patch',
  },
  init: writes('init', {
    operands: 'write',
    refused: '--template --separate-git-dir --help --shared',
    values: '-b --initial-branch --object-format',
  }),
  'worktree add|worktree move|worktree remove|worktree prune|worktree lock|worktree unlock|worktree repair': writes('worktree', {
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
  'difftool|mergetool|gui|gitk|instaweb|citool|web--browse|send-email|shell|daemon|hook': () =>
    notProven('it starts programs that the configuration names'),
  'format-patch': formatPatch,
  archive: {
    flags: '-l -v -0 -1 -2 -9 --list --verbose --worktree-attributes',
    values: '--format --prefix --add-virtual-file --mtime',
    reads: '--add-file',
    writes: '-o --output',
    refused: '--remote --exec --help',
    operands: 'text',
    noPrefix: 'a format of the configuration can be a command',
    class: 'workspace-code',
  },
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
