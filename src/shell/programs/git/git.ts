import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program, ProgramCall } from '../program.ts';
import { tree } from '../subcommands.ts';
import { derived } from '../words.ts';
import { CONFIGURATION } from './configuration.ts';
import { READS } from './reads.ts';
import { REMOTES } from './remotes.ts';
import { WRITES } from './writes.ts';

const GLOBAL_FLAGS =
  '--no-pager -P --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs --no-optional-locks --no-replace-objects --no-lazy-fetch --no-advice ' +
  '--version -v --html-path --man-path --info-path --exec-path -h';

const table = tree({
  names: ['git'],
  globals: {
    flags: GLOBAL_FLAGS,
    refused: '-p --paginate --bare --git-dir --work-tree --namespace --config-env --super-prefix --attr-source --list-cmds --help -c',
    reads: '-C',
  },
  commands: { ...READS, ...WRITES, ...REMOTES, ...CONFIGURATION },
  bare: { flags: GLOBAL_FLAGS, operands: 'none' },
  other: () => notProven('an unknown sub-command of git may be an alias or another program'),
  match: {
    'git status': 'read-only',
    'git --no-pager log -5': 'read-only',
    'git commit -m foo': 'git-write',
    'git --version': 'read-only',
  },
  notMatch: [
    "git -c core.pager='rm y' log",
    'git --git-dir=x status',
    'git -p log',
    'git frob',
    'git --exec-path=/tmp status',
    'git --config-env=core.pager=X log',
    'git $x',
    'git help log',
    'git st',
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

/** Another directory is another repository with its own configuration, unless it is the one the command starts in. */
function elsewhere(call: ProgramCall): boolean {
  return call.args.some((word, at) => {
    const before = call.args[at - 1];
    const subcommand = call.args.findIndex((one, place) => !one.value.startsWith('-') && call.args[place - 1]?.value !== '-C');
    if (before?.value !== '-C' || (subcommand >= 0 && at > subcommand)) return false;
    return word.kind !== 'static' || (word.value !== '.' && word.value !== call.context.cwd);
  });
}

/** `HEAD:.env` shows what a file held: its path counts as read. */
function withObjectPaths(judged: Effects, args: readonly Word[]): Effects {
  const paths = args.flatMap((word) => {
    const file = /^[^-:][^:]*:([^:]+)$/.exec(word.value)?.[1];
    return file === undefined ? [] : [derived(file, word)];
  });
  const { class: actionClass, prefix, ...known } = judged;
  return paths.length === 0 ? judged : effects(actionClass, prefix, { ...known, reads: [...(known.reads ?? []), ...paths] });
}

export const git: Program = {
  ...table,
  effects: (call, name) => {
    const judged = table.effects(withoutRefused(call), name);
    const whole = judged.class === 'read-only' ? withObjectPaths(judged, call.args) : judged;
    if (whole.unproven !== undefined || !elsewhere(call)) return whole;
    return notProven('another repository, whose configuration is not known', whole);
  },
};
