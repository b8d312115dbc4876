import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { valuesOf } from '../scanned.ts';
import { safeVariableName } from './names.ts';

/** Every word is text, whatever it looks like. */
export const echo: Program = {
  names: ['echo'],
  effects: () => effects('read-only', { words: 0 }),
  match: { 'echo a': 'read-only', 'echo -n --foo': 'read-only', echo: 'read-only' },
  notMatch: [],
};

const rule = optionTable({ values: '-v', style: 'posix' });

/** Formats of which every conversion only prints; `%n` stores a count in the variable that its argument names. */
const PRINTS = /^(?:[^%]|%[-+ #0']*(?:[1-9]\d*|\*)?(?:\.(?:\d+|\*)?)?[diouxXfFeEgGcsbq%])*$/;

function judgePrintf(args: readonly Word[]): Effects {
  if (args.length === 0) return effects('read-only', { words: 0 });
  const scanned = scan(args, rule);
  const [format] = scanned.operands;
  if (scanned.unknown !== undefined) return notProven(scanned.unknown);
  for (const variable of valuesOf(scanned, '-v')) {
    const reason = safeVariableName(variable);
    if (reason !== undefined) return notProven(reason);
  }
  if (format?.kind !== 'static') return notProven('the format is only known when it runs and could be -v or assign a variable');
  return PRINTS.test(format.value) ? effects('read-only', { words: 0 }) : notProven('a conversion that could assign a variable');
}

/** `printf -v` assigns, and evaluates the subscript of its name. */
export const printf: Program = {
  names: ['printf'],
  effects: (call) => judgePrintf(call.args),
  match: {
    "printf '%s' a b": 'read-only',
    'printf -v line %s a': 'read-only',
    "printf -- '%5.2f%% %-10s %*d\\n' 1 a 3 4": 'read-only',
    "printf '%s' $x": 'read-only',
  },
  notMatch: [
    "printf -v 'a[$(id)]' x",
    'printf -v PATH %s /tmp',
    'printf -v',
    'printf %n PATH',
    "printf 'x%5n' PATH",
    "printf '%%%n' PATH",
    "printf '\\\\%n' PATH",
    "printf -- '%-08.3n' PATH",
    'printf -v line %n PATH',
    'printf $x PATH',
    "printf '%(%Y)T%n' 1 PATH",
    'printf --frob x',
  ],
};
