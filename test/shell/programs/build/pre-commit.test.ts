import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** What puts hooks in place runs later. */
test.each([
  ['pre-commit run --all-files', { class: 'workspace-code', prefix: { words: 1 } }],
  [
    'pre-commit install',
    {
      class: 'control-write',
      prefix: { none: 'it puts hooks in place, which run later' },
      facts: [{ kind: 'persistence', how: 'git hooks' }],
    },
  ],
  ['pre-commit sample-config', { class: 'read-only', prefix: { words: 1 } }],
  [
    'pre-commit autoupdate',
    {
      class: 'install',
      prefix: { none: 'it installs software' },
      facts: [
        { kind: 'package_install', manager: 'pre-commit' },
        { kind: 'network', tool: 'pre-commit', direction: 'download' },
      ],
    },
  ],
  ['pre-commit validate-config', { class: 'workspace-code', prefix: { words: 1 } }],
  [
    'lefthook install',
    {
      class: 'control-write',
      prefix: { none: 'it puts hooks in place, which run later' },
      facts: [{ kind: 'persistence', how: 'git hooks' }],
    },
  ],
  ['lint-staged --shell ./x', { class: 'workspace-code', prefix: { none: '--shell changes what is loaded or where it writes' } }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
