import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** A dry run, a check and a print change nothing. */
test.each([
  ['git clean -nd', { class: 'read-only', prefix: { words: 1 } }],
  [
    'git clean -fd',
    {
      class: 'git-write',
      prefix: { words: 1 },
      facts: [
        { kind: 'git_write', verb: 'clean' },
        { kind: 'dangerous_pattern', pattern: 'git clean', severity: 'high' },
      ],
    },
  ],
  [
    'git clean -n -i',
    {
      class: 'git-write',
      prefix: { words: 1 },
      facts: [
        { kind: 'git_write', verb: 'clean' },
        { kind: 'dangerous_pattern', pattern: 'git clean', severity: 'high' },
      ],
    },
  ],
  ['git clean -fdx --dry-run src', { class: 'read-only', prefix: { words: 1 }, reads: ['src'] }],
  ['git prune -n', { class: 'read-only', prefix: { words: 1 } }],
  ['git prune', { class: 'git-write', prefix: { words: 1 }, facts: [{ kind: 'git_write', verb: 'plumbing' }] }],
  ['git worktree prune --dry-run', { class: 'read-only', prefix: { words: 2 } }],
  ['git worktree prune', { class: 'git-write', prefix: { words: 2 }, facts: [{ kind: 'git_write', verb: 'worktree' }] }],
  ['git apply --check x.patch', { class: 'read-only', prefix: { words: 1 }, reads: ['x.patch'] }],
  [
    'git apply --stat --apply x.patch',
    { class: 'control-write', prefix: { none: 'which files it writes stands in the patch' }, reads: ['x.patch'] },
  ],
  ['git apply x.patch', { class: 'control-write', prefix: { none: 'which files it writes stands in the patch' }, reads: ['x.patch'] }],
  ['git hash-object a', { class: 'read-only', prefix: { words: 1 }, reads: ['a'] }],
  ['git hash-object -w a', { class: 'git-write', prefix: { words: 1 }, facts: [{ kind: 'git_write', verb: 'plumbing' }], reads: ['a'] }],
  [
    'git hash-object --stdin-paths',
    {
      class: 'unknown',
      prefix: { none: 'the option --stdin-paths can change what the program does or runs' },
      facts: [{ kind: 'git_write', verb: 'plumbing' }],
      unproven: 'the option --stdin-paths can change what the program does or runs',
    },
  ],
  ['git merge-tree a b c', { class: 'read-only', prefix: { words: 1 } }],
  ['git merge-tree --write-tree a b', { class: 'git-write', prefix: { words: 1 }, facts: [{ kind: 'git_write', verb: 'plumbing' }] }],
  ['git merge-file -p a b c', { class: 'read-only', prefix: { words: 1 }, reads: ['a', 'b', 'c'] }],
  ['git merge-file a b c', { class: 'workspace-write', prefix: { words: 1 }, writes: ['a', 'b', 'c'] }],
  [
    'git interpret-trailers --parse x',
    { class: 'workspace-code', prefix: { none: 'what is configured for a trailer may be a command' }, reads: ['x'] },
  ],
  [
    'git interpret-trailers --in-place x',
    { class: 'workspace-code', prefix: { none: 'what is configured for a trailer may be a command' }, writes: ['x'] },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
