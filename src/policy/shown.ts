import type { Approval, Verdict } from './action.ts';
import type { Examined } from './examine.ts';

/** What a person at a terminal is shown of a question, as `bailiwick approvals` reads it. */
interface Shown {
  readonly message: string;
  readonly command: string;
  readonly cwd: string;
  readonly class: string;
  readonly reason: string;
  readonly rule: string;
  readonly client: string;
  readonly grantable: boolean;
  readonly grantText: string;
  /** The rule that "always" would write; `null` when no rule says just this. */
  readonly alwaysRule: string | null;
}

/** JSON text for the store. */
export function shownToPeople(text: Pick<Approval, 'message' | 'grantable' | 'grantText'>, examined: Examined, client: string): string {
  const { verdict, analysis, cwd } = examined;
  const shown: Shown = {
    ...text,
    command: analysis.command,
    cwd,
    class: verdict.class ?? 'unknown',
    reason: verdict.reason,
    rule: verdict.rule,
    client,
    alwaysRule: text.grantable ? ruleFor(verdict, examined) : null,
  };
  return JSON.stringify(shown);
}

/** A rule says what a grant would have said, for ever: the prefix, or the very words. */
function ruleFor({ prefix }: Verdict, { analysis, grantable }: Examined): string | null {
  const [scope, ...others] = grantable();
  if (scope === undefined || others.length > 0 || !analysis.plain) return null;
  if (scope.key.startsWith('prefix ') && prefix.kind === 'prefix') return `Bash(${prefix.value}:*)`;
  return scope.manifest === '' && /^[\w@%+=:,./ -]+$/.test(analysis.command) ? `Bash(${analysis.command.trim()})` : null;
}
