import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const reads = (...files: readonly string[]) => ({
  class: 'read-only',
  prefix: { words: 0 },
  ...(files.length > 0 ? { reads: files } : {}),
});

test.each<[string, object]>([
  ['bat x', reads('x')],
  ['bat -pp -r 1:5 -l ts x y', reads('x', 'y')],
  ['batcat --paging=never --style plain x', reads('x')],
  ['bat --list-themes', reads()],
  ['delta --version', reads()],
  ['hexyl -n 16 x', reads('x')],
  ['shuf -n 1 x', reads('x')],
  ['numfmt --to=iec 2048', reads('2048')],
  ['bc -lq', reads()],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'bat --pager x y',
  'bat --pager=x y',
  'bat --paging=always y',
  'bat --paging auto y',
  'bat cache --build',
  'bat --lessopen y',
  'bat --diagnostic',
  'bat --generate-config-file',
  'bat --pag=x y',
  'bat $x',
  'delta',
  'delta a b',
  'delta --version a',
  'hexyl --frob x',
  'shuf -o y x',
  'shuf --random-source=x y',
  'bc -i',
  'bc --frob x',
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
