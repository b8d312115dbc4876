import type { Span } from '../shell/analysis.ts';
import { visible } from '../shell/visible.ts';
import type { Verdict } from './action.ts';
import { describeScope, type GrantScope } from './grants.ts';

/** Longer commands are cut for the person who reads. */
const MAX_SHOWN = 1500;
const MAX_PARTS_SHOWN = 300;
/**
 * Hosts show little of a question: Claude Code 2.1.329 three lines, each cut at the width of the terminal. What does not fit there may be
 * allowed once only.
 */
const MAX_GRANTABLE = 240;

export interface ApprovalText {
  readonly message: string;
  readonly grantText: string;
  readonly grantable: boolean;
}

export interface Question {
  readonly command: string;
  readonly cwd: string;
  readonly verdict: Verdict;
  /** The parts of the command that need a person. */
  readonly asking: readonly Span[];
  readonly scopes: readonly GrantScope[];
}

/** The question that a person reads: first every part that needs an answer, on one line, then why, then the whole; every odd character visible. */
export function approvalText({ command, cwd, verdict, asking, scopes }: Question): ApprovalText {
  const parts = asking.length === 0 ? command : asking.map((span) => command.slice(span.start, span.end)).join(' \u23ce ');
  const cut = command.length > MAX_SHOWN || parts.length > MAX_PARTS_SHOWN;
  const grantable = scopes.length > 0 && !cut && command.length <= MAX_GRANTABLE && !command.includes('\n');
  const grantText = grantable ? [...new Set(scopes.map(describeScope))].join('; ') : '';
  const lines = [
    oneLine(parts.slice(0, MAX_PARTS_SHOWN)),
    `Asked because ${oneLine(verdict.reason)}`,
    ...(parts === command ? [] : [`The whole command: ${oneLine(command.slice(0, MAX_SHOWN))}`]),
    ...(cut ? [`(cut: the command has ${command.length} characters)`] : []),
    `In ${oneLine(cwd)}, sandbox: none`,
    ...(grantable ? [`Allowing it for this session covers ${oneLine(grantText)}.`] : []),
  ];
  return { message: lines.join('\n'), grantText, grantable };
}

/** A line of its own in a command must not push the rest out of sight. */
function oneLine(text: string): string {
  return visible(text).replaceAll('\n', ' \u23ce ').replaceAll('\t', ' ');
}
