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

/** A copy of a fact that says where. Written out for the kinds that most commands have: spreading is slow. */
function at(fact: Fact, span: Span): Signal {
  switch (fact.kind) {
    case 'package_install':
      return { kind: fact.kind, manager: fact.manager, span };
    case 'git_write':
      return { kind: fact.kind, verb: fact.verb, span };
    case 'dangerous_pattern':
      return { kind: fact.kind, pattern: fact.pattern, severity: fact.severity, span };
    default:
      return { ...fact, span };
  }
}

const facts: Collector = ({ invocation }, into) => {
  const { facts: told } = invocation.effects;
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

/** All signals of a command, ordered by where they stand in it. */
export function collectSignals({ credentials: expanded }: CommandAnalysis, judged: readonly Judged[]): Signal[] {
  const signals: Signal[] = [];
  if (expanded.length > 0) for (const { span, text } of expanded) signals.push({ span, kind: 'credential_access', what: text });
  for (const one of judged) {
    facts(one, signals);
    if (isRemarkable(one.touches)) for (const collect of OF_PATHS) collect(one, signals);
  }
  return isInOrder(signals) ? signals : signals.sort((a, b) => a.span.start - b.span.start);
}

function isInOrder(signals: readonly Signal[]): boolean {
  for (let i = 1; i < signals.length; i++) if ((signals[i]?.span.start ?? 0) < (signals[i - 1]?.span.start ?? 0)) return false;
  return true;
}
