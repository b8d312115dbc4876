import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Settings of the workspace steer it; what it changes and sends is asked about. */
test.each([
  ['git lfs ls-files -l', { class: 'workspace-code', prefix: { words: 2 } }],
  ['git lfs status', { class: 'workspace-code', prefix: { words: 2 } }],
  ['git lfs env', { class: 'workspace-code', prefix: { words: 2 } }],
  [
    'git lfs install',
    {
      class: 'control-write',
      prefix: { none: 'it changes hooks and configuration' },
      facts: [
        { kind: 'git_write', verb: 'lfs' },
        { kind: 'persistence', how: 'git hooks' },
      ],
    },
  ],
  ["git lfs track '*.bin'", { class: 'git-write', prefix: { words: 2 }, facts: [{ kind: 'git_write', verb: 'lfs' }] }],
  [
    'git lfs push origin main',
    {
      class: 'unknown',
      prefix: { none: 'it pushes by another name' },
      unproven: 'it pushes by another name',
      facts: [
        { kind: 'network', tool: 'git', direction: 'upload' },
        { kind: 'git_write', verb: 'lfs' },
      ],
    },
  ],
  [
    'git lfs clone x',
    {
      class: 'unknown',
      prefix: { none: 'it talks to another machine in its own way' },
      facts: [{ kind: 'network', tool: 'git', direction: 'unknown' }],
      unproven: 'it talks to another machine in its own way',
    },
  ],
  [
    'git lfs logs last',
    {
      class: 'unknown',
      prefix: { none: 'it talks to another machine in its own way' },
      facts: [{ kind: 'network', tool: 'git', direction: 'unknown' }],
      unproven: 'it talks to another machine in its own way',
    },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
