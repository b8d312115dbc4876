import { ACTION_CLASSES, type ActionClass, type CommandAnalysis, isWider, rankOfClass, type Span } from '../shell/analysis.ts';
import type { Access, Decision, PartVerdict, Preset, Verdict } from './action.ts';
import { covers, type GrantScope, grantScope } from './grants.ts';
import type { Judged } from './judge.ts';
import type { Bounds } from './places.ts';
import type { Prefix } from './prefix.ts';
import { presetAnswer } from './presets.ts';
import type { Reach } from './reaches.ts';
import { type RuleMatch, ruleFor, ruleForAgent } from './rules/match.ts';
import type { RuleSet } from './rules/rule.ts';
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
  /** A person's rules. */
  readonly rules: RuleSet;
  /** The agent that would do it, where a child is asked for. */
  readonly agent?: string | undefined;
}

/** The opinion of the tiers about one invocation. */
export interface Opinion {
  readonly decision: Decision;
  readonly tier: Verdict['tier'];
  readonly rule: string;
  readonly reason: string;
  readonly change: string | undefined;
  readonly span: Span;
}

/** How strict a decision is, from 0. */
export function strictnessOf(decision: Decision): number {
  return decision === 'allow' ? 0 : decision === 'ask' ? 1 : 2;
}

/** Of what is not understood completely; `undefined` for what is. */
export function incompleteOpinion(analysis: CommandAnalysis, context: DecisionContext): Opinion | undefined {
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

const WORDS: Readonly<Record<ActionClass, string>> = {
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

/** By rank. */
const CLASS_WORDS: readonly string[] = ACTION_CLASSES.map((cls) => WORDS[cls]);

/** What the tiers say of one invocation; the first that decides, decides. */
export function opinionOf(judged: Judged, parts: readonly PartVerdict[], context: DecisionContext): Opinion {
  const { invocation } = judged;
  const name = invocation.name === '' ? 'the command' : invocation.name;
  const rule = ruleOf(judged, parts, context);
  if (rule?.list === 'deny') return byRule(rule, 'deny', name, invocation.span);
  const secret = opensSecret(rule) ? undefined : secretTouch(judged);
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
  if (judged.class === 'read-only' && rule?.list !== 'ask')
    return {
      decision: 'allow',
      tier: 1,
      rule: 'tier1:read-only',
      reason: `${name}: proven to only read inside the workspace`,
      change: undefined,
      span: invocation.span,
    };
  const reach = decidingReach(judged, context);
  const why = `${name}: ${reach.why ?? invocation.effects.unproven ?? CLASS_WORDS[rankOfClass(reach.class)]}`;
  if (context.access === 'read-only' && judged.class !== 'read-only') return readOnlyDenial(why, reach.span);
  const { class: cls, span } = reach;
  if (rule?.list === 'ask') return byRule(rule, 'ask', name, span);
  const { decision: preset, rule: presetRule } = presetAnswer(context.preset, cls);
  const beyond = beyondAccess(cls, context.access);
  const allows = preset === 'allow' || rule !== undefined;
  const floored = allows && (beyond || alwaysAsks(judged));
  if (allows && !floored)
    return rule === undefined
      ? { decision: 'allow', tier: 3, rule: presetRule, reason: why, change: undefined, span }
      : byRule(rule, 'allow', name, span);
  if (isGranted(judged, parts, context))
    return { decision: 'allow', tier: 3, rule: 'grant:session', reason: `${why}; allowed for this session`, change: undefined, span };
  return {
    decision: 'ask',
    tier: 5,
    rule: floored ? (beyond ? `access:${context.access}` : `builtin:always-ask`) : presetRule,
    reason: why,
    change: 'A person can allow it when their host asks them, or with `bailiwick approve` in a terminal.',
    span,
  };
}

/** What a person's rules say of it, if anything; `undefined` costs nothing where there are none. */
function ruleOf(judged: Judged, parts: readonly PartVerdict[], { rules, world }: DecisionContext): RuleMatch | undefined {
  if (rules.rules.length === 0) return undefined;
  return ruleFor(rules, judged, parts[judged.invocation.part]?.prefix ?? NO_PREFIX, world.isDirectory);
}

const NO_PREFIX: Prefix = { kind: 'no_prefix', reason: '' };

/** A rule of the person's own that names what may be read opens also what is secret; a repository's never does. */
function opensSecret(found: RuleMatch | undefined): boolean {
  return found?.list === 'allow' && found.rule.matcher.kind === 'read' && found.rule.layer === 'user';
}

const RULE_CHANGES = {
  deny: 'Only whoever wrote the rule can change it.',
  ask: 'A person can allow it when their host asks them, or with `bailiwick approve` in a terminal.',
  allow: undefined,
} as const;

function byRule({ list, rule }: RuleMatch, decision: Decision, name: string, span: Span): Opinion {
  const why = rule.justification === undefined ? '' : `: ${rule.justification}`;
  return {
    decision,
    tier: decision === 'ask' ? 5 : 3,
    rule: `rules:${rule.layer}:${rule.line}`,
    reason: `${name}: the ${rule.layer} rule ${list} ${rule.text}${why}`,
    change: RULE_CHANGES[decision],
    span,
  };
}

/** What rules say of the agent that a child would be; only a denial or a question, for its commands are judged as well. */
export function agentOpinion({ rules, agent }: DecisionContext): Opinion | undefined {
  const found = agent === undefined || rules.rules.length === 0 ? undefined : ruleForAgent(rules, agent);
  return found === undefined || found.list === 'allow' ? undefined : byRule(found, found.list, agent ?? '', { start: 0, end: 0 });
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
  return strictnessOf(beyondAccess(cls, access) ? 'ask' : presetAnswer(preset, cls).decision);
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

/** What a grant for the session would cover of one invocation; `undefined` when it may not be granted. */
export function scopeOf(judged: Judged, parts: readonly PartVerdict[], context: DecisionContext): GrantScope | undefined {
  // A proven read needs no grant.
  if (judged.class === 'read-only') return undefined;
  const prefix = parts[judged.invocation.part]?.prefix ?? { kind: 'no_prefix', reason: '' };
  return grantScope(judged, prefix, { access: context.access, workspace: context.bounds.workspace, world: context.world });
}
