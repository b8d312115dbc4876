/** In percent, by code. */
const CODES = { TEN: 10, HALF: 50 };

/** Orders below this get no discount. */
const LEAST = 1000;

/** What of a price in cents is left to pay with a code; half a cent is rounded up. */
export function reduced(cents, code) {
  const percent = Object.hasOwn(CODES, code ?? '') ? CODES[code] : 0;
  if (percent === 0) return cents;
  if (cents <= LEAST) return cents;
  return Math.round((cents * (100 - percent)) / 100);
}
