import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Looking a name up starts nothing. */
test.each([
  ['command -v git', { class: 'read-only', prefix: { words: 0 } }],
  ['command -pv git', { class: 'read-only', prefix: { words: 0 } }],
  ['command -p -v git', { class: 'read-only', prefix: { words: 0 } }],
  [
    'command -p git',
    {
      class: 'unknown',
      prefix: { none: 'it looks the command up on another PATH' },
      runs: [{ argv: ['git'] }],
      unproven: 'it looks the command up on another PATH',
    },
  ],
  ['command -p -v', { class: 'read-only', prefix: { words: 0 } }],
  ['chronic ls', { class: 'read-only', prefix: { none: 'it runs another command' }, runs: [{ argv: ['ls'] }] }],
  ['unbuffer -p ls', { class: 'read-only', prefix: { none: 'it runs another command' }, runs: [{ argv: ['ls'] }] }],
  [
    'unbuffer --frob ls',
    { class: 'unknown', prefix: { none: 'unknown option --frob' }, runs: [{ argv: ['ls'] }], unproven: 'unknown option --frob' },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
