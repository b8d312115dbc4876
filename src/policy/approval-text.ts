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
  /** The work tree that it is judged within; absent where that is the session's workspace. */
  readonly root?: string | undefined;
  readonly verdict: Verdict;
  /** The parts of the command that need a person. */
  readonly asking: readonly Span[];
  readonly scopes: readonly GrantScope[];
}

/** The question that a person reads: first every part that needs an answer, on one line, then why, then the whole; every odd character visible. */
export function approvalText({ command, cwd, root, verdict, asking, scopes }: Question): ApprovalText {
  const parts = asking.length === 0 ? command : asking.map((span) => command.slice(span.start, span.end)).join(' \u23ce ');
  const cut = command.length > MAX_SHOWN || parts.length > MAX_PARTS_SHOWN;
  const grantable = scopes.length > 0 && !cut && command.length <= MAX_GRANTABLE && !command.includes('\n');
  const grantText = grantable ? [...new Set(scopes.map(describeScope))].join('; ') : '';
  const lines = [
    oneLine(parts.slice(0, MAX_PARTS_SHOWN)),
    `Asked because ${oneLine(verdict.reason)}`,
    ...(parts === command ? [] : [`The whole command: ${oneLine(command.slice(0, MAX_SHOWN))}`]),
    ...(cut ? [`(cut: the command has ${command.length} characters)`] : []),
    placeLine(cwd, root),
    ...(grantable ? [`Allowing it for this session covers ${oneLine(grantText)}.`] : []),
  ];
  return { message: lines.join('\n'), grantText, grantable };
}

/** A question about what is no command. */
export interface OtherQuestion {
  /** What would be done, in one line; foreign text. */
  readonly head: string;
  /** What else is in it; foreign text. */
  readonly body: { readonly title: string; readonly text: string } | undefined;
  readonly cwd: string;
  /** The work tree that it is judged within; absent where that is the session's workspace. */
  readonly root?: string | undefined;
  readonly verdict: Verdict;
  readonly scopes: readonly GrantScope[];
}

/** The question that a person reads: what would be done, then why, then what would be put there. */
export function otherApprovalText({ head, body, cwd, root, verdict, scopes }: OtherQuestion): ApprovalText {
  const text = body?.text ?? '';
  const cut = head.length > MAX_PARTS_SHOWN || text.length > MAX_SHOWN;
  const grantable = scopes.length > 0 && !cut && head.length <= MAX_GRANTABLE;
  const grantText = grantable ? [...new Set(scopes.map(describeScope))].join('; ') : '';
  const lines = [
    oneLine(head.slice(0, MAX_PARTS_SHOWN)),
    `Asked because ${oneLine(verdict.reason)}`,
    ...(body === undefined ? [] : [`${body.title}: ${oneLine(text.slice(0, MAX_SHOWN))}`]),
    ...(cut
      ? [
          `(cut: ${head.length > MAX_PARTS_SHOWN ? `the first line has ${head.length} characters, ` : ''}the text has ${text.length} characters)`,
        ]
      : []),
    placeLine(cwd, root),
    ...(grantable ? [`Allowing it for this session covers ${oneLine(grantText)}.`] : []),
  ];
  return { message: lines.join('\n'), grantText, grantable };
}

/** Longer texts are cut also where a person can see all of a question. */
const MAX_WHOLE = 16_384;

/** All of it, as far as anybody would read. */
export function wholeText({ head, body }: Pick<OtherQuestion, 'head' | 'body'>): string {
  if (body === undefined) return head;
  const { text } = body;
  const rest = text.length > MAX_WHOLE ? `\n(cut: the text has ${text.length} characters)` : '';
  return `${head}\n${text.slice(0, MAX_WHOLE)}${rest}`;
}

/** Where it would happen, and how it is held. */
function placeLine(cwd: string, root: string | undefined): string {
  return `In ${oneLine(cwd)}${root === undefined ? '' : `, work tree ${oneLine(root)}`}, sandbox: none`;
}

/** A line of its own in a command must not push the rest out of sight. */
function oneLine(text: string): string {
  return visible(text).replaceAll('\n', ' \u23ce ').replaceAll('\t', ' ');
}
