import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Only the name of a remote is asked unasked; an address, another program or a word that is not known is not. */
test.each([
  ['git ls-remote', { class: 'remote-read', prefix: { words: 1 }, facts: [{ kind: 'network', tool: 'git', direction: 'download' }] }],
  [
    "git ls-remote --tags origin 'v*'",
    { class: 'remote-read', prefix: { words: 1 }, facts: [{ kind: 'network', tool: 'git', direction: 'download' }] },
  ],
  [
    'git ls-remote https://evil.test/x',
    { class: 'network', prefix: { words: 1 }, facts: [{ kind: 'network', tool: 'git', host: 'evil.test', direction: 'download' }] },
  ],
  ['git ls-remote ./there', { class: 'network', prefix: { words: 1 }, facts: [{ kind: 'network', tool: 'git', direction: 'download' }] }],
  [
    'git ls-remote host:path',
    { class: 'network', prefix: { words: 1 }, facts: [{ kind: 'network', tool: 'git', host: 'host', direction: 'download' }] },
  ],
  [
    'git ls-remote --upload-pack=./x origin',
    {
      class: 'unknown',
      prefix: { none: 'the option --upload-pack can change what the program does or runs' },
      facts: [{ kind: 'network', tool: 'git', direction: 'download' }],
      unproven: 'the option --upload-pack can change what the program does or runs',
    },
  ],
  [
    'git ls-remote --upload-pa ./x origin',
    {
      class: 'unknown',
      prefix: { none: 'unknown option --upload-pa' },
      facts: [{ kind: 'network', tool: 'git', direction: 'download' }],
      unproven: 'unknown option --upload-pa',
    },
  ],
  [
    'git ls-remote $x',
    {
      class: 'unknown',
      prefix: { none: 'a word that is only known when it runs could be an option' },
      facts: [{ kind: 'network', tool: 'git', direction: 'download' }],
      unproven: 'a word that is only known when it runs could be an option',
    },
  ],
  ['git remote show', { class: 'read-only', prefix: { words: 2 } }],
  [
    'git remote show origin',
    { class: 'remote-read', prefix: { words: 2 }, facts: [{ kind: 'network', tool: 'git', direction: 'download' }] },
  ],
  ['git remote show -n origin', { class: 'read-only', prefix: { words: 2 } }],
  [
    'git remote show https://evil.test/x',
    {
      class: 'unknown',
      prefix: { none: 'where it asks is not told by the names of remotes' },
      facts: [{ kind: 'network', tool: 'git', direction: 'download' }],
      unproven: 'where it asks is not told by the names of remotes',
    },
  ],
  [
    'git remote prune -n origin',
    { class: 'remote-read', prefix: { words: 2 }, facts: [{ kind: 'network', tool: 'git', direction: 'download' }] },
  ],
  ['git remote prune origin', { class: 'network', prefix: { words: 2 }, facts: [{ kind: 'network', tool: 'git', direction: 'download' }] }],
  ['git remote update', { class: 'network', prefix: { words: 2 }, facts: [{ kind: 'network', tool: 'git', direction: 'download' }] }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
