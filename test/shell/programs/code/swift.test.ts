import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** A file is run, a verb builds, what is neither is not known. */
test.each([
  ['swift x.swift', { class: 'workspace-code', prefix: { words: 0 }, reads: ['x.swift'] }],
  ['swift build -c release', { class: 'workspace-code', prefix: { words: 1 } }],
  [
    'swift build -Xswiftc -load',
    {
      class: 'unknown',
      prefix: { none: 'the option -Xswiftc can change what the program does or runs' },
      unproven: 'the option -Xswiftc can change what the program does or runs',
    },
  ],
  [
    'swift package update',
    {
      class: 'install',
      prefix: { none: 'it installs packages' },
      facts: [
        { kind: 'package_install', manager: 'swift' },
        { kind: 'network', tool: 'swift', direction: 'download' },
      ],
    },
  ],
  ['swift package plugin x', { class: 'unknown', prefix: { none: 'an unknown verb' }, unproven: 'an unknown verb' }],
  ['swift repl', { class: 'unknown', prefix: { none: 'an unknown verb' }, unproven: 'an unknown verb' }],
  ['swift --version', { class: 'read-only', prefix: { words: 0 } }],
  ['swift', { class: 'unknown', prefix: { none: 'a session that reads code' }, unproven: 'a session that reads code' }],
  ['dart test', { class: 'workspace-code', prefix: { words: 1 } }],
  [
    'dart pub get',
    {
      class: 'install',
      prefix: { none: 'it installs packages' },
      facts: [
        { kind: 'package_install', manager: 'dart' },
        { kind: 'network', tool: 'dart', direction: 'download' },
      ],
    },
  ],
  ['dart pub publish', { class: 'network', prefix: { words: 2 }, facts: [{ kind: 'network', tool: 'dart', direction: 'upload' }] }],
  ['dart x.dart', { class: 'workspace-code', prefix: { words: 0 }, reads: ['x.dart'] }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
