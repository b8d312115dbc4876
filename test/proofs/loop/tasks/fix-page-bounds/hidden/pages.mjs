import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page, pageCount, range } from '../lib/pages.mjs';

const numbers = Array.from({ length: 9 }, (_, index) => index);

test('every item is on exactly one page', () => {
  for (const size of [1, 2, 3, 4, 9, 10]) {
    const pages = Array.from({ length: pageCount(numbers.length, size) }, (_, index) => page(numbers, index + 1, size));
    assert.deepEqual(pages.flat(), numbers);
    assert.ok(pages.every((one) => one.length > 0));
  }
});

test('full pages leave no empty one behind them, and nothing fills none', () => {
  assert.deepEqual([pageCount(9, 3), pageCount(1, 1), pageCount(0, 3)], [3, 1, 0]);
});

test('the range ends with the list', () => {
  assert.deepEqual([range(9, 1, 3), range(9, 3, 3), range(9, 3, 4)], ['1-3 of 9', '7-9 of 9', '9-9 of 9']);
});
