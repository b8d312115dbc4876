import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page, pageCount, range } from '../lib/pages.mjs';

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

test('pages count from 1', () => {
  assert.deepEqual(page(letters, 1, 3), ['a', 'b', 'c']);
});

test('the last page may be shorter', () => {
  assert.deepEqual(page(letters, 3, 3), ['g', 'h']);
  assert.equal(range(8, 3, 3), '7-8 of 8');
});

test('eight things fill three pages of three', () => {
  assert.equal(pageCount(8, 3), 3);
});
