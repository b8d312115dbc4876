import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['vim --version', 'read-only'],
  ['code --list-extensions --show-versions', 'read-only'],
  ['code --version', 'read-only'],
  ['code --install-extension x', 'not proven; writes x'],
  ['code --list-extensions --extensions-dir x', 'not proven; writes x'],
  ['code .', 'not proven; writes .'],
  ['vim x', 'not proven; writes x'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
