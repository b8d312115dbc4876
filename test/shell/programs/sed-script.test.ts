import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainSedScript } from '../../../src/shell/programs/text/sed-script.ts';

test.each([
  'p',
  '1,5p',
  '$d',
  '/a/,/b/d',
  's/a/b/g',
  's|a|b|2p',
  '/x/!{p;q}',
  ':a;N;$!ba;s/\\n/ /g',
  'y/abc/xyz/',
  '2q',
  '0~3d',
  '/a/,+2p',
  '',
  'a text',
  '1i x',
  '/a/I d',
])('plain: %s', (script) => {
  expect(isPlainSedScript(script)).toBe(true);
});

test.each([
  'e',
  '1e rm',
  'w f',
  'r f',
  'R f',
  'W f',
  's/a/b/e',
  's/a/b/w f',
  's/a/b/ge',
  '{ba}s/a;w f/x/',
  's/[/]x/w f/',
  's/[/]*]/x/',
  'F',
  '#n',
  'p}',
  '{p',
  'a\\',
  'saba',
  's/a\nb/c/',
  'v',
  's/a/b',
  't x w',
  '1!1w f',
])('not plain: %s', (script) => {
  expect(isPlainSedScript(script)).toBe(false);
});

test('a script of plain commands is plain, and one dangerous command anywhere spoils it', () => {
  const plain = fc.constantFrom('p', 'd', '1,3d', 's/a/b/', 's|x|;|g', '/a/{p;d}', 'y/a/b/', '$!N', 'b', ':x', 't x', '=', 'q');
  const dangerous = fc.constantFrom('w f', 'e', '1e id', 'r f', 's/a/b/w f', 's/a/b/e', '/a/{p;w f\n}', '$!W f', 'R f');
  fc.assert(
    fc.property(fc.array(plain), fc.array(plain), dangerous, fc.constantFrom(';', '\n', ';\n '), (before, after, bad, separator) => {
      expect(isPlainSedScript([...before, ...after].join(separator))).toBe(true);
      expect(isPlainSedScript([...before, bad, ...after].join(separator))).toBe(false);
    }),
  );
});
