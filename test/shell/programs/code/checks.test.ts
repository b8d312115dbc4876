import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Checks of syntax run nothing but what compiling runs. */
test.each([
  ['node --check x.js', { class: 'workspace-code', prefix: { words: 0 }, reads: ['x.js'] }],
  ['node -c x.js', { class: 'workspace-code', prefix: { words: 0 }, reads: ['x.js'] }],
  ['node --help', { class: 'read-only', prefix: { words: 0 } }],
  ['ruby -c x.rb', { class: 'workspace-code', prefix: { words: 0 }, reads: ['x.rb'] }],
  ['ruby -c', { class: 'unknown', prefix: { none: 'code that comes on standard input' }, unproven: 'code that comes on standard input' }],
  ['perl -c x.pl', { class: 'workspace-code', prefix: { words: 0 }, reads: ['x.pl'] }],
  [
    'perl -ce x',
    { class: 'unknown', prefix: { none: 'code or modules named by an option' }, unproven: 'code or modules named by an option' },
  ],
  ['php -l x.php', { class: 'workspace-code', prefix: { words: 0 }, reads: ['x.php'] }],
  ['php -m', { class: 'read-only', prefix: { words: 0 } }],
  [
    'php -i',
    { class: 'system', prefix: { none: 'it prints the environment' }, facts: [{ kind: 'credential_access', what: 'environment' }] },
  ],
  [
    'php -m x',
    { class: 'unknown', prefix: { none: 'code or modules named by an option' }, unproven: 'code or modules named by an option' },
  ],
  ['java -fullversion', { class: 'read-only', prefix: { words: 0 } }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
