import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRevision } from '../../../src/shell/git/revision.ts';

test.each([
  ['HEAD'],
  ['@'],
  ['@~2'],
  ['main'],
  ['HEAD~3'],
  ['HEAD^^2~4'],
  ['feature/some-thing_1.2'],
  ['v1.0.0'],
  ['0123abc'],
  ['main@{u}'],
  ['main@{upstream}'],
  ['main@{3}'],
  ['main..feature/x'],
  ['HEAD~2...HEAD'],
])('%s is one', (text) => {
  expect(isRevision(text)).toBe(true);
});

test.each([
  [''],
  ['-p'],
  ['--output=/tmp/x'],
  ['--no-index'],
  ['a..--output=x'],
  ['HEAD:secret'],
  [':/fix'],
  ['HEAD^{/fix}'],
  ['HEAD^{commit}'],
  ['HEAD^!'],
  ['HEAD^@'],
  ['^HEAD'],
  ['main@{yesterday}'],
  ['main@{push}'],
  ['a..b..c'],
  ['..b'],
  ['a..'],
  ['a b'],
  ['a\nb'],
  ['a\0b'],
  ['HEAD\n'],
  ['$(id)'],
  ['a;b'],
  ['a//../b'],
  ['../b'],
  ['a/'],
  ['/etc/passwd'],
  ['.git/config'],
  ['a*'],
  ['a~99999999'],
  ['a'.repeat(251)],
  ['\u2212x'],
])('%j is none', (text) => {
  expect(isRevision(text)).toBe(false);
});

test('whatever passes is plain to a shell and to git', () => {
  const letters = fc.constantFrom(...'aZ0.-~^@{}/:_ \n$'.split(''), 'HEAD', '..', '--', '@{u}', '@{1}');
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      if (isRevision(text)) expect(text).toMatch(/^(?!-)[\w./+~^@{}-]+$/);
      if (isRevision(text)) expect(text).not.toMatch(/\.\.-|:|\{\/|^\/|^\./);
    }),
  );
});
