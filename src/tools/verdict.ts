import type { z } from 'zod';
import type { Verdict } from '../policy/action.ts';
import type { Prefix } from '../policy/prefix.ts';
import type { Signal } from '../policy/signals.ts';
import { visible } from '../shell/visible.ts';
import type { prefixSchema, signalsSchema, verdictSchema } from './schemas.ts';

/** The deciding span is quoted up to this many characters. */
const QUOTED = 300;

/** A verdict as a result shows it; whatever comes from the command is made visible. */
export function describeVerdict(verdict: Verdict, command: string): z.output<typeof verdictSchema> {
  const { span } = verdict;
  return {
    decision: verdict.decision,
    tier: verdict.tier,
    reason: visible(verdict.reason),
    rule: verdict.rule,
    ...(verdict.class === undefined ? {} : { class: verdict.class }),
    ...(verdict.signals.length === 0 ? {} : { signals: describeSignals(verdict.signals) }),
    prefix: describePrefix(verdict.prefix),
    ...(verdict.change === undefined ? {} : { change: visible(verdict.change) }),
    ...(span === undefined || verdict.decision === 'allow' ? {} : { decided_by: quote(command.slice(span.start, span.end)) }),
  };
}

export function describePrefix(prefix: Prefix): z.output<typeof prefixSchema> {
  return prefix.kind === 'prefix'
    ? { kind: prefix.kind, value: visible(prefix.value) }
    : { kind: prefix.kind, reason: visible(prefix.reason) };
}

export function describeSignals(signals: readonly Signal[]): z.output<typeof signalsSchema> {
  return signals.map(({ span, kind, ...facts }) => ({ kind, ...mapped(facts), start: span.start, end: span.end }));
}

function mapped(facts: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, shown(value)]));
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  return Array.isArray(value) ? value.map(shown) : value;
}

/** A refusal for hosts that show only text. */
export function renderRefusal(status: string, verdict: z.output<typeof verdictSchema>): string {
  return [
    `${status}: ${verdict.reason} (tier ${verdict.tier}, ${verdict.rule})`,
    ...(verdict.decided_by === undefined ? [] : [`decided by: ${verdict.decided_by}`]),
    ...(verdict.change === undefined ? [] : [verdict.change]),
  ].join('\n');
}

function quote(text: string): string {
  return visible(text.length > QUOTED ? `${text.slice(0, QUOTED)}… (${text.length} characters)` : text);
}
