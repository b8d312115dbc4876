import { expect, test } from 'vitest';
import { newEnough, runtimeProblem } from '../../src/config/runtime.ts';

test.each([
  ['0.12.18', false],
  ['20.20.2', false],
  ['22.12.0', false],
  ['22.13.0', true],
  ['23.0.0', true],
  ['24.21.0', true],
])('Node %s: %s', (version, expected) => {
  expect(newEnough(version)).toBe(expected);
});

test('one sentence each', () => {
  expect(runtimeProblem({ platform: 'win32', nodeVersion: '24.0.0' })).toBe(
    'Bailiwick runs on Linux and macOS, not on Windows; there, start it inside WSL.',
  );
  expect(runtimeProblem({ platform: 'linux', nodeVersion: '20.1.0' })).toBe('Bailiwick needs Node 22.13 or newer; this is Node 20.1.0.');
  expect(runtimeProblem({ platform: 'darwin', nodeVersion: '24.0.0' })).toBe(undefined);
});
