import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Rules that come from elsewhere are traffic. */
test.each([
  [
    'semgrep scan .',
    {
      class: 'network',
      prefix: { none: 'rules come from elsewhere, and figures are sent' },
      facts: [{ kind: 'network', tool: 'semgrep', direction: 'unknown' }],
    },
  ],
  [
    'semgrep --config auto .',
    {
      class: 'network',
      prefix: { none: 'rules come from elsewhere, and figures are sent' },
      facts: [{ kind: 'network', tool: 'semgrep', direction: 'unknown' }],
      reads: ['auto'],
    },
  ],
  ['semgrep validate rules', { class: 'workspace-code', prefix: { words: 1 }, reads: ['rules'] }],
  [
    'semgrep login',
    { class: 'network', prefix: { none: 'it sends something away' }, facts: [{ kind: 'network', tool: 'semgrep', direction: 'upload' }] },
  ],
  ['vale docs', { class: 'workspace-code', prefix: { words: 0 }, reads: ['docs'] }],
  [
    'vale sync',
    {
      class: 'install',
      prefix: { none: 'it installs software' },
      facts: [
        { kind: 'package_install', manager: 'vale' },
        { kind: 'network', tool: 'vale', direction: 'download' },
      ],
    },
  ],
  ['sqlfluff lint a.sql', { class: 'workspace-code', prefix: { words: 1 }, reads: ['a.sql'] }],
  ['sqlfluff fix a.sql', { class: 'workspace-code', prefix: { words: 1 }, writes: ['a.sql'] }],
  ['typos -w', { class: 'workspace-code', prefix: { words: 0 }, writes: ['.'] }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
