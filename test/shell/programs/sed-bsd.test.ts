import { expect, test } from 'vitest';
import { writtenOnBsd } from '../../../src/shell/programs/text/sed-bsd.ts';
import { splitWords } from './split-words.ts';

/** What a bare `-i` before these words makes BSD sed write. */
const written = (rest: string, before = '') => writtenOnBsd(splitWords(before), splitWords(rest))?.map((word) => word.value);

test.each([
  ['s/a/b/ x', []],
  ["'' s/a/b/ x y", ['x', 'y']],
  ['.bak p x', ['x', 'x.bak']],
  ['-e s/a/b/ x', ['x', 'x-e']],
  ['-e s/a/b/ -e s/c/d/ x', ['-e', 's/c/d/', 'x', '-e-e', 's/c/d/-e', 'x-e']],
  ['-e /foo/d -e /bar/d x', ['-e', 'x', '-e-e', 'x-e']],
  ['s/a/b/ src/wrapper.ts', []],
  ['s/a/b/ src/wrapper.ts y', ['y', 'ys/a/b/']],
  ['s/a/b/ /wide/src/x.ts', []],
  ['s/a/b/ web/x.ts', ['eb/x.ts']],
  ['s/a/b/ 1w.npmrc', ['.npmrc']],
  ['s/a/b/ /x/Iw.npmrc', ['.npmrc']],
  ['s/a/b/ server/views/worker.ts', ['s/worker.ts']],
  ['s/a/b/ requirements.txt', []],
  ['', []],
])('-i %s', (rest, expected) => {
  expect(written(rest)).toEqual(expected);
});

test.each(["b '1w .npmrc' x", "b 'p;w.npmrc'", 'p src/*.ts', "p 's,a,b,w.npmrc'", 'p requirements.txt x', 'p $x y', 'p -f script x'])(
  '-i %s is not told',
  (rest) => {
    expect(written(rest)).toBeUndefined();
  },
);

test('options before it count', () => {
  expect(written('f g', '-e p')).toEqual(['g', 'gf']);
  expect(written('f g', "-e 'w x'")).toBeUndefined();
});
