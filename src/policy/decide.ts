import { ACTION_CLASSES, type ActionClass, type CommandAnalysis, type Span } from '../shell/analysis.ts';
import type { Access, Decision, Explanation, PartVerdict, Preset, Verdict } from './action.ts';
import { covers, type GrantScope, grantScope } from './grants.ts';
import { type Judged, judge, wider } from './judge.ts';
import type { Bounds } from './places.ts';
import { prefixOf, prefixOfPart } from './prefix.ts';
import { PRESET_DECISIONS } from './presets.ts';
import { collectSignals } from './signals.ts';
import { findCatastrophe } from './tier0.ts';
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
  /** The parts of the text that need a person, in its order. */
  readonly asking: readonly Span[];
  /** What a person could grant for the session: one scope for each part that asks; empty when nothing may be granted. */
  readonly grantable: readonly GrantScope[];
}

/** The opinion of the tiers about one invocation. */
interface Opinion {
  readonly decision: Decision;
  readonly tier: Verdict['tier'];
  readonly rule: string;
  readonly reason: string;
  readonly change?: string;
  readonly span: Span;
}

const STRICTNESS: Readonly<Record<Decision, number>> = { allow: 0, ask: 1, deny: 2 };

/** Runs tiers 0 to 3 over an analysed command. The strictest opinion wins; among equals the first in the text. */
export function decide(analysis: CommandAnalysis, context: DecisionContext): CommandVerdict {
  const judged = judge(analysis, context.bounds, context.world);
  const parts = describeParts(analysis, judged);
  const scopes = judged.map((one) =>
    // A proven read needs no grant.
    one.class === 'read-only'
      ? undefined
      : grantScope(one, parts[one.invocation.part]?.prefix ?? { kind: 'no_prefix', reason: '' }, {
          access: context.access,
          workspace: context.bounds.workspace,
          world: context.world,
        }),
  );
  const opinions = judged.map((one, i) => opinionOf(one, scopes[i], context));
  const strictest = pick([...incompleteOpinion(analysis, context), ...opinions]);
  const catastrophe = findCatastrophe(analysis, judged, context.bounds, context.ownPrograms);
  const decided: Opinion =
    catastrophe === undefined
      ? strictest
      : {
          decision: 'deny',
          tier: 0,
          rule: `tier0:${catastrophe.rule}`,
          reason: `refused for everybody: ${catastrophe.reason}`,
          span: catastrophe.span,
        };
  const cls = judged.reduce<ActionClass>((widest, one) => wider(widest, one.class), analysis.complete ? 'read-only' : 'unknown');
  const asking = scopes.filter((_, i) => opinions[i]?.decision === 'ask');
  const grantable =
    analysis.complete && decided.decision === 'ask' && asking.every((scope) => scope !== undefined)
      ? asking.filter((scope) => scope !== undefined)
      : [];
  return {
    verdict: {
      decision: decided.decision,
      tier: decided.tier,
      reason: decided.reason,
      rule: decided.rule,
      ...(decided.change === undefined ? {} : { change: decided.change }),
      span: decided.span,
      class: cls,
      signals: collectSignals(judged),
      prefix: prefixOf(analysis, judged),
    },
    parts: [...parts].sort((a, b) => a.span.start - b.span.start),
    grantable,
    asking: askingParts(analysis, judged, opinions),
  };
}

function askingParts(analysis: CommandAnalysis, judged: readonly Judged[], opinions: readonly Opinion[]): Span[] {
  const asking = new Set(judged.flatMap((one, i) => (opinions[i]?.decision === 'ask' ? [one.invocation.part] : [])));
  return analysis.parts.flatMap((part, i) => (asking.has(i) ? [part.span] : [])).sort((a, b) => a.start - b.start);
}

function describeParts(analysis: CommandAnalysis, judged: readonly Judged[]): PartVerdict[] {
  return analysis.parts.map((part, i) => {
    const own = judged.filter((one) => one.invocation.part === i);
    return {
      span: part.span,
      argv: part.argv.map((word) => word.value),
      prefix: prefixOfPart(analysis, own),
      class: own.reduce<ActionClass>((widest, one) => wider(widest, one.class), own.length === 0 ? 'unknown' : 'read-only'),
    };
  });
}

function pick(opinions: readonly Opinion[]): Opinion {
  const [
    first = { decision: 'ask', tier: 5, rule: 'nothing-runs', reason: 'nothing would run', span: { start: 0, end: 0 } } as const,
    ...rest
  ] = opinions;
  const strictest = rest.reduce<Opinion>((worst, next) => (STRICTNESS[next.decision] > STRICTNESS[worst.decision] ? next : worst), first);
  // One part on a preset or a grant makes the whole more than a proven read.
  return strictest.decision === 'allow' ? (opinions.find((opinion) => opinion.tier === 3) ?? strictest) : strictest;
}

function incompleteOpinion(analysis: CommandAnalysis, context: DecisionContext): Opinion[] {
  const hazard = analysis.hazards[0];
  if (hazard === undefined) return [];
  const reason = `not understood completely: ${hazard.reason}`;
  if (context.access === 'read-only') return [readOnlyDenial(reason, hazard.span)];
  return [
    { decision: 'ask', tier: 5, rule: 'incomplete', reason, change: 'Write it as plain commands with literal words.', span: hazard.span },
  ];
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

function opinionOf(judged: Judged, scope: GrantScope | undefined, context: DecisionContext): Opinion {
  const { class: cls } = judged;
  const name = judged.invocation.name === '' ? 'the command' : judged.invocation.name;
  const why = `${name}: ${judged.because ?? judged.invocation.effects.unproven ?? CLASS_WORDS[cls]}`;
  const secret = judged.touches.find((touch) => touch.place === 'secret' || (touch.place === 'own' && touch.use === 'read'));
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
  if (cls === 'read-only')
    return {
      decision: 'allow',
      tier: 1,
      rule: 'tier1:read-only',
      reason: `${name}: proven to only read inside the workspace`,
      span: judged.span,
    };
  if (context.access === 'read-only') return readOnlyDenial(why, judged.span);
  const preset = PRESET_DECISIONS[context.preset][cls];
  const rule = `preset:${context.preset}:${cls}`;
  const floored = preset === 'allow' && (beyondAccess(cls, context.access) || alwaysAsks(judged));
  if (preset === 'allow' && !floored) return { decision: 'allow', tier: 3, rule, reason: why, span: judged.span };
  if (scope !== undefined && context.grants.some((grant) => covers(grant, scope)))
    return { decision: 'allow', tier: 3, rule: 'grant:session', reason: `${why}; allowed for this session`, span: judged.span };
  return {
    decision: 'ask',
    tier: 5,
    rule: floored ? (beyondAccess(cls, context.access) ? `access:${context.access}` : `builtin:always-ask`) : rule,
    reason: why,
    change:
      'A person can allow it when their host asks them. A host that cannot ask leaves it to them: run it themselves, or widen the preset in the settings file.',
    span: judged.span,
  };
}

/** Everything from `system` on reaches further than the workspace. */
function beyondAccess(cls: ActionClass, access: Access): boolean {
  return access !== 'full' && ACTION_CLASSES.indexOf(cls) >= ACTION_CLASSES.indexOf('system');
}

/** Credentials, security settings and destruction ask under every preset. */
function alwaysAsks(judged: Judged): boolean {
  return (judged.invocation.effects.facts ?? []).some(
    (fact) =>
      fact.kind === 'credential_access' ||
      fact.kind === 'privilege' ||
      fact.kind === 'persistence' ||
      fact.kind === 'obfuscation' ||
      (fact.kind === 'dangerous_pattern' && fact.severity === 'high'),
  );
}
