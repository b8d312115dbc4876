import type { Fact, Span } from '../shell/analysis.ts';

/** A fact about an action, never a verdict; ordered by span, not de-duplicated. */
export type Signal = { readonly span: Span } & (
  | Fact
  | { readonly kind: 'protected_path'; readonly path: string; readonly zone: 'project' | 'user' }
  | { readonly kind: 'outside_project'; readonly path: string }
  | { readonly kind: 'shell_redirect_outside'; readonly target: string }
  | { readonly kind: 'file_modification'; readonly targets: readonly string[] }
);
