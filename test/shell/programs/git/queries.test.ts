import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Small questions read, and nothing else. */
test.each([
  ['git verify-commit HEAD', { class: 'workspace-code', prefix: { words: 1 } }],
  ['git bundle verify x.bundle', { class: 'read-only', prefix: { words: 2 }, reads: ['x.bundle'] }],
  ['git bundle list-heads x.bundle', { class: 'read-only', prefix: { words: 2 }, reads: ['x.bundle'] }],
  ['git bundle unbundle x.bundle', { class: 'git-write', prefix: { words: 1 }, facts: [{ kind: 'git_write', verb: 'bundle' }] }],
  ['git rerere status', { class: 'read-only', prefix: { words: 2 } }],
  ['git rerere', { class: 'git-write', prefix: { words: 1 }, facts: [{ kind: 'git_write', verb: 'plumbing' }] }],
  ['git sparse-checkout list', { class: 'read-only', prefix: { words: 2 } }],
  [
    'git sparse-checkout set src',
    { class: 'git-write', prefix: { words: 1 }, facts: [{ kind: 'git_write', verb: 'plumbing' }], reads: ['set', 'src'] },
  ],
  ['git stripspace -s', { class: 'read-only', prefix: { words: 1 } }],
  ['git column --mode=column', { class: 'read-only', prefix: { words: 1 } }],
  ['git bisect log', { class: 'read-only', prefix: { words: 2 } }],
  [
    'git bisect run make',
    {
      class: 'git-write',
      prefix: { none: 'it runs another command' },
      facts: [{ kind: 'git_write', verb: 'bisect' }],
      runs: [{ argv: ['make'] }],
    },
  ],
  ['git range-diff --creation-factor 90 a..b c..d', { class: 'read-only', prefix: { words: 1 }, reads: ['a..b', 'c..d'] }],
  ['git fast-export --all', { class: 'read-only', prefix: { words: 1 } }],
  [
    'git fast-export --export-marks=m HEAD',
    { class: 'workspace-write', prefix: { none: 'an option of this program writes a file' }, reads: ['HEAD'], writes: ['m'] },
  ],
  [
    'git show --output=x HEAD:.env',
    { class: 'workspace-write', prefix: { none: 'an option of this program writes a file' }, reads: ['HEAD:.env', '.env'], writes: ['x'] },
  ],
  ['git var -l', { class: 'unknown', prefix: { none: 'unknown option -l' }, unproven: 'unknown option -l' }],
  [
    'git rev-parse --parseopt',
    {
      class: 'unknown',
      prefix: { none: 'the option --parseopt can change what the program does or runs' },
      unproven: 'the option --parseopt can change what the program does or runs',
    },
  ],
  ['git for-each-ref --contains HEAD', { class: 'read-only', prefix: { words: 1 } }],
  ["git check-mailmap --mailmap-file=x 'A <a>'", { class: 'read-only', prefix: { words: 1 }, reads: ['A <a>', 'x'] }],
  ['git submodule status', { class: 'workspace-code', prefix: { words: 2 } }],
  ['git notes get-ref', { class: 'read-only', prefix: { words: 2 } }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
