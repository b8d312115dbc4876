import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** Goals are explained by the workspace; some send what was made. */
test.each([
  ['cmake --version', { class: 'read-only', prefix: { words: 0 } }],
  [
    'cmake -S . -B build',
    { class: 'workspace-code', prefix: { none: 'it runs what a file of the workspace says' }, reads: ['.', 'build'] },
  ],
  [
    'cmake --build build -j 8',
    { class: 'workspace-code', prefix: { none: 'it runs what a file of the workspace says' }, reads: ['build'] },
  ],
  [
    'cmake -P x.cmake',
    {
      class: 'unknown',
      prefix: { none: 'the option -P can change what the program does or runs' },
      unproven: 'the option -P can change what the program does or runs',
    },
  ],
  [
    'cmake -E rm x',
    {
      class: 'unknown',
      prefix: { none: 'the option -E can change what the program does or runs' },
      unproven: 'the option -E can change what the program does or runs',
    },
  ],
  [
    'cmake --install build',
    {
      class: 'unknown',
      prefix: { none: 'the option -install can change what the program does or runs' },
      unproven: 'the option -install can change what the program does or runs',
    },
  ],
  ['ninja -C build', { class: 'workspace-code', prefix: { none: 'it runs what a file of the workspace says' }, reads: ['build'] }],
  ['ninja -C /outside', { class: 'workspace-code', prefix: { none: 'it runs what a file of the workspace says' }, reads: ['/outside'] }],
  [
    'ctest -S x.cmake',
    {
      class: 'unknown',
      prefix: { none: 'the option -S can change what the program does or runs' },
      unproven: 'the option -S can change what the program does or runs',
    },
  ],
  ['meson install', { class: 'system', prefix: { none: 'it puts something where the system looks for it' } }],
  ['just --list', { class: 'workspace-code', prefix: { none: 'it runs what a file of the workspace says' } }],
  [
    'just --shell ./x test',
    {
      class: 'unknown',
      prefix: { none: 'the option -shell can change what the program does or runs' },
      unproven: 'the option -shell can change what the program does or runs',
    },
  ],
  [
    "rake -e 'system 1'",
    {
      class: 'unknown',
      prefix: { none: 'the option -e can change what the program does or runs' },
      unproven: 'the option -e can change what the program does or runs',
    },
  ],
  ['bazel query //...', { class: 'workspace-code', prefix: { none: 'it runs what a file of the workspace says' } }],
  [
    'bazel run --run_under=./x //a',
    {
      class: 'unknown',
      prefix: { none: 'the option -run_under can change what the program does or runs' },
      unproven: 'the option -run_under can change what the program does or runs',
    },
  ],
  ['gradle build', { class: 'workspace-code', prefix: { none: 'it runs what a file of the workspace says' } }],
  [
    'gradle -t publish',
    {
      class: 'network',
      prefix: { none: 'it sends something away' },
      facts: [{ kind: 'network', tool: 'gradle', direction: 'upload' }],
      reads: ['publish'],
    },
  ],
  [
    'gradle --init-script x build',
    {
      class: 'unknown',
      prefix: { none: 'the option -init-script can change what the program does or runs' },
      unproven: 'the option -init-script can change what the program does or runs',
    },
  ],
  [
    'mvn deploy',
    { class: 'network', prefix: { none: 'it sends something away' }, facts: [{ kind: 'network', tool: 'gradle', direction: 'upload' }] },
  ],
  [
    'mvn -s /outside/x test',
    { class: 'workspace-code', prefix: { none: 'it runs what a file of the workspace says' }, reads: ['/outside/x'] },
  ],
  ['mvn -q -DskipTests package', { class: 'workspace-code', prefix: { none: 'it runs what a file of the workspace says' } }],
])('%s', (command, expected) => {
  expect(shown(effectsOf(command))).toEqual(expected);
});
