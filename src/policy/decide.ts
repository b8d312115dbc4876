import { type ActionClass, type CommandAnalysis, isWider, type Part, type Span } from '../shell/analysis.ts';
import type { Access, Decision, Explanation, PartVerdict, Preset, Verdict } from './action.ts';
import { covers, type GrantScope, grantScope } from './grants.ts';
import { type Judged, judge } from './judge.ts';
import type { Bounds } from './places.ts';
import { prefixOf, prefixOfPart } from './prefix.ts';
import { presetAnswer } from './presets.ts';
import type { Reach } from './reaches.ts';
import { collectSignals } from './signals.ts';
import { type Catastrophe, findCatastrophe } from './tier0.ts';
import type { Touch } from './touches.ts';
import type { World } from './world.ts';

/** What a decision depends on besides the command; everything is a value, so that deciding is pure over `world`. */
export interface DecisionContext {
  readonly bounds: Bounds;
  readonly access: Access;
  readonly preset: Preset;
  readonly grants: readonly GrantScope[];
  readonly world: World;
  readonly ownPrograms: readonly string[];
}

export interface CommandVerdict extends Explanation {
  readonly analysis: CommandAnalysis;
  /** Every program it would start with what that touches. */
  readonly judged: readonly Judged[];
  /** The parts of the text that need a person, in its order. */
  readonly asking: readonly Span[];
}

/** The opinion of the tiers about one invocation. */
interface Opinion {
  readonly decision: Decision;
  readonly tier: Verdict['tier'];
  readonly rule: string;
  readonly reason: string;
  readonly change: string | undefined;
  readonly span: Span;
}

const STRICTNESS: Readonly<Record<Decision, number>> = { allow: 0, ask: 1, deny: 2 };

/** Runs tiers 0 to 3 over an analysed command. The strictest opinion wins; among equals the first in the text. */
export function decide(analysis: CommandAnalysis, context: DecisionContext): CommandVerdict {
  const judged = judge(analysis, context.bounds, context.world);
  const parts = describeParts(analysis, judged);
  let asks = false;
  let decided = incompleteOpinion(analysis, context);
  for (const one of judged) {
    const opinion = opinionOf(one, parts, context);
    asks ||= opinion.decision === 'ask';
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
    asking: asks ? askingParts(analysis, judged, parts, context) : NO_SPANS,
  };
}

const NO_SPANS: readonly Span[] = [];

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

/** Among what is allowed, a preset or a grant is stricter than a proven read: the whole is no proven read then. */
function isStricter(next: Opinion, than: Opinion): boolean {
  if (next.decision !== than.decision) return STRICTNESS[next.decision] > STRICTNESS[than.decision];
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

function scopeOf(judged: Judged, parts: readonly PartVerdict[], context: DecisionContext): GrantScope | undefined {
  // A proven read needs no grant.
  if (judged.class === 'read-only') return undefined;
  const prefix = parts[judged.invocation.part]?.prefix ?? { kind: 'no_prefix', reason: '' };
  return grantScope(judged, prefix, { access: context.access, workspace: context.bounds.workspace, world: context.world });
}

function inTextOrder<T extends { readonly span: Span }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => a.span.start - b.span.start);
}

function askingParts(
  analysis: CommandAnalysis,
  judged: readonly Judged[],
  parts: readonly PartVerdict[],
  context: DecisionContext,
): readonly Span[] {
  if (analysis.parts.length < 2) return analysis.parts.map((part) => part.span);
  const indices = new Set(whoAsks(judged, parts, context).map((one) => one.invocation.part));
  return inTextOrder(analysis.parts.filter((_, i) => indices.has(i))).map((part) => part.span);
}

function describeParts(analysis: CommandAnalysis, judged: readonly Judged[]): readonly PartVerdict[] {
  const { parts } = analysis;
  if (parts.length === 1 && parts[0] !== undefined) return [describePart(parts[0], judged, analysis)];
  const byPart = groupByPart(parts.length, judged);
  return parts.map((part, i) => describePart(part, byPart[i] ?? [], analysis));
}

function describePart({ span, argv }: Part, own: readonly Judged[], analysis: CommandAnalysis): PartVerdict {
  return { span, argv, prefix: prefixOfPart(analysis, own), class: widestClass(own, own.length === 0 ? 'unknown' : 'read-only') };
}

function groupByPart(count: number, judged: readonly Judged[]): readonly (readonly Judged[])[] {
  const groups: Judged[][] = Array.from({ length: count }, () => []);
  for (const one of judged) groups[one.invocation.part]?.push(one);
  return groups;
}

function incompleteOpinion(analysis: CommandAnalysis, context: DecisionContext): Opinion | undefined {
  const hazard = analysis.hazards[0];
  if (hazard === undefined) return undefined;
  const reason = `not understood completely: ${hazard.reason}`;
  if (context.access === 'read-only') return readOnlyDenial(reason, hazard.span);
  return {
    decision: 'ask',
    tier: 5,
    rule: 'incomplete',
    reason,
    change: 'Write it as plain commands with literal words.',
    span: hazard.span,
  };
}

function readOnlyDenial(reason: string, span: Span): Opinion {
  return {
    decision: 'deny',
    tier: 2,
    rule: 'access:read-only',
    reason: `access is read-only, and this is not proven to only read: ${reason}`,
    change: 'It would need access: "workspace-write".',
    span,
  };
}

const CLASS_WORDS: Readonly<Record<ActionClass, string>> = {
  'read-only': 'it only reads',
  'remote-read': 'it reads from a remote service',
  'workspace-code': "it runs the workspace's own code",
  'workspace-write': 'it writes inside the workspace',
  'control-write': 'it changes what configures other programs',
  'git-write': 'it changes the repository',
  install: 'it installs software',
  network: 'it uses the network',
  system: 'it reaches beyond the workspace',
  unknown: 'what it does is not known',
};

function opinionOf(judged: Judged, parts: readonly PartVerdict[], context: DecisionContext): Opinion {
  const name = judged.invocation.name === '' ? 'the command' : judged.invocation.name;
  const secret = secretTouch(judged);
  if (secret !== undefined) {
    return {
      decision: 'deny',
      tier: 3,
      rule: 'builtin:secret-path',
      reason: `${name}: ${secret.text} is a secret place`,
      change: 'Only a rule of the person who owns this machine could open it.',
      span: secret.span,
    };
  }
  const { invocation } = judged;
  if (judged.class === 'read-only')
    return {
      decision: 'allow',
      tier: 1,
      rule: 'tier1:read-only',
      reason: `${name}: proven to only read inside the workspace`,
      change: undefined,
      span: invocation.span,
    };
  const reach = decidingReach(judged, context);
  const why = `${name}: ${reach.why ?? invocation.effects.unproven ?? CLASS_WORDS[reach.class]}`;
  if (context.access === 'read-only') return readOnlyDenial(why, reach.span);
  const { class: cls, span } = reach;
  const { decision: preset, rule } = presetAnswer(context.preset, cls);
  const beyond = beyondAccess(cls, context.access);
  const floored = preset === 'allow' && (beyond || alwaysAsks(judged));
  if (preset === 'allow' && !floored) return { decision: 'allow', tier: 3, rule, reason: why, change: undefined, span };
  if (isGranted(judged, parts, context))
    return { decision: 'allow', tier: 3, rule: 'grant:session', reason: `${why}; allowed for this session`, change: undefined, span };
  return {
    decision: 'ask',
    tier: 5,
    rule: floored ? (beyond ? `access:${context.access}` : `builtin:always-ask`) : rule,
    reason: why,
    change:
      'A person can allow it when their host asks them. A host that cannot ask leaves it to them: run it themselves, or widen the preset in the settings file.',
    span,
  };
}

/** Of all that an invocation is, what the preset or the access answers most strictly; among equals the widest. */
function decidingReach({ reaches, class: widest }: Judged, { access, preset }: DecisionContext): Reach {
  let deciding = reaches[0] ?? NO_REACH;
  if (reaches.length < 2) return deciding;
  if (access === 'read-only') return reaches.find((reach) => reach.class === widest) ?? deciding;
  for (const next of reaches) {
    const stricter = rankOf(next.class, access, preset) - rankOf(deciding.class, access, preset);
    if (stricter > 0 || (stricter === 0 && isWider(next.class, deciding.class))) deciding = next;
  }
  return deciding;
}

const NO_REACH: Reach = { class: 'unknown', why: undefined, span: { start: 0, end: 0 } };

function rankOf(cls: ActionClass, access: Access, preset: Preset): number {
  return beyondAccess(cls, access) ? STRICTNESS.ask : STRICTNESS[presetAnswer(preset, cls).decision];
}

function secretTouch({ touches }: Judged): Touch | undefined {
  for (const touch of touches) if (touch.place === 'secret' || (touch.place === 'own' && touch.use === 'read')) return touch;
  return undefined;
}

function isGranted(judged: Judged, parts: readonly PartVerdict[], context: DecisionContext): boolean {
  if (context.grants.length === 0) return false;
  const scope = scopeOf(judged, parts, context);
  return scope !== undefined && context.grants.some((grant) => covers(grant, scope));
}

/** Everything from `system` on reaches further than the workspace. */
function beyondAccess(cls: ActionClass, access: Access): boolean {
  return access !== 'full' && (cls === 'system' || isWider(cls, 'system'));
}

/** Credentials, security settings and destruction ask under every preset. */
function alwaysAsks(judged: Judged): boolean {
  const { facts } = judged.invocation.effects;
  if (facts === undefined) return false;
  return facts.some(
    (fact) =>
      fact.kind === 'credential_access' ||
      fact.kind === 'privilege' ||
      fact.kind === 'persistence' ||
      fact.kind === 'obfuscation' ||
      (fact.kind === 'dangerous_pattern' && fact.severity === 'high'),
  );
}
