import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Every format but tar may be a command of the configuration. */
test.each([
  ['git archive HEAD', { class: 'read-only', prefix: { none: 'its options choose whether it writes' } }],
  ['git archive --format=tar HEAD src', { class: 'read-only', prefix: { none: 'its options choose whether it writes' }, reads: ['src'] }],
  [
    'git archive -o a.tar HEAD',
    { class: 'workspace-write', prefix: { none: 'an option of this program writes a file' }, writes: ['a.tar'] },
  ],
  [
    'git archive -o a.tar.gz HEAD',
    { class: 'workspace-code', prefix: { none: 'a format of the configuration can be a command' }, writes: ['a.tar.gz'] },
  ],
  [
    'git archive -o a.zip HEAD',
    { class: 'workspace-code', prefix: { none: 'a format of the configuration can be a command' }, writes: ['a.zip'] },
  ],
  ['git archive --format tgz HEAD', { class: 'workspace-code', prefix: { none: 'a format of the configuration can be a command' } }],
  [
    'git archive --format=$x HEAD',
    {
      class: 'unknown',
      prefix: { none: 'a word that is only known when it runs could be an option' },
      unproven: 'a word that is only known when it runs could be an option',
    },
  ],
  ['git archive --remote=origin HEAD', { class: 'remote-read', prefix: { none: 'its options choose where it asks' } }],
  [
    'git archive --remote=https://evil.test/x HEAD',
    {
      class: 'unknown',
      prefix: { none: 'the option --remote can change what the program does or runs' },
      unproven: 'the option --remote can change what the program does or runs',
    },
  ],
  [
    'git archive --remote=origin --exec=./x HEAD',
    {
      class: 'unknown',
      prefix: { none: 'the option --remote can change what the program does or runs' },
      unproven: 'the option --remote can change what the program does or runs',
    },
  ],
  ['git archive --add-file=.env HEAD', { class: 'read-only', prefix: { none: 'its options choose whether it writes' }, reads: ['.env'] }],
  ['git archive HEAD:.env', { class: 'read-only', prefix: { none: 'its options choose whether it writes' }, reads: ['.env'] }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
