import type { CommandAnalysis, Fact, Span } from '../shell/analysis.ts';
import type { Judged } from './judge.ts';
import type { Touch } from './touches.ts';

/** A fact about an action, never a verdict; ordered by span, not de-duplicated. */
export type Signal = { readonly span: Span } & (
  | Fact
  | { readonly kind: 'protected_path'; readonly path: string; readonly zone: 'project' | 'user' }
  | { readonly kind: 'outside_project'; readonly path: string }
  | { readonly kind: 'shell_redirect_outside'; readonly target: string }
  | { readonly kind: 'file_modification'; readonly targets: readonly string[] }
);

/** Looks at one judged invocation and adds what it noticed. */
type Collector = (judged: Judged, into: Signal[]) => void;

/** A copy of a fact that says where. Written out: spreading is slow. */
function at(fact: Fact, span: Span): Signal {
  switch (fact.kind) {
    case 'package_install':
      return { kind: fact.kind, manager: fact.manager, span };
    case 'git_write':
      return { kind: fact.kind, verb: fact.verb, span };
    case 'dangerous_pattern':
      return { kind: fact.kind, pattern: fact.pattern, severity: fact.severity, span };
    case 'network':
      return fact.host === undefined
        ? { kind: fact.kind, tool: fact.tool, direction: fact.direction, span }
        : { kind: fact.kind, tool: fact.tool, host: fact.host, direction: fact.direction, span };
    case 'container':
      return { kind: fact.kind, privileged: fact.privileged, span };
    case 'credential_access':
      return { kind: fact.kind, what: fact.what, span };
    case 'privilege':
      return { kind: fact.kind, tool: fact.tool, span };
    case 'process_control':
      return { kind: fact.kind, verb: fact.verb, span };
    case 'obfuscation':
    case 'persistence':
      return { kind: fact.kind, how: fact.how, span };
  }
}

const facts: Collector = ({ invocation, class: cls }, into) => {
  const { facts: told, installed } = invocation.effects;
  // It was there, so that nothing is fetched.
  if (installed !== undefined && cls === 'workspace-code') return;
  if (told !== undefined) for (const fact of told) into.push(at(fact, invocation.span));
};

const credentials: Collector = ({ touches }, into) => {
  for (const { place, span, text } of touches) if (place === 'secret') into.push({ span, kind: 'credential_access', what: text });
};

const protectedPaths: Collector = ({ touches }, into) => {
  for (const { place, use, span, text } of touches) {
    if (place === 'own') into.push({ span, kind: 'protected_path', path: text, zone: 'user' });
    else if (place === 'control' && use !== 'read') into.push({ span, kind: 'protected_path', path: text, zone: 'project' });
  }
};

const isOutside = (touch: Touch): boolean =>
  touch.place === 'outside' ||
  touch.place === 'own' ||
  touch.place === 'secret' ||
  touch.place === 'device' ||
  (touch.place === 'readable' && touch.use !== 'read');

const outside: Collector = ({ touches }, into) => {
  for (const touch of touches)
    if (!touch.redirect && isOutside(touch)) into.push({ span: touch.span, kind: 'outside_project', path: touch.text });
};

const redirectsOutside: Collector = ({ touches }, into) => {
  for (const touch of touches)
    if (touch.redirect && touch.use === 'write' && isOutside(touch))
      into.push({ span: touch.span, kind: 'shell_redirect_outside', target: touch.text });
};

const modifications: Collector = ({ invocation, touches }, into) => {
  if (touches.every(({ use }) => use === 'read')) return;
  const changed = touches.filter((touch) => touch.use !== 'read' && touch.place !== 'null');
  if (changed.length > 0) into.push({ span: invocation.span, kind: 'file_modification', targets: changed.map((touch) => touch.text) });
};

/** Whether something other than reading the workspace, software and streams is there: of those no collector tells anything. */
function isRemarkable(touches: readonly Touch[]): boolean {
  for (const { use, place } of touches)
    if (use !== 'read' || (place !== 'workspace' && place !== 'readable' && place !== 'control' && place !== 'null')) return true;
  return false;
}

/** What only the touched paths tell. */
const OF_PATHS: readonly Collector[] = [credentials, protectedPaths, outside, redirectsOutside, modifications];

const NO_SIGNALS: readonly Signal[] = [];

function isNoticed(judged: readonly Judged[]): boolean {
  for (const { invocation, touches } of judged) if (invocation.effects.facts !== undefined || isRemarkable(touches)) return true;
  return false;
}

/** All signals of a command, ordered by where they stand in it. */
export function collectSignals({ credentials: expanded }: CommandAnalysis, judged: readonly Judged[]): readonly Signal[] {
  if (expanded.length === 0 && !isNoticed(judged)) return NO_SIGNALS;
  const signals: Signal[] = [];
  if (expanded.length > 0) for (const { span, text } of expanded) signals.push({ span, kind: 'credential_access', what: text });
  for (const one of judged) {
    facts(one, signals);
    if (isRemarkable(one.touches)) for (const collect of OF_PATHS) collect(one, signals);
  }
  return inOrder(signals);
}

/** Up to so many, moving each to its place is faster than the sort that is there for all lengths. */
const FEW = 12;

/** Sorts by where they stand; those at one place stay as they are. */
function inOrder(signals: Signal[]): Signal[] {
  if (signals.length > FEW) return signals.sort((a, b) => a.span.start - b.span.start);
  for (let i = 1; i < signals.length; i++) {
    const moved = signals[i];
    if (moved === undefined) break;
    let at = i;
    for (let before = signals[at - 1]; before !== undefined && before.span.start > moved.span.start; before = signals[at - 1]) {
      signals[at] = before;
      at--;
    }
    signals[at] = moved;
  }
  return signals;
}
