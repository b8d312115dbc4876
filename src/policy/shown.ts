import type { Access, Approval, Verdict } from './action.ts';
import { approvalText } from './approval-text.ts';
import type { Examined } from './examine.ts';

/** What a person at a terminal is shown of a question, as `bailiwick approvals` reads it. */
interface Shown {
  readonly message: string;
  readonly command: string;
  readonly cwd: string;
  /** What it was judged by, so that whoever writes the rule can judge again. */
  readonly workspace: string;
  readonly access: Access;
  readonly class: string;
  readonly reason: string;
  readonly rule: string;
  readonly client: string;
  readonly grantable: boolean;
  readonly grantText: string;
  /** The rule that "always" would write; `null` when no rule says just this. */
  readonly alwaysRule: string | null;
}

/** What a question is shown with besides what was examined. */
export interface Showing {
  readonly client: string;
  readonly workspace: string;
  readonly access: Access;
}

/** JSON text for the store. */
export function shownToPeople(
  text: Pick<Approval, 'message' | 'grantable' | 'grantText'>,
  examined: Examined,
  { client, workspace, access }: Showing,
): string {
  const { verdict, analysis, cwd } = examined;
  const shown: Shown = {
    ...text,
    command: analysis.command,
    cwd,
    workspace,
    access,
    class: verdict.class ?? 'unknown',
    reason: verdict.reason,
    rule: verdict.rule,
    client,
    alwaysRule: text.grantable ? ruleFor(verdict, examined) : null,
  };
  return JSON.stringify(shown);
}

/** The rule that "always" would write for a command that asks; `null` when no rule says just this. */
export function alwaysRuleOf(examined: Examined): string | null {
  const { verdict, asking, cwd, analysis, grantable } = examined;
  const text = approvalText({ command: analysis.command, cwd, verdict, asking, scopes: grantable() });
  return text.grantable ? ruleFor(verdict, examined) : null;
}

/** A rule says what a grant would have said, for ever: the prefix, or the very words. */
function ruleFor({ prefix }: Verdict, { analysis, grantable }: Examined): string | null {
  const [scope, ...others] = grantable();
  if (scope === undefined || others.length > 0 || !analysis.plain) return null;
  if (scope.key.startsWith('prefix ') && prefix.kind === 'prefix') return `Bash(${prefix.value}:*)`;
  return scope.manifest === '' && /^[\w@%+=:,./ -]+$/.test(analysis.command) ? `Bash(${analysis.command.trim()})` : null;
}
