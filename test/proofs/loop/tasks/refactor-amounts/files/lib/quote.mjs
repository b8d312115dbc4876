function parseAmount(text) {
  const found = /^\s*(-?)(\d+)(?:[.,](\d{1,2}))?\s*$/.exec(text);
  if (found === null) throw new RangeError(`no amount: ${text}`);
  const [, sign, whole, part = ''] = found;
  const cents = Number(whole) * 100 + Number(part.padEnd(2, '0'));
  return sign === '-' ? -cents : cents;
}

/** The cheapest of some offers, by who makes them. */
export function cheapest(offers) {
  const [first] = Object.entries(offers).sort(([, one], [, other]) => parseAmount(one) - parseAmount(other));
  return first?.[0];
}
