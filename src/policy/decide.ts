import { type ActionClass, type CommandAnalysis, isWider, type Part, type Span } from '../shell/analysis.ts';
import type { Explanation, PartVerdict, Verdict } from './action.ts';
import { mayLower } from './classifier/may-lower.ts';
import type { GrantScope } from './grants.ts';
import { type Judged, judge } from './judge.ts';
import { agentOpinion, type DecisionContext, incompleteOpinion, type Opinion, opinionOf, scopeOf, strictnessOf } from './opinion.ts';
import { prefixOf, prefixOfPart } from './prefix.ts';
import { collectSignals } from './signals.ts';
import { type Catastrophe, findCatastrophe } from './tier0.ts';

export interface CommandVerdict extends Explanation {
  readonly analysis: CommandAnalysis;
  /** Every program it would start with what that touches. */
  readonly judged: readonly Judged[];
  /** The parts of the text that need a person, in its order. */
  readonly asking: readonly Span[];
}

/** Runs tiers 0 to 3 over an analysed command. The strictest opinion wins; among equals the first in the text. */
export function decide(analysis: CommandAnalysis, context: DecisionContext): CommandVerdict {
  const judged = judge(analysis, context.bounds, context.world);
  const parts = describeParts(analysis, judged);
  let asking: Judged[] | undefined;
  let decided = stricterOf(incompleteOpinion(analysis, context), agentOpinion(context));
  for (const one of judged) {
    const opinion = opinionOf(one, parts, context);
    if (opinion.decision === 'ask') {
      if (asking === undefined) asking = [one];
      else asking.push(one);
    }
    if (decided === undefined || isStricter(opinion, decided)) decided = opinion;
  }
  decided ??= NOTHING_RUNS;
  const catastrophe = findCatastrophe(analysis, judged, context.bounds, context.ownPrograms);
  if (catastrophe !== undefined) decided = denialOf(catastrophe);
  const { decision, tier, reason, rule, change, span } = decided;
  const verdict: Verdict = {
    decision,
    tier,
    reason,
    rule,
    change,
    span,
    class: widestClass(judged, analysis.complete ? 'read-only' : 'unknown'),
    signals: collectSignals(analysis, judged),
    prefix: prefixOf(analysis, parts[0]?.prefix),
  };
  return {
    verdict,
    parts: parts.length < 2 ? parts : inTextOrder(parts),
    analysis,
    judged,
    asking: asking === undefined ? NO_SPANS : partsOf(asking, analysis),
  };
}

const NO_SPANS: readonly Span[] = [];
const NO_JUDGED: readonly Judged[] = [];

/**
 * What a person could grant for the session: one scope for each part that asks; empty when nothing may be granted.
 * Reads the files that say what workspace code runs.
 */
export function grantableScopes({ analysis, verdict, judged }: CommandVerdict, context: DecisionContext): readonly GrantScope[] {
  if (!analysis.complete || verdict.decision !== 'ask') return [];
  // In the order of `analysis.parts`, which the invocations refer to.
  const parts = describeParts(analysis, judged);
  return scopesOf(whoAsks(judged, parts, context), parts, context);
}

/** Whether a classifier may answer for the preset: only when every part that asks does so because of the preset, and of nothing dangerous. */
export function mayBeLowered({ analysis, verdict, judged }: CommandVerdict, context: DecisionContext): boolean {
  if (verdict.decision !== 'ask') return false;
  const parts = describeParts(analysis, judged);
  const asks = judged.map((one) => opinionOf(one, parts, context)).filter(({ decision }) => decision === 'ask');
  return mayLower({
    class: verdict.class,
    signals: verdict.signals,
    complete: analysis.complete,
    rules: [verdict.rule, ...asks.map(({ rule }) => rule)],
  });
}

function whoAsks(judged: readonly Judged[], parts: readonly PartVerdict[], context: DecisionContext): readonly Judged[] {
  return judged.filter((one) => opinionOf(one, parts, context).decision === 'ask');
}

const NOTHING_RUNS: Opinion = {
  decision: 'ask',
  tier: 5,
  rule: 'nothing-runs',
  reason: 'nothing would run',
  change: undefined,
  span: { start: 0, end: 0 },
};

function stricterOf(a: Opinion | undefined, b: Opinion | undefined): Opinion | undefined {
  return a === undefined || (b !== undefined && isStricter(b, a)) ? (b ?? a) : a;
}

/** Among what is allowed, a preset or a grant is stricter than a proven read: the whole is no proven read then. */
function isStricter(next: Opinion, than: Opinion): boolean {
  if (next.decision !== than.decision) return strictnessOf(next.decision) > strictnessOf(than.decision);
  return next.decision === 'allow' && next.tier === 3 && than.tier !== 3;
}

function denialOf({ rule, reason, span }: Catastrophe): Opinion {
  return { decision: 'deny', tier: 0, rule: `tier0:${rule}`, reason: `refused for everybody: ${reason}`, change: undefined, span };
}

function widestClass(judged: readonly Judged[], narrowest: ActionClass): ActionClass {
  let widest = narrowest;
  for (const one of judged) if (isWider(one.class, widest)) widest = one.class;
  return widest;
}

/** All of them, or none: a session grant never covers only some of what asks. */
function scopesOf(asking: readonly Judged[], parts: readonly PartVerdict[], context: DecisionContext): readonly GrantScope[] {
  const scopes = asking.map((one) => scopeOf(one, parts, context)).filter((scope) => scope !== undefined);
  return scopes.length === asking.length ? scopes : [];
}

function inTextOrder<T extends { readonly span: Span }>(items: readonly T[]): readonly T[] {
  return isInOrder(items) ? items : items.toSorted((a, b) => a.span.start - b.span.start);
}

function isInOrder(items: readonly { readonly span: Span }[]): boolean {
  let last = 0;
  for (const { span } of items) {
    if (span.start < last) return false;
    last = span.start;
  }
  return true;
}

/** Where the parts stand that these belong to, in the order of the text. */
function partsOf(asking: readonly Judged[], { parts }: CommandAnalysis): readonly Span[] {
  if (parts.length < 2) return parts.map((part) => part.span);
  const asks = new Uint8Array(parts.length);
  for (const { invocation } of asking) asks[invocation.part] = 1;
  return inTextOrder(parts.filter((_, i) => asks[i] === 1)).map((part) => part.span);
}

function describeParts(analysis: CommandAnalysis, judged: readonly Judged[]): readonly PartVerdict[] {
  const { parts } = analysis;
  if (parts.length === 1 && parts[0] !== undefined) return [describePart(parts[0], judged, analysis)];
  const byPart = groupByPart(parts.length, judged);
  return parts.map((part, i) => describePart(part, byPart[i] ?? NO_JUDGED, analysis));
}

function describePart({ span, argv }: Part, own: readonly Judged[], analysis: CommandAnalysis): PartVerdict {
  return { span, argv, prefix: prefixOfPart(analysis, own), class: widestClass(own, own.length === 0 ? 'unknown' : 'read-only') };
}

function groupByPart(count: number, judged: readonly Judged[]): readonly (readonly Judged[] | undefined)[] {
  const groups: (Judged[] | undefined)[] = new Array(count).fill(undefined);
  for (const one of judged) {
    const { part } = one.invocation;
    const group = groups[part];
    if (group !== undefined) group.push(one);
    else if (part < count) groups[part] = [one];
  }
  return groups;
}
