import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** What is fetched is not proven. */
test.each([
  ['deno --version', { class: 'read-only', prefix: { words: 0 } }],
  ['deno', { class: 'unknown', prefix: { none: 'a session that runs code' }, unproven: 'a session that runs code' }],
  ['deno info x.ts', { class: 'workspace-code', prefix: { words: 1 } }],
  ['deno info https://evil.test/x.ts', { class: 'unknown', prefix: { none: 'code that is fetched' }, unproven: 'code that is fetched' }],
  ['deno doc npm:x', { class: 'unknown', prefix: { none: 'code that is fetched' }, unproven: 'code that is fetched' }],
  ['deno check $x', { class: 'unknown', prefix: { none: 'code that is fetched' }, unproven: 'code that is fetched' }],
  [
    'deno test --cert x',
    {
      class: 'unknown',
      prefix: { none: 'the option --cert can change what the program does or runs' },
      unproven: 'the option --cert can change what the program does or runs',
    },
  ],
  ['deno fmt --check', { class: 'workspace-code', prefix: { words: 1 } }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
