import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseAmount } from '../lib/amount.mjs';
import * as invoice from '../lib/invoice.mjs';
import * as quote from '../lib/quote.mjs';
import * as receipt from '../lib/receipt.mjs';

const ROOT = path.join(import.meta.dirname, '..');
const textOf = (name) => readFileSync(path.join(ROOT, name), 'utf8');

test('amounts are read as before', () => {
  assert.deepEqual(['1', ' 2,5 ', '-0.05', '10.99'].map(parseAmount), [100, 250, -5, 1099]);
  for (const wrong of ['', '1.234', '1.', 'x', '1 2'])
    assert.throws(() => parseAmount(wrong), { name: 'RangeError', message: `no amount: ${wrong}` });
});

test('nothing else has changed for those who use them', () => {
  assert.deepEqual([invoice, quote, receipt].map(Object.keys), [['invoiceTotal'], ['cheapest'], ['change']]);
  assert.equal(invoice.invoiceTotal(['a: 1', 'b: 2,5']), 350);
  assert.equal(quote.cheapest({}), undefined);
  assert.equal(receipt.change('5', '4.5'), '0.50');
});

test('it is written once', () => {
  for (const name of ['invoice', 'quote', 'receipt']) {
    const text = textOf(`lib/${name}.mjs`);
    assert.match(text, /import \{ parseAmount \} from '\.\/amount\.mjs'|import \{ parseAmount \} from "\.\/amount\.mjs"/);
    assert.doesNotMatch(text, /function parseAmount|no amount|parseAmount\s*=/);
  }
});

test('it has tests of its own, and all tests pass', () => {
  assert.ok(existsSync(path.join(ROOT, 'test/amount.test.mjs')));
  assert.match(textOf('test/amount.test.mjs'), /amount\.mjs/);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const files = ['test/amount.test.mjs', 'test/shop.test.mjs'];
  assert.equal(spawnSync(process.execPath, ['--test', ...files], { cwd: ROOT, env }).status, 0);
});
