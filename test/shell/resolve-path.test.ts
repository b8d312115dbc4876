import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolvePath } from '../../src/shell/resolve-path.ts';

test('gives what path.resolve gives, for every text', () => {
  const segment = fc.constantFrom('', '.', '..', '...', '.a', 'a.', 'a', 'b c', '-', '~', '/');
  const text = fc.array(segment, { maxLength: 6 }).map((segments) => segments.join('/'));
  fc.assert(
    fc.property(fc.constantFrom('/', '/a', '/a/b'), fc.oneof(text, fc.string()), (directory, each) => {
      expect(resolvePath(directory, each)).toBe(path.resolve(directory, each));
    }),
    { numRuns: 2000 },
  );
});
