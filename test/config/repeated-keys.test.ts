import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeatedKeys } from '../../src/config/repeated-keys.ts';

test.for([
  ['{"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}]}', []],
  ['{"a": 1, "a": 2}', ['a']],
  ['{"a": {"b": 1, "c": 2, "b": 3}, "a" : 4}', ['b', 'a']],
  ['{"a": 1, "\\u0061": 2}', ['a']],
  ['{"a": "}, \\"a\\": {", "b": ["a", "a"]}', []],
  ['[]', []],
  ['"a"', []],
] as const)('%s', ([json, expected]) => {
  expect(repeatedKeys(json)).toEqual(expected);
});

test('what JSON writes has none, and each key that is put there again is found', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), fc.boolean(), (value, key, spaced) => {
      expect(repeatedKeys(JSON.stringify(value, null, spaced ? 2 : 0))).toEqual([]);
      const name = JSON.stringify(key);
      expect(repeatedKeys(`{${name}: ${JSON.stringify(value)}, ${name}: 1}`)).toEqual([key]);
    }),
  );
});
