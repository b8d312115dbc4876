import { reduced } from './discount.mjs';
import { taxOf } from './tax.mjs';

/** Takes lines with a price in cents and a count; returns cents. */
export function total(lines, code) {
  const sum = lines.reduce((cents, { price, count }) => cents + price * count, 0);
  const net = reduced(sum, code);
  return net + taxOf(net);
}
