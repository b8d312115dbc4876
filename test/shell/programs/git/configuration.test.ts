import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** What stands in the repository is told; what may hold a login is not. */
test.each([
  ['git config --list --local', { class: 'read-only', prefix: { none: 'it prints the configuration' } }],
  ['git config list --local', { class: 'read-only', prefix: { none: 'it prints the configuration' } }],
  [
    'git config --list',
    { class: 'system', prefix: { none: 'it prints the configuration' }, facts: [{ kind: 'credential_access', what: 'git configuration' }] },
  ],
  [
    'git config --list --global',
    { class: 'system', prefix: { none: 'it prints the configuration' }, facts: [{ kind: 'credential_access', what: 'git configuration' }] },
  ],
  [
    'git config --list --local --includes',
    { class: 'system', prefix: { none: 'it prints the configuration' }, facts: [{ kind: 'credential_access', what: 'git configuration' }] },
  ],
  [
    'git config --list --local --file x',
    {
      class: 'system',
      prefix: { none: 'it prints the configuration' },
      facts: [{ kind: 'credential_access', what: 'git configuration' }],
      reads: ['x'],
    },
  ],
  ['git config --get remote.origin.url', { class: 'read-only', prefix: { words: 1 } }],
  [
    'git config --get remote.origin.proxy',
    {
      class: 'system',
      prefix: { none: 'it prints a key that may be secret' },
      facts: [{ kind: 'credential_access', what: 'git configuration' }],
    },
  ],
  ['git config --get user.name', { class: 'read-only', prefix: { words: 1 } }],
  [
    'git config --get http.proxy',
    {
      class: 'system',
      prefix: { none: 'it prints a key that may be secret' },
      facts: [{ kind: 'credential_access', what: 'git configuration' }],
    },
  ],
  [
    'git config remote.origin.url x',
    {
      class: 'control-write',
      prefix: { none: 'it changes the configuration of git' },
      facts: [
        { kind: 'git_write', verb: 'config' },
        { kind: 'persistence', how: 'git configuration' },
      ],
    },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
