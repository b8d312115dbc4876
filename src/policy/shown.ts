import { NO_PROGRAM } from '../shell/programs/traits.ts';
import type { Access, Approval, Verdict } from './action.ts';
import { approvalText } from './approval-text.ts';
import type { Examined } from './examine.ts';
import type { PathUse } from './path-analysis.ts';
import { pathRule } from './rules/path-rule.ts';

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
  /** Of a tool that reads or writes a path: what it was given. Then `command` only says it in words. */
  readonly path?: PathUse | undefined;
  /** The rule that "always" would write; `null` when no rule says just this. */
  readonly alwaysRule: string | null;
}

/** What a question is shown with besides what was examined. */
export interface Showing {
  readonly client: string;
  readonly workspace: string;
  readonly access: Access;
}

/** A question in words. */
export interface AskedText {
  readonly text: Pick<Approval, 'message' | 'grantable' | 'grantText'>;
  /** The whole command, or all that there is of something else. */
  readonly whole: string;
  readonly path?: PathUse | undefined;
}

/** JSON text for the store. */
export function shownToPeople({ text, whole, path }: AskedText, examined: Examined, { client, workspace, access }: Showing): string {
  const { verdict, cwd } = examined;
  const shown: Shown = {
    ...text,
    command: whole,
    path,
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

/** The rule that "always" would write for what asks; `null` when no rule says just this. */
export function alwaysRuleOf(examined: Examined): string | null {
  if (isTool(examined)) return ruleFor(examined.verdict, examined);
  const { verdict, asking, cwd, analysis, grantable } = examined;
  const text = approvalText({ command: analysis.command, cwd, verdict, asking, scopes: grantable() });
  return text.grantable ? ruleFor(verdict, examined) : null;
}

/** A rule says what a grant would have said, for ever: the prefix, or the very words. */
function ruleFor({ prefix }: Verdict, examined: Examined): string | null {
  const { analysis, grantable } = examined;
  const [scope, ...others] = grantable();
  if (scope === undefined || others.length > 0) return null;
  if (isTool(examined)) return ruleForPath(examined);
  if (!analysis.plain) return null;
  if (scope.key.startsWith('prefix ') && prefix.kind === 'prefix') return `Bash(${prefix.value}:*)`;
  return scope.manifest === '' && /^[\w@%+=:,./ -]+$/.test(analysis.command) ? `Bash(${analysis.command.trim()})` : null;
}

function isTool({ judged }: Examined): boolean {
  return judged.some(({ invocation }) => (invocation.traits & NO_PROGRAM) !== 0);
}

/** The one real path that is read or written, from the root: elsewhere a relative one would mean another file. */
function ruleForPath({ judged }: Examined): string | null {
  const touches = judged.flatMap((one) => one.touches);
  const [real, ...others] = new Set(touches.flatMap(({ paths }) => paths));
  return real === undefined || others.length > 0 ? null : pathRule(touches[0]?.use === 'read' ? 'read' : 'write', real);
}
