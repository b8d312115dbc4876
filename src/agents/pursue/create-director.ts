import type { CheckResult, Confidence, ReviewResult, WorkSignal } from '../work/work.ts';
import type { DirectedEnd, Director, DirectorDeps, Next, TurnFacts } from './director.ts';
import { attempt, type Evidence, gatherEvidence, openItems } from './gather-evidence.ts';
import { parseStatus, type ToldStatus } from './parse-status.ts';
import { reviewResult } from './review-result.ts';
import { oneLine } from './shown-name.ts';
import { goOn, opening, refusal, rework } from './told.ts';

/** Turns in a row without a status and without a call: it has nothing to do any more and does not say so. */
const SILENT_TURNS = 3;
/** How often a child works on what a reviewer says. */
const MOST_REWORKS = 2;
/** UTF-16 units. */
const REASON_SHOWN = 500;

/**
 * Decides after each turn of one child whether it goes on. Its word alone ends nothing well: what it left behind is looked at, it is refused
 * once with what speaks against it, and what is still wrong then goes into its end as signals.
 */
export function createDirector(deps: DirectorDeps): Director {
  const { pursue, verify, plan } = deps;
  const criteria = verify?.criteria ?? [];
  // Only a reviewer can give scores.
  const isReviewed = verify !== undefined && (verify.reviewer !== undefined || criteria.length > 0);
  let silent = 0;
  let isRefused = false;
  let reviews = 0;
  let reworks = 0;
  let checks: readonly CheckResult[] = [];
  let review: ReviewResult | undefined;

  const end = (outcome: DirectedEnd['outcome'], confidence?: Confidence, signals: readonly WorkSignal[] = []): Next => ({
    kind: 'end',
    end: { outcome, confidence, signals, checks, review },
  });
  const stopped = (): Next => end({ status: 'stopped', reason: '' });

  /** @param isFormal it says so itself */
  async function whenDone(turn: TurnFacts, isFormal: boolean, signal: AbortSignal): Promise<Next> {
    const evidence = await gatherEvidence(deps, isReviewed, signal);
    checks = evidence.checks;
    if (signal.aborted) return stopped();
    const refused = isRefused ? undefined : refusal(evidence, pursue);
    if (refused !== undefined) {
      isRefused = true;
      return { kind: 'say', text: refused };
    }
    const signals = new Set(evidence.signals);
    // What fails its checks is refused without anybody looking at it.
    if (isReviewed && !signals.has('checks-failed')) {
      const next = await reviewed(turn, evidence, signals, signal);
      if (next !== undefined) return next;
    }
    if (!isFormal) signals.add('no-formal-completion');
    if (review !== undefined && review.verdict !== 'accept') signals.add('review-not-accepted');
    const isAsked = checks.length > 0 || isReviewed;
    const isVerified = review?.verdict === 'accept' || checks.some(({ status }) => status === 'passed');
    // Every check was left out: that nothing was found wrong says nothing.
    if (isAsked && !isVerified && signals.size === 0) signals.add('checks-not-run');
    const confidence = signals.size > 0 ? 'uncertain' : isAsked ? 'verified' : 'stated';
    return end({ status: 'completed', reason: '' }, confidence, [...signals]);
  }

  /** What the reviewer wants to happen; `undefined` when it is over. */
  async function reviewed(turn: TurnFacts, evidence: Evidence, signals: Set<WorkSignal>, signal: AbortSignal): Promise<Next | undefined> {
    reviews += 1;
    const names = criteria.map(({ name }) => ({ name }));
    const request = { round: reviews, claim: turn.text, changes: evidence.changes, checks, criteria: names };
    const result = reviewResult((await attempt(() => deps.review(request, signal))) ?? FAILED, criteria);
    review = result;
    await attempt(async () => deps.seen(result));
    if (signal.aborted) return stopped();
    const { verdict, note, followups } = result;
    if (verdict === 'accept') {
      await attempt(async () => plan?.judged('accept', note, []));
      // It accepts with the work what was open of the plan, unless that could not be kept.
      if (openItems(deps)?.length === 0) signals.delete('no-formal-completion');
      return undefined;
    }
    if (verdict === 'blocked') {
      return end({
        status: 'blocked',
        reason: `its reviewer says that it is blocked${note === '' ? '' : `: ${oneLine(note, REASON_SHOWN)}`}`,
      });
    }
    if (verdict !== 'revise' && verdict !== 'replan') return undefined;
    // A plan without an item would say that nothing is to be done.
    const isReplaced = verdict === 'replan' && followups.length > 0;
    await attempt(async () => plan?.judged(isReplaced ? 'replan' : 'revise', note, isReplaced ? followups : []));
    if (reworks === MOST_REWORKS) return undefined;
    reworks += 1;
    await attempt(async () => plan?.nextRound());
    return { kind: 'say', text: rework(result, pursue) };
  }

  return {
    opening: opening(pursue, verify !== undefined),
    async after(turn, signal) {
      if (!pursue && verify === undefined) return end({ status: 'completed', reason: '' });
      const status: ToldStatus | undefined = pursue ? parseStatus(turn.text) : { kind: 'complete' };
      silent = status === undefined && turn.calls === 0 ? silent + 1 : 0;
      if (status === undefined && silent < SILENT_TURNS) return { kind: 'say', text: goOn(openItems(deps) ?? []) };
      if (status === undefined || status.kind === 'complete') return await whenDone(turn, status !== undefined, signal);
      const why = status.kind === 'decide' ? `it needs a decision: ${status.why || 'it did not say which'}` : status.why;
      return end({ status: 'blocked', reason: why || 'it did not say why' });
    },
  };
}

const FAILED = { agent: '', taskId: '', text: undefined, problem: 'it could not be started' };
