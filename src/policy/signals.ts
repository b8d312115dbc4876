import type { Fact, Span } from '../shell/analysis.ts';
import type { Judged, Touch } from './judge.ts';

/** A fact about an action, never a verdict; ordered by span, not de-duplicated. */
export type Signal = { readonly span: Span } & (
  | Fact
  | { readonly kind: 'protected_path'; readonly path: string; readonly zone: 'project' | 'user' }
  | { readonly kind: 'outside_project'; readonly path: string }
  | { readonly kind: 'shell_redirect_outside'; readonly target: string }
  | { readonly kind: 'file_modification'; readonly targets: readonly string[] }
);

/** Looks at one judged invocation and says what it noticed. */
type Collector = (judged: Judged) => Signal[];

const facts: Collector = ({ invocation }) => (invocation.effects.facts ?? []).map((fact) => ({ span: invocation.span, ...fact }));

const credentials: Collector = ({ touches }) =>
  touches.filter((touch) => touch.place === 'secret').map((touch) => ({ span: touch.span, kind: 'credential_access', what: touch.text }));

const protectedPaths: Collector = ({ touches }) =>
  touches.flatMap((touch): Signal[] => {
    if (touch.place === 'own') return [{ span: touch.span, kind: 'protected_path', path: touch.text, zone: 'user' }];
    if (touch.place === 'control' && touch.use !== 'read')
      return [{ span: touch.span, kind: 'protected_path', path: touch.text, zone: 'project' }];
    return [];
  });

const isOutside = (touch: Touch): boolean =>
  touch.place === 'outside' ||
  touch.place === 'own' ||
  touch.place === 'secret' ||
  touch.place === 'device' ||
  (touch.place === 'readable' && touch.use !== 'read');

const outside: Collector = ({ touches }) =>
  touches
    .filter((touch) => !touch.redirect && isOutside(touch))
    .map((touch) => ({ span: touch.span, kind: 'outside_project', path: touch.text }));

const redirectsOutside: Collector = ({ touches }) =>
  touches
    .filter((touch) => touch.redirect && touch.use === 'write' && isOutside(touch))
    .map((touch) => ({ span: touch.span, kind: 'shell_redirect_outside', target: touch.text }));

const modifications: Collector = ({ invocation, touches }) => {
  const targets = touches.filter((touch) => touch.use !== 'read' && touch.place !== 'null').map((touch) => touch.text);
  return targets.length === 0 ? [] : [{ span: invocation.span, kind: 'file_modification', targets }];
};

const COLLECTORS: readonly Collector[] = [facts, credentials, protectedPaths, outside, redirectsOutside, modifications];

/** All signals of a command, ordered by where they stand in it. */
export function collectSignals(judged: readonly Judged[]): Signal[] {
  const signals = judged.flatMap((one) => COLLECTORS.flatMap((collect) => collect(one)));
  return signals.sort((a, b) => a.span.start - b.span.start);
}
