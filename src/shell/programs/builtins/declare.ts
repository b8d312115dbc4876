import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { hasOption, optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { dangerousVariable } from '../variables.ts';

const PRINTS = effects('system', { none: 'it prints the environment' }, { facts: [{ kind: 'credential_access', what: 'environment' }] });

function assignment(word: Word): string | undefined {
  const name = /^([A-Za-z_][A-Za-z0-9_]*)(?:\+?=|$)/.exec(word.value)?.[1];
  if (name === undefined) return 'the name of the variable is not plain, and bash evaluates it';
  if (word.kind !== 'static' && !word.value.includes('=')) return 'the name of the variable is only known when it runs';
  const danger = dangerousVariable(name);
  return danger === undefined ? undefined : `${name}: ${danger.reason}`;
}

function declaration(grammar: Grammar): Program['effects'] {
  const roles = optionTable(grammar);
  return (call): Effects => {
    const scanned = scan(call.args, roles);
    if (scanned.unknown !== undefined) return notProven(scanned.unknown);
    if (scanned.operands.length === 0 && !hasOption(scanned, '-f -F')) return PRINTS;
    if (hasOption(scanned, '-p')) return PRINTS;
    for (const word of scanned.operands) {
      const reason = assignment(word);
      if (reason !== undefined) return notProven(reason);
    }
    return effects('read-only', { words: 0 });
  };
}

export const exportName: Program = {
  names: ['export'],
  effects: declaration({ flags: '-p', refused: '-f -n' }),
  match: { 'export FOO=1': 'read-only', 'export NODE_ENV=test BAR': 'read-only', export: 'system' },
  notMatch: ['export PATH=/tmp', 'export LD_PRELOAD=./x.so', 'export', 'export -p', "export 'a[$(id)]=1'", 'export -f git'],
};

export const readonlyName: Program = {
  names: ['readonly'],
  effects: declaration({ flags: '-a -p', refused: '-A -f' }),
  match: { 'readonly FOO=1': 'read-only' },
  notMatch: ['readonly IFS=,', 'readonly -p', 'readonly'],
};

/** `-i` evaluates every later value, `-n` makes a reference that evaluates its target. */
export const declare: Program = {
  names: ['declare', 'typeset', 'local'],
  effects: declaration({ flags: '-a -A -f -F -g -l -p -r -t -u -x', refused: '-i -n -I' }),
  match: { 'declare -r FOO=1': 'read-only', 'local x=1': 'read-only', 'declare -F': 'read-only' },
  notMatch: ['declare -i i', "declare -n r='a[$(id)]'", 'declare', 'declare -p', 'typeset PATH=/tmp'],
};
