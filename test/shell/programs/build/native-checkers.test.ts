import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Formatters of compiled languages. */
test.each([
  ['clang-format a.c', { class: 'read-only', prefix: { words: 0 }, reads: ['a.c'] }],
  ['clang-format -i a.c', { class: 'workspace-write', prefix: { words: 0 }, writes: ['a.c'] }],
  [
    'clang-format --files=x',
    { class: 'workspace-code', prefix: { none: '--files changes what is loaded or where it writes' }, reads: ['x'] },
  ],
  [
    'clang-format -style=file:/x a.c',
    { class: 'workspace-code', prefix: { none: '-f changes what is loaded or where it writes' }, reads: ['a.c'] },
  ],
  [
    'clang-format @x',
    {
      class: 'unknown',
      prefix: { none: 'a word that is only known when it runs could be an option, or a word with @ stands for more of them' },
      reads: ['@x'],
      unproven: 'a word that is only known when it runs could be an option, or a word with @ stands for more of them',
    },
  ],
  ['rustfmt --check a.rs', { class: 'workspace-code', prefix: { words: 0 }, reads: ['a.rs'] }],
  ['rustfmt a.rs', { class: 'workspace-code', prefix: { words: 0 }, writes: ['a.rs'] }],
  [
    'clang-tidy -load x.so a.c',
    { class: 'workspace-code', prefix: { none: '-load changes what is loaded or where it writes' }, reads: ['a.c'] },
  ],
  [
    'buf push',
    { class: 'network', prefix: { none: 'it sends something away' }, facts: [{ kind: 'network', tool: 'buf', direction: 'upload' }] },
  ],
  ['buf lint', { class: 'workspace-code', prefix: { words: 1 } }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
