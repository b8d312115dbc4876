import type { Effects, Word } from '../../analysis.ts';
import { notProven } from '../effects.ts';
import type { Program, ProgramCall } from '../program.ts';
import { tree } from '../subcommands.ts';
import { CONFIGURATION } from './configuration.ts';
import { inDirectory, subcommandAt } from './elsewhere.ts';
import { LFS } from './lfs.ts';
import { asksHow, manualOf } from './manual.ts';
import { withObjectPaths } from './paths.ts';
import { PLUMBING } from './plumbing.ts';
import { QUERIES } from './queries.ts';
import { READS } from './reads.ts';
import { REMOTES } from './remotes.ts';
import { WRITES } from './writes.ts';

const GLOBAL_FLAGS =
  '--no-pager -P --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs --no-optional-locks --no-replace-objects --no-lazy-fetch --no-advice ' +
  '--version -v -p --paginate --html-path --man-path --info-path --exec-path';

const table = tree({
  names: ['git'],
  globals: {
    flags: GLOBAL_FLAGS,
    // `git -h x` and `git --help x` open a manual.
    refused: '-h --bare --git-dir --work-tree --namespace --config-env --super-prefix --attr-source --list-cmds --help -c',
    reads: '-C',
  },
  commands: { ...READS, ...QUERIES, ...WRITES, ...PLUMBING, ...REMOTES, ...LFS, ...CONFIGURATION },
  bare: { flags: GLOBAL_FLAGS, operands: 'none' },
  other: () => notProven('an unknown sub-command of git may be an alias or another program'),
  match: {
    'git status': 'read-only',
    'git --no-pager log -5': 'read-only',
    'git commit -m foo': 'git-write',
    'git --version': 'read-only',
    "git diff HEAD -- '*.ts' ':!dist'": 'read-only',
    "git grep 'a*b:c' -- src": 'read-only',
    "git ls-files '*.env'": 'read-only',
    'git reflog': 'read-only',
    'git reflog show -n 5 main': 'read-only',
    'git reflog HEAD@{2}': 'read-only',
    'git format-patch -1 --stdout': 'read-only',
    'git format-patch -1 -o out': 'workspace-write',
    'git config user.name': 'read-only',
    'git ls-remote --tags origin': 'remote-read',
    'git clean -nd': 'read-only',
    'git clean -fd': 'git-write',
    'git help -a': 'read-only',
    'git restore -h': 'read-only',
    'git help log': 'workspace-code',
    'git log --help': 'workspace-code',
    'git archive -o x.tar HEAD': 'workspace-write',
    'git lfs ls-files': 'workspace-code',
  },
  notMatch: [
    "git -c core.pager='rm y' log",
    'git --git-dir=x status',
    'git frob',
    'git --exec-path=/tmp status',
    'git --config-env=core.pager=X log',
    'git $x',
    'git st',
    'git version --help',
    'git notes list --help',
    'git -h log',
    "git log -p -- ':(top).env'",
    "git log -p -- '*env'",
    'git log -p -- src/.e*',
    "git grep '' -- '.en*'",
    "git grep '' -- ':/'",
    "git show ':/fix'",
    'git cat-file --batch',
    'git reflog drop --all',
    'git log --alternate-refs',
    "git log --format='%h %G?'",
    "git for-each-ref --format='%(signature:grade)'",
    "git tag -l --format '%(signature)'",
    'git reflog write x',
    'git config edit',
    'git config set a.b c',
    'git config unset',
  ],
});

/** Options whose value is a word of its own, which may not be taken for the sub-command. */
function dropsValue(word: string): boolean {
  return (
    word === '-c' ||
    word === '--git-dir' ||
    word === '--work-tree' ||
    word === '--namespace' ||
    word === '--config-env' ||
    word === '--super-prefix'
  );
}

/** What the sub-command means is kept for signals and deny rules, though other options make the call unproven. */
function withoutRefused(call: ProgramCall): ProgramCall {
  if (call.args[0]?.value.startsWith('-') !== true) return call;
  const args = [...call.args];
  const kept = [];
  while (args.length > 0) {
    const word = args.shift();
    if (word === undefined || word.kind !== 'static' || !word.value.startsWith('-')) {
      if (word !== undefined) kept.push(word);
      break;
    }
    kept.push(word);
    if (word.value === '-C' && args[0] !== undefined) kept.push(...args.splice(0, 1));
    if (dropsValue(word.value)) args.splice(0, 1);
  }
  return { ...call, args: [...kept, ...args] };
}

/** What is looked for names no file. */
function namingWords(judged: Effects, { args }: ProgramCall): readonly Word[] {
  return args[subcommandAt(args)]?.value === 'grep' ? (judged.reads ?? []) : args;
}

/** What its words say, wherever it stands. */
function judgeGit(call: ProgramCall, name: string): Effects {
  const asked = asksHow(call.args) ?? manualOf(call.args, () => table.effects({ ...call, args: call.args.slice(0, 1) }, name));
  if (asked !== undefined) return asked;
  const judged = table.effects(withoutRefused(call), name);
  const whole = showsObjects(judged) ? withObjectPaths(judged, namingWords(judged, call)) : judged;
  // A manual is shown by a program that the configuration names.
  return whole.unproven === undefined && call.args.some(({ kind, value }) => kind === 'static' && value === '--help')
    ? notProven('a manual is opened by what the configuration names', whole)
    : whole;
}

/** What it prints, or writes into a file, may be what another file holds or held. */
function showsObjects(judged: Effects): boolean {
  return judged.class === 'read-only' || judged.class === 'workspace-write';
}

export const git: Program = {
  ...table,
  effects: (call, name) => {
    const whole = judgeGit(call, name);
    return whole.unproven === undefined ? inDirectory(call, whole) : whole;
  },
};
