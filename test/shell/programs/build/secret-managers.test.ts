import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Names are listed; what they hold, and what is started with them, is not proven. */
test.each([
  ['op item list --vault x', { class: 'remote-read', prefix: { none: 'its options choose whose secrets it lists' } }],
  ['op vault get Engineering', { class: 'remote-read', prefix: { none: 'its options choose whose secrets it lists' } }],
  [
    'op read op://x/y',
    {
      class: 'unknown',
      prefix: { none: 'it prints secrets, or runs another command with them' },
      facts: [{ kind: 'credential_access', what: 'op' }],
      unproven: 'it prints secrets, or runs another command with them',
    },
  ],
  [
    'op item get x',
    {
      class: 'unknown',
      prefix: { none: 'it prints secrets, or runs another command with them' },
      facts: [{ kind: 'credential_access', what: 'op' }],
      unproven: 'it prints secrets, or runs another command with them',
    },
  ],
  [
    'op run -- rm y',
    {
      class: 'unknown',
      prefix: { none: 'it prints secrets, or runs another command with them' },
      facts: [{ kind: 'credential_access', what: 'op' }],
      runs: [{ argv: ['rm', 'y'] }],
      unproven: 'it prints secrets, or runs another command with them',
    },
  ],
  [
    'op --config /x item list',
    {
      class: 'unknown',
      prefix: { none: 'unknown option --config' },
      facts: [{ kind: 'credential_access', what: 'op' }],
      unproven: 'unknown option --config',
    },
  ],
  ['doppler configs list', { class: 'remote-read', prefix: { none: 'its options choose whose secrets it lists' } }],
  ['doppler configs tokens', { class: 'unknown', prefix: { none: 'a verb that is not known' }, unproven: 'a verb that is not known' }],
  [
    'doppler secrets list',
    {
      class: 'unknown',
      prefix: { none: 'it prints secrets, or runs another command with them' },
      facts: [{ kind: 'credential_access', what: 'doppler' }],
      unproven: 'it prints secrets, or runs another command with them',
    },
  ],
  [
    'doppler run -- rm y',
    {
      class: 'unknown',
      prefix: { none: 'it prints secrets, or runs another command with them' },
      facts: [{ kind: 'credential_access', what: 'doppler' }],
      runs: [{ argv: ['rm', 'y'] }],
      unproven: 'it prints secrets, or runs another command with them',
    },
  ],
  [
    'doppler projects --api-host http://x',
    { class: 'unknown', prefix: { none: 'unknown option --api-host' }, unproven: 'unknown option --api-host' },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
