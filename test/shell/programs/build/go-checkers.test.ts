import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** A file alone is read; what goes through a directory, or loads packages, is code of the workspace. */
test.each([
  ['gofmt -l a.go', { class: 'read-only', prefix: { words: 0 }, reads: ['a.go'] }],
  ['gofmt -l .', { class: 'workspace-code', prefix: { words: 0 }, reads: ['.'] }],
  ['gofmt -w a.go', { class: 'workspace-write', prefix: { words: 0 }, writes: ['a.go'] }],
  ['gofmt -w .', { class: 'workspace-code', prefix: { words: 0 }, writes: ['.'] }],
  [
    'gofmt -cpuprofile x a.go',
    { class: 'workspace-code', prefix: { none: '-cpuprofile changes what is loaded or where it writes' }, reads: ['a.go'], writes: ['x'] },
  ],
  [
    'gofmt -l $x',
    {
      class: 'unknown',
      prefix: { none: 'a word that is only known when it runs could be an option, or a word with @ stands for more of them' },
      reads: ['?'],
      unproven: 'a word that is only known when it runs could be an option, or a word with @ stands for more of them',
    },
  ],
  ['goimports -w a.go', { class: 'workspace-code', prefix: { words: 0 }, writes: ['a.go'] }],
  ['golangci-lint run ./...', { class: 'workspace-code', prefix: { words: 1 } }],
  ['golangci-lint version', { class: 'read-only', prefix: { words: 1 } }],
  ['golangci-lint run --fix', { class: 'workspace-code', prefix: { words: 1 }, writes: ['.'] }],
  ['gopls version', { class: 'read-only', prefix: { words: 1 } }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
