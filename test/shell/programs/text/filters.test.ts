import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const reads = (...files: readonly string[]) => ({
  class: 'read-only',
  prefix: { words: 0 },
  ...(files.length > 0 ? { reads: files } : {}),
});

test.each<[string, object]>([
  ['iconv --verbose -f latin1 -t utf-8 x', reads('x', 'latin1', 'utf-8')],
  ["ts -s '%H'", reads()],
  ['pv -pr -s 10M x', reads('x')],
  ['look foo x', reads('x')],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each(['iconv --frob x', 'ts --frob', 'pv -d 1', 'pv -R 1', 'pv -P x y', 'pv -o x y', 'pv --remote=1', 'look --frob x', 'look $x y'])(
  '%s is not proven',
  (command) => {
    expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
  },
);
