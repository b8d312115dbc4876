import { expect, test } from 'vitest';
import { told } from '../system/told.ts';

test.each([
  ['id -u', 'read-only'],
  ['w -h', 'read-only'],
  ['last -n 5', 'read-only'],
  ['last -5 ann', 'read-only'],
  ['last -f wtmp', 'read-only; reads wtmp'],
  ['last -d', 'not proven'],
  ['lastlog -C -u x', 'not proven'],
  ['lastlog --root .', 'not proven'],
  ['who -b', 'read-only'],
  ['who x', 'read-only; reads x'],
  ['who --lookup', 'not proven'],
  ['getent passwd root', 'read-only'],
  ['getent hosts data.evil.test', 'network; network'],
  ['getent shadow', 'system; credential_access'],
  ['finger root@x.test', 'network; network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
