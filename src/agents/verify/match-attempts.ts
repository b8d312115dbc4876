import type { Attempt } from './model/play.ts';
import type { Asked } from './recording-gate.ts';

/** One call of the model, and the action before the gate that came from it. */
export interface Matched {
  readonly attempt: Attempt;
  readonly asked: Asked | undefined;
}

/**
 * Finds for each call the action that came from it, which belongs to no other call: the first one that holds its word, before any other
 * call was made; else such a one that came later; else one, before any other call, that stands for it in other words. Each of these is
 * looked for after all calls had the one before, so that no call takes what is another's.
 */
export function matchAttempts(attempts: readonly Attempt[], asked: readonly Asked[]): readonly Matched[] {
  const taken = new Map<Attempt, Asked>();
  const own = (index: number): readonly Asked[] => asked.slice(attempts[index]?.at, attempts[index + 1]?.at);
  const later = (index: number): readonly Asked[] => asked.slice(attempts[index]?.at);
  for (const [actionsOf, fits] of [
    [own, holdsWord],
    [later, holdsWord],
    [own, standsFor],
  ] as const) {
    const free = new Set(asked);
    for (const one of taken.values()) free.delete(one);
    for (const [index, attempt] of attempts.entries()) {
      if (taken.has(attempt)) continue;
      const found = actionsOf(index).find((one) => free.has(one) && fits(one, attempt));
      if (found === undefined) continue;
      taken.set(attempt, found);
      free.delete(found);
    }
  }
  return attempts.map((attempt) => ({ attempt, asked: taken.get(attempt) }));
}

function holdsWord({ text }: Asked, { needle }: Attempt): boolean {
  return text.includes(needle);
}

/** One that was not understood has no words of its own; a search is judged by the directory that it goes through. */
function standsFor({ kind }: Asked, { step }: Attempt): boolean {
  return kind === 'foreign' || (kind === 'path' && step.do === 'read');
}
