import { visible } from '../shell/visible.ts';
import type { Verdict } from './action.ts';
import { describeScope, type GrantScope } from './grants.ts';

/** Longer commands are cut for the person who reads; what was cut can be allowed once only. */
const MAX_SHOWN = 1500;
const MAX_SPAN_SHOWN = 300;

export interface ApprovalText {
  readonly message: string;
  readonly grantText: string;
  readonly grantable: boolean;
}

/** The question that a person reads: what decided first, then all of it, every odd character visible. */
export function approvalText(command: string, cwd: string, verdict: Verdict, scopes: readonly GrantScope[]): ApprovalText {
  const span = verdict.span ?? { start: 0, end: command.length };
  const deciding = command.slice(span.start, span.end);
  const cut = command.length > MAX_SHOWN || deciding.length > MAX_SPAN_SHOWN;
  const grantable = !cut && scopes.length > 0;
  const grantText = grantable ? [...new Set(scopes.map(describeScope))].join('; ') : '';
  const lines = [
    `${visible(deciding.slice(0, MAX_SPAN_SHOWN))}`,
    `Asked because: ${visible(verdict.reason)}`,
    ...(deciding === command ? [] : [`The whole command: ${visible(command.slice(0, MAX_SHOWN))}`]),
    ...(cut ? [`(cut: the command has ${command.length} characters)`] : []),
    `In: ${visible(cwd)}`,
    'Sandbox: none',
    ...(grantable ? [`Allowing it for this session covers ${visible(grantText)}.`] : []),
  ];
  return { message: lines.join('\n'), grantText, grantable };
}
