import { shownName } from './shown-name.ts';
import type { Criterion } from './verify-plan.ts';

/** What the scores of a reviewer come to. */
export interface Scorecard {
  /** Those of the criteria that were asked for; others count for nothing. */
  readonly scores: Readonly<Record<string, number>>;
  /** Weighted mean; `undefined` when one is missing or nothing has a weight. */
  readonly score: number | undefined;
  /** Each criterion that is not reached, in our own words and its escaped name. */
  readonly short: readonly string[];
}

/**
 * Holds scores against criteria: whether they are reached is computed here and not left to whoever gave them.
 * @param told by name, from 0 to 1; foreign
 */
export function scorecard(criteria: readonly Criterion[], told: ReadonlyMap<string, number>): Scorecard {
  const scored = criteria.map((criterion) => ({ ...criterion, score: told.get(criterion.name) }));
  const given = scored.flatMap(({ name, weight, score }) => (score === undefined ? [] : [{ name, weight, score }]));
  const weights = given.reduce((sum, { weight }) => sum + weight, 0);
  const isWhole = given.length === criteria.length && weights > 0;
  return {
    scores: Object.fromEntries(given.map(({ name, score }) => [name, score])),
    score: isWhole ? given.reduce((sum, { weight, score }) => sum + weight * score, 0) / weights : undefined,
    short: scored.flatMap(({ name, threshold, score }) => {
      if (score === undefined) return [`${shownName(name)} has no score, ${threshold} is needed`];
      return score >= threshold ? [] : [`${shownName(name)} has the score ${score}, ${threshold} is needed`];
    }),
  };
}
