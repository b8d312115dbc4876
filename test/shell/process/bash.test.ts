import { expect, test } from 'vitest';
import { findBash } from '../../../src/shell/process/bash.ts';

test('finds a bash with its version', () => {
  const { path, major } = findBash();
  expect(path).toMatch(/^\/.*\/bash$/);
  expect(major).toBeGreaterThanOrEqual(3);
});

test('says so when there is none', () => {
  expect(() => findBash(['/nowhere/bash'])).toThrow('bash is not installed');
});
