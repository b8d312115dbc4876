import { expect, test } from 'vitest';
import { readChanges } from '../../../src/shell/git/compare.ts';
import { readListing } from '../../../src/shell/git/listing.ts';

const ID = 'a'.repeat(40);
const entry = (tag: string, name: string, mode = '100644'): string => `${tag} ${mode} ${ID} 0\t${name}\0`;
const list = (text: string) => readListing(Buffer.from(text, 'latin1'));
const NONE = { unknown: [], nested: [], links: [], unfit: false };

test('what git knows of a tree, told apart', () => {
  const text = `? new\nline\0? inner/\0${entry('H', 'a\tb')}${entry('M', 'c')}${entry('H', 'sub', '160000')}`;
  expect(list(text)).toEqual({ ...NONE, unknown: ['new\nline'], nested: ['inner'], links: ['sub'] });
  expect(list('')).toEqual(NONE);
});

test.each(['h', 's', 'S'])('a file that is marked with %s is not to be looked at: the index is unfit', (tag) => {
  expect(list(entry(tag, 'a'))).toEqual({ ...NONE, unfit: true });
});

test.each([
  ['../a', true],
  ['a/../../b', true],
  ['/etc/passwd', true],
  ['a//b', true],
  ['./a', true],
  ['a/.', true],
  ['..a/b..', false],
  ['.git-x/...', false],
])('an index that names %j is unfit: %s', (name, unfit) => {
  expect(list(entry('H', name)).unfit).toBe(unfit);
});

test('changes are read with their lines, whatever their names hold', () => {
  const ids = `${ID} ${'b'.repeat(40)}`;
  const text = `:000000 100644 ${ids} A\0a\nb\0:100644 100644 ${ids} M\0bin\0:100644 120000 ${ids} T\0t\0:100644 000000 ${ids} D\0:x\0`;
  const lines = '1\t0\ta\nb\0-\t-\tbin\x002\t3\tt\x000\t4\t:x\0';
  expect(readChanges(Buffer.from(text + lines, 'latin1'))).toEqual({
    ok: true,
    files: [
      { path: 'a\nb', kind: 'added', added: 1, removed: 0 },
      { path: 'bin', kind: 'modified' },
      { path: 't', kind: 'modified', added: 2, removed: 3 },
      { path: ':x', kind: 'deleted', added: 0, removed: 4 },
    ],
  });
});

test.each(['nonsense', 'nonsense\0', `:000000 100644 ${ID} ${ID} X\0a\0`, `:000000 100644 ${ID} ${ID} A\0`])(
  '%j is not understood',
  (text) => {
    expect(readChanges(Buffer.from(text, 'latin1'))).toMatchObject({ ok: false });
  },
);
