import { expect, test } from 'vitest';
import { findBash } from '../../../src/shell/process/bash.ts';

test('finds a bash with its version', () => {
  const { path, version, major } = findBash();
  expect(version.split('.')[0]).toBe(String(major));
  expect(path).toMatch(/^\/.*\/bash$/);
  expect(major).toBeGreaterThanOrEqual(3);
});

test('says so when there is none', () => {
  expect(() => findBash(['/nowhere/bash'])).toThrow('bash is not installed');
});
