import { describe, expect, test } from 'vitest';
import type { Word } from '../../src/shell/analysis.ts';
import { changeDirectory, union } from '../../src/shell/directories.ts';

const context = { home: '/home/ann', cwd: '/w' };
const words = (...values: string[]): Word[] => values.map((value) => ({ span: { start: 0, end: 0 }, value, kind: 'static' }));

describe('changeDirectory', () => {
  test.each([
    [['ls'], ['/w']],
    [['cd', 'src'], ['/w/src']],
    [['cd', '--', '../x'], ['/x']],
    [['cd', '-L', '/'], ['/']],
    [['cd'], ['/home/ann']],
    [['builtin', 'cd', 'a'], ['/w/a']],
  ])('%j leads to %j', (argv, expected) => {
    expect(changeDirectory(words(...argv), ['/w'], context)).toEqual(expected);
  });

  test.each([[['cd', '-']], [['pushd', 'a']], [['popd']], [['eval', 'cd /']], [['.', 'x.sh']], [['cd', 'a', 'b']]])(
    '%j leads nobody knows where',
    (argv) => {
      expect(changeDirectory(words(...argv), ['/w'], context)).toBeUndefined();
    },
  );
});

test('a union keeps every possibility, up to four', () => {
  expect(union(['/a'], ['/b', '/a'])).toEqual(['/a', '/b']);
  expect(union(['/a'], undefined)).toBeUndefined();
  expect(union(['/a', '/b', '/c'], ['/d', '/e'])).toBeUndefined();
});
