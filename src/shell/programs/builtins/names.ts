import type { Word } from '../../analysis.ts';
import { leaf } from '../leaf.ts';
import { valuesOf } from '../scanned.ts';
import { dangerousVariable } from '../variables.ts';
import { unknownWord } from '../words.ts';

/** Why setting the variable that this word names is not harmless; undefined when it is. A subscript would be evaluated. */
export function safeVariableName(word: Word): string | undefined {
  if (word.kind !== 'static') return 'the name of the variable is only known when it runs';
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(word.value)) return 'the name of the variable is not plain, and bash evaluates it';
  const danger = dangerousVariable(word.value, false, unknownWord(word));
  return danger === undefined ? undefined : `${word.value}: ${danger.reason}`;
}

function firstReason(words: readonly Word[]): string | undefined {
  for (const word of words) {
    const reason = safeVariableName(word);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

export const read = leaf({
  names: ['read'],
  flags: '-e -r -s',
  values: '-a -d -i -n -N -p -t -u',
  operands: 'text',
  check: (scanned) =>
    scanned.doubtful ? 'a name is only known when it runs' : firstReason([...scanned.operands, ...valuesOf(scanned, '-a')]),
  match: { 'read -r line': 'read-only', 'read -p prompt answer': 'read-only' },
  notMatch: ["read 'a[$(id)]'", 'read PATH', 'read -a LD_PRELOAD', 'read RANDOM', 'read LC_ALL'],
});

export const unset = leaf({
  names: ['unset'],
  flags: '-f -v',
  operands: 'text',
  check: (scanned) => (scanned.doubtful ? 'a name is only known when it runs' : firstReason(scanned.operands)),
  match: { 'unset FOO': 'read-only', 'unset -v FOO BAR': 'read-only' },
  notMatch: ["unset 'a[$(id)0]'", 'unset -n x', 'unset PATH'],
});

export const mapfile = leaf({
  names: ['mapfile', 'readarray'],
  flags: '-t',
  values: '-d -n -O -s -u',
  refused: '-C -c',
  operands: 'text',
  check: (scanned) => firstReason(scanned.operands),
  match: { 'mapfile -t lines': 'read-only' },
  notMatch: ["mapfile -C 'rm y' -c 1 lines", "mapfile 'a[$(id)]'"],
});

export const getopts = leaf({
  names: ['getopts'],
  operands: 'text',
  style: 'posix',
  check: (scanned) => (scanned.operands[1] === undefined ? 'getopts without a name' : safeVariableName(scanned.operands[1])),
  match: { 'getopts ab: opt': 'read-only' },
  notMatch: ["getopts ab: 'a[$(id)]'", 'getopts a PATH'],
});
