import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Modules that are given code, or are not known, are not proven. */
test.each([
  ['python3 -m json.tool a.json', { class: 'workspace-code', prefix: { none: 'it runs a module' }, reads: ['a.json'] }],
  [
    'python3 -m json.tool a.json b.json',
    { class: 'workspace-code', prefix: { none: 'it runs a module' }, reads: ['a.json'], writes: ['b.json'] },
  ],
  ['python3 -m venv .venv', { class: 'workspace-code', prefix: { none: 'it runs a module' }, recursive: true, writes: ['.venv'] }],
  [
    'python3 -m venv --upgrade-deps .venv',
    {
      class: 'unknown',
      prefix: { none: 'unknown option --upgrade-deps' },
      recursive: true,
      writes: ['.venv'],
      unproven: 'unknown option --upgrade-deps',
    },
  ],
  [
    'python3 -m http.server',
    { class: 'network', prefix: { none: 'it runs a module' }, facts: [{ kind: 'network', tool: 'python', direction: 'upload' }] },
  ],
  [
    "python3 -m timeit 'import os'",
    { class: 'unknown', prefix: { none: 'a module that is not known' }, unproven: 'a module that is not known' },
  ],
  [
    "python3 -m pdb -c 'p 1' x.py",
    { class: 'unknown', prefix: { none: 'a module that is not known' }, unproven: 'a module that is not known' },
  ],
  ['python3 -m pytest -q', { class: 'workspace-code', prefix: { none: 'it runs a module' } }],
  ['python3 -m pip list', { class: 'workspace-code', prefix: { none: 'it runs a module' }, runs: [{ argv: ['pip', 'list'] }] }],
  [
    'python3 -m $x',
    {
      class: 'unknown',
      prefix: { none: 'which module is run is only known when it runs' },
      unproven: 'which module is run is only known when it runs',
    },
  ],
  ['python3 --help', { class: 'read-only', prefix: { words: 0 } }],
  [
    'python3 --help x',
    { class: 'unknown', prefix: { none: 'code or modules named by an option' }, unproven: 'code or modules named by an option' },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
