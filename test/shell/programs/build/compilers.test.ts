import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Alone, some options tell facts of the compiler. */
test.each([
  ['gcc --version', { class: 'read-only', prefix: { words: 0 } }],
  ['gcc -v', { class: 'read-only', prefix: { words: 0 } }],
  ['gcc -print-search-dirs', { class: 'read-only', prefix: { words: 0 } }],
  ['gcc -v x.c', { class: 'workspace-code', prefix: { words: 0 } }],
  ['cpp -v', { class: 'workspace-code', prefix: { words: 0 } }],
  ['rustc --print target-list', { class: 'read-only', prefix: { words: 0 } }],
  ['rustc --print link-args', { class: 'workspace-code', prefix: { words: 0 } }],
  ['javac -version', { class: 'read-only', prefix: { words: 0 } }],
  ['zig env', { class: 'read-only', prefix: { words: 0 } }],
  ['emcc --version', { class: 'workspace-code', prefix: { words: 0 } }],
  [
    'gcc -fplugin=./x.so x.c',
    { class: 'unknown', prefix: { none: 'an option can start another program' }, unproven: 'an option can start another program' },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
