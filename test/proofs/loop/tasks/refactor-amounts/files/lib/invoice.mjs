function parseAmount(text) {
  const found = /^\s*(-?)(\d+)(?:[.,](\d{1,2}))?\s*$/.exec(text);
  if (found === null) throw new RangeError(`no amount: ${text}`);
  const [, sign, whole, part = ''] = found;
  const cents = Number(whole) * 100 + Number(part.padEnd(2, '0'));
  return sign === '-' ? -cents : cents;
}

/** Takes lines like `pens: 12,50`; returns what is to be paid, in cents. */
export function invoiceTotal(lines) {
  return lines.reduce((cents, line) => cents + parseAmount(line.slice(line.indexOf(':') + 1)), 0);
}
