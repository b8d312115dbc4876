const PERCENT = 20;

/** The tax on a net price, in cents; half a cent is rounded up. */
export function taxOf(cents) {
  return Math.round((cents * PERCENT) / 100);
}
