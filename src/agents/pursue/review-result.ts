import { visible } from '../../shell/visible.ts';
import type { ReviewResult } from '../work/work.ts';
import type { Reviewed } from './director.ts';
import { parseReview } from './parse-review.ts';
import { scorecard } from './scorecard.ts';
import type { Criterion } from './verify-plan.ts';

/**
 * What a reviewer's task comes to. One that accepts what falls short of a criterion, or gives it no score, wants it revised; one that says
 * nothing that can be understood has accepted nothing.
 */
export function reviewResult({ agent, taskId, text, problem }: Reviewed, criteria: readonly Criterion[]): ReviewResult {
  const of = { agent, taskId };
  if (text === undefined) return { ...of, verdict: 'ended', note: visible(problem ?? 'it said nothing'), followups: [] };
  const told = parseReview(text);
  if (told === undefined) return { ...of, verdict: 'unreadable', note: UNREADABLE, followups: [] };
  const { verdict, note } = told;
  const followups = [...told.followups];
  if (criteria.length === 0) return { ...of, verdict, note, followups };
  const { scores, score, short } = scorecard(criteria, told.scores);
  const scored = { scores, ...(score === undefined ? {} : { score }) };
  if (verdict !== 'accept' || short.length === 0) return { ...of, verdict, note, followups, ...scored };
  const missed = `it was accepted, but ${short.join('; ')}`;
  return { ...of, verdict: 'revise', note: note === '' ? missed : `${missed}. ${note}`, followups, ...scored };
}

const UNREADABLE = 'its last message does not end with a verdict that can be understood';
