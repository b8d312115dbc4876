import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** One kind takes a command behind the file; a shell is not proven. */
test.each([
  ['script -q /dev/null ls', { class: 'read-only', prefix: { none: 'it runs another command' }, runs: [{ argv: ['ls'] }] }],
  ['script -aq /dev/null ls -la', { class: 'read-only', prefix: { none: 'it runs another command' }, runs: [{ argv: ['ls', '-la'] }] }],
  ['script out ls', { class: 'workspace-write', prefix: { none: 'it runs another command' }, writes: ['out'], runs: [{ argv: ['ls'] }] }],
  ['script out', { class: 'unknown', prefix: { none: 'it runs a shell' }, writes: ['out'], unproven: 'it runs a shell' }],
  [
    "script -c 'rm y' out",
    {
      class: 'unknown',
      prefix: { none: 'a shell that a person has chosen runs it' },
      writes: ['out'],
      runs: [{ script: 'rm y' }],
      unproven: 'a shell that a person has chosen runs it',
    },
  ],
  ['script -q -- x -c ls', { class: 'unknown', prefix: { none: 'it runs a shell' }, writes: ['x'], unproven: 'it runs a shell' }],
  ['script -q /dev/null $x', { class: 'unknown', prefix: { none: 'it runs a shell' }, unproven: 'it runs a shell' }],
  ['script -t 1 out ls', { class: 'unknown', prefix: { none: 'it runs a shell' }, writes: ['out', '1'], unproven: 'it runs a shell' }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
