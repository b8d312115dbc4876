/** How often a property is tried: `PROPERTY_RUNS` multiplies it, e.g. for a long run by night. */
export function runs(base: number): number {
  const factor = Number(process.env['PROPERTY_RUNS'] ?? 1);
  return Math.max(1, Math.round(base * (Number.isFinite(factor) ? factor : 1)));
}
