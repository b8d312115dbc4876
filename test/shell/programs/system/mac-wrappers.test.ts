import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['arch', 'read-only'],
  ['arch -arm64 cat foo.txt', 'read-only; starts cat foo.txt'],
  ['arch -x86_64 -arm64 ls', 'read-only; starts ls'],
  ['arch -arch arm64 rm y', 'read-only; starts rm y'],
  ['arch rm y', 'read-only; starts rm y'],
  ['arch -e A=b ls', 'not proven; starts A=b ls'],
  ['arch -c ls', 'not proven; starts ls'],
  ['arch --frob ls', 'not proven; starts ls'],
  ['caffeinate', 'read-only'],
  ['caffeinate -di -t 60', 'read-only'],
  ['caffeinate -w 12', 'read-only'],
  ['caffeinate -i npm test', 'read-only; starts npm test'],
  ['caffeinate -t 5 rm y', 'read-only; starts rm y'],
  ['caffeinate -t rm y', 'not proven; starts y'],
  ['caffeinate --frob', 'not proven'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
