import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** What may name other files is not proven to read. */
test.each([
  ['shellcheck a.sh', { class: 'workspace-code', prefix: { words: 0 }, reads: ['a.sh'] }],
  ['shellcheck -f json -s bash a.sh', { class: 'workspace-code', prefix: { words: 0 }, reads: ['a.sh'] }],
  ['shellcheck --norc a.sh', { class: 'read-only', prefix: { words: 0 }, reads: ['a.sh'] }],
  ['shellcheck --norc -x a.sh', { class: 'workspace-code', prefix: { words: 0 }, reads: ['a.sh'] }],
  ['shellcheck --version', { class: 'read-only', prefix: { words: 0 } }],
  ['shfmt -d a.sh', { class: 'read-only', prefix: { words: 0 }, reads: ['a.sh'] }],
  ['shfmt -d .', { class: 'workspace-code', prefix: { words: 0 }, reads: ['.'] }],
  ['shfmt -w a.sh', { class: 'workspace-write', prefix: { words: 0 }, writes: ['a.sh'] }],
  ['hadolint Dockerfile', { class: 'read-only', prefix: { words: 0 }, reads: ['Dockerfile'] }],
  ['hadolint -c x.yaml Dockerfile', { class: 'read-only', prefix: { words: 0 }, reads: ['Dockerfile', 'x.yaml'] }],
  ['yamllint .', { class: 'workspace-code', prefix: { words: 0 }, reads: ['.'] }],
  [
    'actionlint -shellcheck=./x',
    { class: 'workspace-code', prefix: { none: '-c changes what is loaded or where it writes' }, reads: ['heck=./x'] },
  ],
  [
    'tflint --init',
    {
      class: 'unknown',
      prefix: { none: 'the option --init can change what the program does or runs' },
      unproven: 'the option --init can change what the program does or runs',
    },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
