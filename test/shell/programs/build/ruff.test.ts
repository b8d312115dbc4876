import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Formatting with a check writes nothing. */
test.each([
  ['ruff check .', { class: 'workspace-code', prefix: { words: 1 }, reads: ['.'] }],
  ['ruff check --fix .', { class: 'workspace-code', prefix: { words: 1 }, writes: ['.'] }],
  ['ruff check --fix --diff .', { class: 'workspace-code', prefix: { words: 1 }, reads: ['.'] }],
  ['ruff format .', { class: 'workspace-code', prefix: { words: 1 }, writes: ['.'] }],
  ['ruff format', { class: 'workspace-code', prefix: { words: 1 }, writes: ['.'] }],
  ['ruff format --check .', { class: 'workspace-code', prefix: { words: 1 }, reads: ['.'] }],
  ['ruff format --diff .', { class: 'workspace-code', prefix: { words: 1 }, reads: ['.'] }],
  [
    'ruff check --config x.toml .',
    { class: 'workspace-code', prefix: { none: '--config changes what is loaded or where it writes' }, reads: ['.', 'x.toml'] },
  ],
  ['ruff rule E501', { class: 'read-only', prefix: { words: 1 } }],
  ['ruff linter', { class: 'read-only', prefix: { words: 1 } }],
  ['ruff config', { class: 'read-only', prefix: { words: 1 } }],
  ['ruff version', { class: 'read-only', prefix: { words: 1 } }],
  ['ruff --version', { class: 'read-only', prefix: { words: 0 } }],
  ['ruff --version x', { class: 'workspace-code', prefix: { words: 0 } }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
