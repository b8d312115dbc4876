import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const reads = (...files: readonly string[]) => ({
  class: 'read-only',
  prefix: { words: 0 },
  ...(files.length > 0 ? { reads: files } : {}),
});

test.each<[string, object]>([
  ['awk \'{print > "/dev/null"}\' x', reads('x')],
  ['awk \'{print $1 >> "/dev/null"; n++}\' x', reads('x')],
  ["awk '{print ($1 > 0 ? 1 : 2)}' x", reads('x')],
  ["awk '{print $1; if ($2 >= 5) print $3}' x", reads('x')],
  ["awk '{print $1} $2 > 5 {print}' x", reads('x')],
  ["awk '{print a || b}' x", reads('x')],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'awk \'{print > "/dev/null" "x"}\' x',
  'awk \'{print > "/dev/null"x}\' x',
  'awk \'{print > "/dev/null" > "x"}\' x',
  'awk \'{print > "/dev/nullx"}\' x',
  "awk '{print > f}' x",
  "awk '{print ($1) > f}' x",
  'awk \'{print "(" $1 > 0 ? 1 : 2}\' x',
  "awk '{print $1 > f)}' x",
  "awk 'BEGIN {for (;;print > f) next}' x",
  "awk 'BEGIN {for (;;print $1 > f) next}' x",
  "awk '{print} {print $1 > f} {next}' x",
  "awk '{print $1 > (f)}' x",
  "awk '{print a || b > f}' x",
  "awk '{print (1) | (a > b)}' x",
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
