import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoiceTotal } from '../lib/invoice.mjs';
import { cheapest } from '../lib/quote.mjs';
import { change } from '../lib/receipt.mjs';

test('an invoice adds up', () => {
  assert.equal(invoiceTotal(['pens: 12,50', 'paper: 3.05', 'rebate: -1']), 1455);
});

test('the cheapest offer', () => {
  assert.equal(cheapest({ ada: '10', bo: '9,99', cy: '10.01' }), 'bo');
});

test('change is given back', () => {
  assert.equal(change('20', '12.95'), '7.05');
  assert.throws(() => change('1', '2'), RangeError);
});
