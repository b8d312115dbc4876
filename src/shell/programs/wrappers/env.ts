import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { hasOption, optionTable, scan, valuesOf } from '../options.ts';
import type { Program } from '../program.ts';
import { mayBecomeOption, plainWords } from '../words.ts';
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
  const text = valuesOf(scanned, '-S --split-string')[0];
  if (text !== undefined) return judgeSplit(scanned.operands, text);
  const { assignments, rest } = leadingAssignments(scanned.operands);
  const runs = nested(rest, assignments);
  const doubtful = scanned.doubtful !== undefined && !rest.slice(1).includes(scanned.doubtful);
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, { runs });
  if (doubtful) return notProven('a word before the command is only known when it runs', { runs });
  if (rest.length === 0)
    return effects('system', { none: 'it prints the environment' }, { facts: [{ kind: 'credential_access', what: 'environment' }] });
  if (dash || hasOption(scanned, '-i -u --ignore-environment --unset'))
    return notProven('it takes away the environment that was built for the command', { runs });
  if (hasOption(scanned, '-C --chdir -P'))
    return notProven('it runs the command elsewhere', { runs, reads: valuesOf(scanned, '-C --chdir') });
  return effects('read-only', { none: WRAPS }, { runs });
}

function judgeSplit(operands: readonly Word[], text: Word): Effects {
  const words = text.kind === 'static' && !mayBecomeOption(text) ? plainWords(text.value, text) : undefined;
  if (words === undefined) return notProven('env -S of words with quoting', { runs: [{ kind: 'script', script: text }] });
  // A split string that splits again is left alone: nobody writes it.
  if (words.some((word) => word.value.startsWith('-S') || word.value.startsWith('--split')))
    return notProven('env -S inside env -S', { runs: nested(words) });
  return judgeEnv([...words, ...operands]);
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
  ],
};
