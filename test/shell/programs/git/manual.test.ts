import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** What asks how git is used prints it, or opens a manual by what the configuration names. */
test.each([
  ['git --help', { class: 'read-only', prefix: { none: 'it prints how it is used' } }],
  ['git -h', { class: 'read-only', prefix: { none: 'it prints how it is used' } }],
  ['git help', { class: 'read-only', prefix: { none: 'it prints how it is used' } }],
  ['git help -a', { class: 'read-only', prefix: { none: 'it prints how it is used' } }],
  ['git help log', { class: 'workspace-code', prefix: { none: 'a manual is opened by what the configuration names' } }],
  ['git --help log', { class: 'workspace-code', prefix: { none: 'a manual is opened by what the configuration names' } }],
  ['git log --help', { class: 'workspace-code', prefix: { none: 'a manual is opened by what the configuration names' } }],
  [
    'git commit --help',
    {
      class: 'unknown',
      prefix: { none: 'the option --help can change what the program does or runs' },
      facts: [{ kind: 'git_write', verb: 'commit' }],
      unproven: 'the option --help can change what the program does or runs',
    },
  ],
  ['git restore -h', { class: 'read-only', prefix: { none: 'it prints how it is used' } }],
  [
    'git frob -h',
    {
      class: 'unknown',
      prefix: { none: 'an unknown sub-command of git may be an alias or another program' },
      unproven: 'an unknown sub-command of git may be an alias or another program',
    },
  ],
  [
    'git filter-branch -h',
    {
      class: 'unknown',
      prefix: { none: 'it runs a script for each commit' },
      facts: [
        { kind: 'git_write', verb: 'filter-branch' },
        { kind: 'dangerous_pattern', pattern: 'git history rewritten', severity: 'high' },
      ],
      unproven: 'it runs a script for each commit',
    },
  ],
  [
    'git help $x',
    {
      class: 'unknown',
      prefix: { none: 'an unknown sub-command of git may be an alias or another program' },
      unproven: 'an unknown sub-command of git may be an alias or another program',
    },
  ],
  [
    'git help --frob',
    {
      class: 'unknown',
      prefix: { none: 'an unknown sub-command of git may be an alias or another program' },
      unproven: 'an unknown sub-command of git may be an alias or another program',
    },
  ],
  [
    'git -h log',
    {
      class: 'unknown',
      prefix: { none: 'the option -h can change what the program does or runs' },
      unproven: 'the option -h can change what the program does or runs',
    },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
