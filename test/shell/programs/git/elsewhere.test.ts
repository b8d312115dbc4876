import { expect, test } from 'vitest';
import { verdictOf, WORKSPACE } from '../../../policy/decide-harness.ts';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Another directory is judged by going there, when it is plain and nothing is changed. */
test.each([
  ['git -C . status', { class: 'read-only', prefix: { words: 3, whole: true }, reads: ['.'] }],
  [
    'git -C sub status',
    { class: 'read-only', prefix: { none: 'it works in another directory' }, runs: [{ script: 'cd sub && git status' }] },
  ],
  [
    'git -C /srv/other log -5',
    { class: 'read-only', prefix: { none: 'it works in another directory' }, runs: [{ script: "cd /srv/other && git log '-5'" }] },
  ],
  // An earlier `cd` may have left the directory that the command starts in.
  [
    'git -C /srv/project status',
    { class: 'read-only', prefix: { none: 'it works in another directory' }, runs: [{ script: 'cd /srv/project && git status' }] },
  ],
  [
    'git -C .. status',
    {
      class: 'unknown',
      prefix: { none: 'another repository, whose configuration is not known' },
      reads: ['..'],
      unproven: 'another repository, whose configuration is not known',
    },
  ],
  [
    'git -C a/../.. status',
    {
      class: 'unknown',
      prefix: { none: 'another repository, whose configuration is not known' },
      reads: ['a/../..'],
      unproven: 'another repository, whose configuration is not known',
    },
  ],
  [
    "git -C 'a b' status",
    {
      class: 'unknown',
      prefix: { none: 'another repository, whose configuration is not known' },
      reads: ['a b'],
      unproven: 'another repository, whose configuration is not known',
    },
  ],
  [
    'git -C $x status',
    {
      class: 'unknown',
      prefix: { none: 'a word before the sub-command is only known when it runs' },
      unproven: 'a word before the sub-command is only known when it runs',
    },
  ],
  [
    'git -C sub -C b status',
    {
      class: 'unknown',
      prefix: { none: 'another repository, whose configuration is not known' },
      reads: ['sub', 'b'],
      unproven: 'another repository, whose configuration is not known',
    },
  ],
  [
    'git -C sub log -- *.ts',
    {
      class: 'unknown',
      prefix: { none: 'another repository, whose configuration is not known' },
      reads: ['*.ts', 'sub'],
      unproven: 'another repository, whose configuration is not known',
    },
  ],
  [
    'git -C sub push',
    {
      class: 'unknown',
      prefix: { none: 'another repository, whose configuration is not known' },
      facts: [
        { kind: 'network', tool: 'git', direction: 'upload' },
        { kind: 'git_write', verb: 'push' },
      ],
      reads: ['sub'],
      unproven: 'another repository, whose configuration is not known',
    },
  ],
  [
    "git -C sub grep 'a b'",
    { class: 'read-only', prefix: { none: 'it works in another directory' }, runs: [{ script: "cd sub && git grep 'a b'" }] },
  ],
  [
    'git -C sub --help',
    {
      class: 'unknown',
      prefix: { none: 'the option --help can change what the program does or runs' },
      unproven: 'the option --help can change what the program does or runs',
    },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});

test('another repository is not judged by the one that an earlier part went into', () => {
  const files: Readonly<Record<string, string>> = { '.git/config': '[core]\n\tfsmonitor = x\n', 'sub/.git/HEAD': 'ref: refs/heads/main\n' };
  const directories = ['.git', 'sub/.git', 'sub/.git/objects', 'sub/.git/refs'].map((name) => `${WORKSPACE}/${name}`);
  const readText = (file: string) => files[file.replace(`${WORKSPACE}/`, '')];
  const isDirectory = (name: string) => directories.includes(name);
  const world = { readText, isDirectory };
  expect(verdictOf('git status', { world })).toBe('ask 5');
  expect(verdictOf(`cd sub && git -C ${WORKSPACE} status`, { world })).toBe('ask 5');
  expect(verdictOf('cd sub && git status', { world })).toBe('allow 1');
});
