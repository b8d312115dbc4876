import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { derived, mayBecomeOption, plainWords } from '../words.ts';
import { leadingAssignments, nested } from '../wrapper.ts';

const grammar: Grammar = {
  flags: '-i -0 -v --ignore-environment --null --debug --list-signal-handling --help --version',
  values: '-u -C -S -P -a --unset --chdir --split-string --argv0',
  attached: '--block-signal --default-signal --ignore-signal',
  style: 'posix',
};
const roles = optionTable(grammar);
const WRAPS = 'it runs another command';

/** `-S` makes several words of one; what it cannot split surely is shown as a script and never proven. */
function judgeEnv(args: readonly Word[]): Effects {
  const lone = args.findIndex((word) => word.kind === 'static' && word.value === '-');
  const dash = lone >= 0 && args.slice(0, lone).every((word) => word.value.startsWith('-'));
  const scanned = scan(dash ? args.filter((_, at) => at !== lone) : args, roles);
  const split = splitAt(args);
  if (split !== undefined) return judgeSplit(split.before, split.text, split.after);
  if (valuesOf(scanned, '-S --split-string').length > 0)
    return notProven('env -S that is not understood', { runs: nested(scanned.operands) });
  const { assignments, rest } = leadingAssignments(scanned.operands);
  const runs = nested(rest, assignments);
  const doubtful = scanned.doubtful !== undefined && !rest.slice(1).includes(scanned.doubtful);
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, { runs });
  if (doubtful) return notProven('a word before the command is only known when it runs', { runs });
  if (hasOption(scanned, '-a --argv0')) return notProven('it gives the program another name, which can make it another program', { runs });
  if (rest.length === 0)
    return effects('system', { none: 'it prints the environment' }, { facts: [{ kind: 'credential_access', what: 'environment' }] });
  if (dash || hasOption(scanned, '-i -u --ignore-environment --unset'))
    return notProven('it takes away the environment that was built for the command', { runs });
  if (hasOption(scanned, '-C --chdir -P'))
    return notProven('it runs the command elsewhere', { runs, reads: valuesOf(scanned, '-C --chdir') });
  return effects('read-only', { none: WRAPS }, { runs });
}

interface Split {
  readonly before: readonly Word[];
  readonly text: Word;
  readonly after: readonly Word[];
}

/** The text of the first -S, with the words around it. */
function splitAt(args: readonly Word[]): Split | undefined {
  for (let from = 0; from < args.length; from += 1) {
    const word = args[from];
    if (word === undefined || word.kind !== 'static' || !/^-./.test(word.value) || word.value === '--') return undefined;
    const found = /^(?:-([i0v]*)S|--split-string(?:=|$))(.*)$/s.exec(word.value);
    if (found !== null) {
      const [, letters, attached] = found;
      const text = attached === '' ? args[from + 1] : derived(attached ?? '', word);
      const before = [...args.slice(0, from), ...(letters ? [derived(`-${letters}`, word)] : [])];
      return text === undefined ? undefined : { before, text, after: args.slice(attached === '' ? from + 2 : from + 1) };
    }
    if (/^(-[i0v]*[uCPa]|--unset|--chdir|--argv0)$/.test(word.value)) from += 1;
  }
  return undefined;
}

/** What follows the text are words of the command, options too. */
function judgeSplit(before: readonly Word[], text: Word, operands: readonly Word[]): Effects {
  const words = text.kind === 'static' && !mayBecomeOption(text) ? plainWords(text.value, text) : undefined;
  if (words === undefined) return notProven('env -S of words with quoting', { runs: [{ kind: 'script', script: text }] });
  // A split string that splits again is left alone: nobody writes it.
  if (words.some((word) => word.value.startsWith('-S') || word.value.startsWith('--split')))
    return notProven('env -S inside env -S', { runs: nested(words) });
  return judgeEnv([...before, ...words, ...operands]);
}

export const env: Program = {
  names: ['env'],
  effects: (call) => judgeEnv(call.args),
  match: { env: 'system', '/usr/bin/env': 'system' },
  notMatch: [
    'env rm y',
    'env -i rm y',
    'env A=1 rm y',
    "env -S 'rm -rf build'",
    'env -S "r\\m y"',
    'env -C /tmp ls',
    'env - rm y',
    'env -u PATH ls',
    "env -S 'find .' -delete",
    'env -u a.sh -Scat -vS',
    "env -iS 'git status'",
    "env -S 'git log' --output=made",
    'env -a sh busybox',
    'env --argv0=sh ls',
  ],
};
