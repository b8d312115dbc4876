/** Date.parse takes this oldest form of an HTTP date for local time, and it is GMT (RFC 9110, 5.6.7). */
const ASCTIME = /^[A-Za-z]{3} [A-Za-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

const NUMBER = /^\d{1,15}(\.\d{1,6})?$/;

/**
 * Takes the headers of an answer and the time in epoch milliseconds; returns how many milliseconds the server asks us to wait, or
 * `undefined` when it does not say it in a form we know: `retry-after-ms`, or `retry-after` in seconds or as an HTTP date.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const milliseconds = headers.get('retry-after-ms')?.trim();
  if (milliseconds !== undefined && NUMBER.test(milliseconds)) return Math.ceil(Number(milliseconds));
  const value = headers.get('retry-after')?.trim();
  if (value === undefined) return undefined;
  if (NUMBER.test(value)) return Math.ceil(Number(value) * 1000);
  if (!/^[A-Za-z]{3}/.test(value)) return undefined;
  const date = Date.parse(ASCTIME.test(value) ? `${value} GMT` : value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
