import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** They rewrite unless told only to look, or only when told. */
test.each([
  ['black x.py', { class: 'workspace-code', prefix: { words: 0 }, writes: ['x.py'] }],
  ['black --check .', { class: 'workspace-code', prefix: { words: 0 }, reads: ['.'] }],
  ['black --diff .', { class: 'workspace-code', prefix: { words: 0 }, reads: ['.'] }],
  ['isort -c x.py', { class: 'workspace-code', prefix: { words: 0 }, reads: ['x.py'] }],
  ['autopep8 -i x.py', { class: 'workspace-code', prefix: { words: 0 }, writes: ['x.py'] }],
  ['autopep8 --diff x.py', { class: 'workspace-code', prefix: { words: 0 }, reads: ['x.py'] }],
  ['mypy src', { class: 'workspace-code', prefix: { words: 0 }, reads: ['src'] }],
  [
    'mypy --install-types',
    {
      class: 'unknown',
      prefix: { none: 'the option --install-types can change what the program does or runs' },
      unproven: 'the option --install-types can change what the program does or runs',
    },
  ],
  [
    'mypy --config-file m.ini src',
    { class: 'workspace-code', prefix: { none: '--config-file changes what is loaded or where it writes' }, reads: ['src', 'm.ini'] },
  ],
  [
    'pylint --load-plugins=evil src',
    { class: 'workspace-code', prefix: { none: '--load-plugins changes what is loaded or where it writes' }, reads: ['src'] },
  ],
  ['flake8 .', { class: 'workspace-code', prefix: { words: 0 }, reads: ['.'] }],
  ['coverage run -m pytest', { class: 'workspace-code', prefix: { words: 1 } }],
  [
    'coverage html -d /outside',
    { class: 'workspace-code', prefix: { none: '-d changes what is loaded or where it writes' }, writes: ['/outside'] },
  ],
  ['tox -e py312', { class: 'workspace-code', prefix: { words: 0 } }],
  ['nox -f evil.py', { class: 'workspace-code', prefix: { none: '-f changes what is loaded or where it writes' }, reads: ['evil.py'] }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
