/** Takes cents; returns e.g. `12.05`. */
export function money(cents) {
  const whole = Math.trunc(cents / 100);
  return `${whole}.${String(cents % 100).padStart(2, '0')}`;
}
