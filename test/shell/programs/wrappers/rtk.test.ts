import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** It starts what it is given, or tells figures. */
test.each([
  ['rtk git status', { class: 'read-only', prefix: { none: 'it runs another command' }, runs: [{ argv: ['git', 'status'] }] }],
  ['rtk git push', { class: 'read-only', prefix: { none: 'it runs another command' }, runs: [{ argv: ['git', 'push'] }] }],
  ['rtk -v ls -la', { class: 'read-only', prefix: { none: 'it runs another command' }, runs: [{ argv: ['ls', '-la'] }] }],
  ['rtk proxy git status', { class: 'read-only', prefix: { none: 'it runs another command' }, runs: [{ argv: ['git', 'status'] }] }],
  [
    'rtk proxy -x',
    {
      class: 'unknown',
      prefix: { none: 'it runs another command in its own way' },
      runs: [{ argv: ['-x'] }],
      unproven: 'it runs another command in its own way',
    },
  ],
  [
    'rtk proxy $x',
    {
      class: 'unknown',
      prefix: { none: 'it runs another command in its own way' },
      runs: [{ argv: ['?'] }],
      unproven: 'it runs another command in its own way',
    },
  ],
  ['rtk gain', { class: 'read-only', prefix: { words: 1 } }],
  [
    'rtk gain --history',
    {
      class: 'unknown',
      prefix: { none: 'the option --history can change what the program does or runs' },
      unproven: 'the option --history can change what the program does or runs',
    },
  ],
  [
    'rtk discover',
    {
      class: 'unknown',
      prefix: { none: 'it runs another command in its own way' },
      runs: [{ argv: ['discover'] }],
      unproven: 'it runs another command in its own way',
    },
  ],
  [
    'rtk find . -delete',
    {
      class: 'unknown',
      prefix: { none: 'it runs another command in its own way' },
      runs: [{ argv: ['find', '.', '-delete'] }],
      unproven: 'it runs another command in its own way',
    },
  ],
  [
    "rtk err 'rm y'",
    {
      class: 'unknown',
      prefix: { none: 'it runs another command in its own way' },
      runs: [{ argv: ['err', 'rm y'] }],
      unproven: 'it runs another command in its own way',
    },
  ],
  ['rtk -h', { class: 'read-only', prefix: { words: 0 } }],
  [
    'rtk init',
    {
      class: 'unknown',
      prefix: { none: 'it runs another command in its own way' },
      runs: [{ argv: ['init'] }],
      unproven: 'it runs another command in its own way',
    },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
