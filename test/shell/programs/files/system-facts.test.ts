import { expect, test } from 'vitest';
import { told } from '../system/told.ts';

test.each([
  ['uname -a', 'read-only'],
  ['uname -S x', 'not proven'],
  ['uptime -s', 'read-only'],
  ['free -s 2 -c 3', 'read-only'],
  ['free -c x', 'not proven'],
  ['date +%s', 'read-only'],
  ['date -s 2020-01-01', 'not proven'],
  ['hostname -f', 'read-only'],
  ['hostname evil', 'not proven'],
  ['ps axo pid,command', 'read-only'],
  ['ps -eo pid,comm --sort=-%cpu', 'read-only'],
  ['ps axo pid,environ', 'not proven'],
  ['ps axeo pid,comm', 'not proven'],
  ['ps auxe', 'not proven'],
  ['ps eww', 'not proven'],
  ['pgrep -f node', 'read-only'],
  ['pgrep $x', 'not proven'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
