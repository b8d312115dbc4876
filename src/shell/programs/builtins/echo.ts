import { effects, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { safeVariableName } from './names.ts';

/** Every word is text, whatever it looks like. */
export const echo: Program = {
  names: ['echo'],
  effects: () => effects('read-only', { words: 0 }),
  match: { 'echo a': 'read-only', 'echo -n --foo': 'read-only', echo: 'read-only' },
  notMatch: [],
};

const plain = leaf({ names: ['printf'], operands: 'text', style: 'posix', match: {}, notMatch: [] });

/** `printf -v` assigns, and evaluates the subscript of its name. */
export const printf: Program = {
  names: ['printf'],
  effects: (call, name) => {
    const [first, target, ...rest] = call.args;
    if (first === undefined) return effects('read-only', { words: 0 });
    if (first.kind !== 'static') return notProven('the format is only known when it runs and could be -v');
    if (!first.value.startsWith('-v')) return plain.effects(call, name);
    const variable = first.value === '-v' ? target : { ...first, value: first.value.slice(2) };
    const reason = variable === undefined ? 'printf -v without a name' : safeVariableName(variable);
    return reason === undefined && rest.length > 0 ? effects('read-only', { words: 0 }) : notProven(reason ?? 'printf -v without a format');
  },
  match: { "printf '%s' a b": 'read-only', 'printf -v line %s a': 'read-only' },
  notMatch: ["printf -v 'a[$(id)]' x", 'printf -v PATH %s /tmp', 'printf -v'],
};
