/** The change that is given back, as text. */
export function change(paid, price) {
  const cents = parseAmount(paid) - parseAmount(price);
  if (cents < 0) throw new RangeError('that is not enough');
  return `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

function parseAmount(text) {
  const found = /^\s*(-?)(\d+)(?:[.,](\d{1,2}))?\s*$/.exec(text);
  if (found === null) throw new RangeError(`no amount: ${text}`);
  const [, sign, whole, part = ''] = found;
  const cents = Number(whole) * 100 + Number(part.padEnd(2, '0'));
  return sign === '-' ? -cents : cents;
}
