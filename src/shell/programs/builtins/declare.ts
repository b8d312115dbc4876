import type { Effects, Word } from '../../analysis.ts';
import { UNKNOWN } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';
import { dangerousVariable } from '../variables.ts';
import { derived } from '../words.ts';

const PRINTS = effects('system', { none: 'it prints the environment' }, { facts: [{ kind: 'credential_access', what: 'environment' }] });

/** What begins with a parenthesis is a list for a name that is one, or is made one: bash expands it again, quoted or not. */
const LIST = new RegExp(`^[(${UNKNOWN}]`);

function assignment(word: Word, list: RegExp, exported: boolean): string | undefined {
  const found = /^([A-Za-z_][A-Za-z0-9_]*)(?:\+?=|$)/.exec(word.value);
  const name = found?.[1];
  if (name === undefined) return 'the name of the variable is not plain, and bash evaluates it';
  if (word.kind !== 'static' && !word.value.includes('=')) return 'the name of the variable is only known when it runs';
  const value = word.value.slice(found?.[0].length);
  if (list.test(value)) return 'a list in parentheses is expanded again';
  const danger = dangerousVariable(name, exported, derived(value, word));
  return danger === undefined ? undefined : `${name}: ${danger.reason}`;
}

function declaration(grammar: Grammar, list = LIST): Program['effects'] {
  const roles = optionTable(grammar);
  return (call, program): Effects => {
    const scanned = scan(call.args, roles);
    if (scanned.unknown !== undefined) return notProven(scanned.unknown);
    if (scanned.operands.length === 0 && !hasOption(scanned, '-f -F')) return PRINTS;
    if (hasOption(scanned, '-p')) return PRINTS;
    const exported = program === 'export' || hasOption(scanned, '-x');
    for (const word of scanned.operands) {
      const reason = assignment(word, list, exported);
      if (reason !== undefined) return notProven(reason);
    }
    return effects('read-only', { words: 0 });
  };
}

/** It makes no list, so that only one that is seen counts. */
export const exportName: Program = {
  names: ['export'],
  effects: declaration({ flags: '-p', refused: '-f -n' }, /^\(/),
  match: {
    'export FOO=1': 'read-only',
    'export NODE_ENV=test BAR': 'read-only',
    'export FOO=$x': 'read-only',
    'export LC_ALL=C.UTF-8 LANG=en_US.UTF-8': 'read-only',
    export: 'system',
  },
  notMatch: [
    'export PATH=/tmp',
    'export LD_PRELOAD=./x.so',
    'export',
    'export -p',
    "export 'a[$(id)]=1'",
    'export -f git',
    "export 'FOO=($(id))'",
    'export GREP=./evil',
    'export opt=-f',
    'export LC_ALL=zh_CN.GBK',
    'export LANG=$x',
    'export RANDOM=1',
  ],
};

export const readonlyName: Program = {
  names: ['readonly'],
  effects: declaration({ flags: '-a -p', refused: '-A -f' }),
  match: { 'readonly FOO=1': 'read-only' },
  notMatch: ['readonly IFS=,', 'readonly -p', 'readonly', "readonly -a 'x=($(id))'", 'readonly -a x=$y'],
};

/** `-i` evaluates every later value, `-n` makes a reference that evaluates its target. */
export const declare: Program = {
  names: ['declare', 'typeset', 'local'],
  effects: declaration({ flags: '-a -A -f -F -g -l -p -r -t -u -x', refused: '-i -n -I' }),
  match: { 'declare -r FOO=1': 'read-only', 'local x=1': 'read-only', 'declare -F': 'read-only' },
  notMatch: [
    'declare -i i',
    "declare -n r='a[$(id)]'",
    'declare',
    'declare -p',
    'typeset PATH=/tmp',
    "declare -a 'x=($(id))'",
    "declare -A 'x=([a]=$(id))'",
    "declare 'x=($(id))'",
    "declare x+='($(id))'",
    "typeset -a x='(a)'",
    "local -a 'x=(a)'",
    'declare x=$y',
    'declare -x opt=-f',
  ],
};
