import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** How options of checkers are read. */
test.each([
  ['eslint --cache --max-warnings 0 src', { class: 'workspace-code', prefix: { words: 0 }, reads: ['src'] }],
  ['eslint --fix src', { class: 'workspace-code', prefix: { words: 0 }, writes: ['src'] }],
  ['eslint --fix-dry-run src', { class: 'workspace-code', prefix: { words: 0 }, reads: ['src'] }],
  [
    'eslint -c evil.js .',
    { class: 'workspace-code', prefix: { none: '-c changes what is loaded or where it writes' }, reads: ['.', 'evil.js'] },
  ],
  [
    'eslint --config=/outside/x.js .',
    { class: 'workspace-code', prefix: { none: '--config changes what is loaded or where it writes' }, reads: ['.', '/outside/x.js'] },
  ],
  [
    'eslint --resolve-plugins-relative-to x .',
    { class: 'workspace-code', prefix: { none: '--resolve-plugins-relative-to changes what is loaded or where it writes' }, reads: ['.'] },
  ],
  [
    'eslint --outp x .',
    { class: 'unknown', prefix: { none: 'unknown option --outp' }, reads: ['x', '.'], unproven: 'unknown option --outp' },
  ],
  [
    'eslint $x',
    {
      class: 'unknown',
      prefix: { none: 'a word that is only known when it runs could be an option, or a word with @ stands for more of them' },
      reads: ['?'],
      unproven: 'a word that is only known when it runs could be an option, or a word with @ stands for more of them',
    },
  ],
  ['prettier -c src', { class: 'workspace-code', prefix: { words: 0 }, reads: ['src'] }],
  ['prettier --write a.ts', { class: 'workspace-code', prefix: { words: 0 }, writes: ['a.ts'] }],
  ['prettier --check ~/.ssh/x', { class: 'workspace-code', prefix: { words: 0 }, reads: ['~/.ssh/x'] }],
  ['biome check --write src', { class: 'workspace-code', prefix: { words: 1 }, writes: ['src'] }],
  ['biome explain x', { class: 'read-only', prefix: { words: 1 } }],
  ['tsc -p ../x', { class: 'workspace-code', prefix: { none: '-p changes what is loaded or where it writes' }, reads: ['../x'] }],
  [
    'tsc --outDir /outside',
    { class: 'workspace-code', prefix: { none: '--outDir changes what is loaded or where it writes' }, writes: ['/outside'] },
  ],
  ['vitest run -t "a b" src', { class: 'workspace-code', prefix: { words: 1 } }],
  ['vitest run --coverage', { class: 'workspace-code', prefix: { words: 1 } }],
  ['vitest -c x.ts', { class: 'workspace-code', prefix: { none: '-c changes what is loaded or where it writes' }, reads: ['x.ts'] }],
  [
    'playwright install',
    {
      class: 'install',
      prefix: { none: 'it installs software' },
      facts: [
        { kind: 'package_install', manager: 'browser' },
        { kind: 'network', tool: 'browser', direction: 'download' },
      ],
    },
  ],
  ['rollup -c', { class: 'workspace-code', prefix: { none: '-c changes what is loaded or where it writes' } }],
  [
    'lerna publish',
    { class: 'network', prefix: { none: 'it sends something away' }, facts: [{ kind: 'network', tool: 'monorepo', direction: 'upload' }] },
  ],
  ['lerna exec -- rm y', { class: 'unknown', prefix: { none: 'it runs another command' }, unproven: 'it runs another command' }],
  ['nx affected -t test', { class: 'workspace-code', prefix: { words: 1 } }],
  ['next build', { class: 'workspace-code', prefix: { words: 1 } }],
  [
    'ng deploy',
    { class: 'network', prefix: { none: 'it sends something away' }, facts: [{ kind: 'network', tool: 'framework', direction: 'upload' }] },
  ],
  [
    'webpack init',
    {
      class: 'install',
      prefix: { none: 'it installs software' },
      facts: [
        { kind: 'package_install', manager: 'npm' },
        { kind: 'network', tool: 'npm', direction: 'download' },
      ],
    },
  ],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
