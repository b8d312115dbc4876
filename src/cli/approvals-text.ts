import { visible } from '../shell/visible.ts';
import { type Question, shortId } from './approvals-question.ts';
import { printable } from './check-json.ts';
import { fitWidth } from './display-width.ts';

const INDENT = '    ';
/** Stands before foreign text of several lines, so that no line of it can pass for one of ours. */
const QUOTE = '  | ';
/** A command with more lines has pushed the question out of sight. */
const MANY_LINES = 15;

/** A question in a list: first what decides, then why, then the command, each cut to the width. */
export function listed({ row, shown }: Question, now: number, columns: number): string {
  const head = `#${row.number}  ${shortId(visible(row.id))}  ${times(row, now)}`;
  const line = (text: string): string => `${INDENT}${fitWidth(text, Math.max(20, columns - INDENT.length))}`;
  if (shown === undefined) return `${head}\n${INDENT}unreadable; it can only be denied\n`;
  const decides = oneLine(deciding(shown.message));
  const command = oneLine(shown.command);
  const whole = `command: ${command}`;
  const cut = line(whole) !== `${INDENT}${whole}` || line(decides) !== `${INDENT}${decides}`;
  const lines = [
    line(decides),
    line(`${oneLine(shown.class)}: ${oneLine(shown.reason)}`),
    ...(decides === command ? [] : [line(whole)]),
    line(`in ${oneLine(shown.cwd)}, asked by ${oneLine(shown.client)}, session ${shortId(visible(row.sessionId))}`),
    ...(cut
      ? [`${INDENT}(cut: the command has ${shown.command.length} characters; \`bailiwick approvals show ${shortId(visible(row.id))}\`)`]
      : []),
  ];
  return `${head}\n${lines.join('\n')}\n`;
}

/** A question with all its text, nothing cut. */
export function whole({ row, shown }: Question, now: number): string {
  const head = `#${row.number}  ${visible(row.id)}  ${times(row, now)}\n`;
  if (shown === undefined) return `${head}Its text is unreadable; it can only be denied.\nSession: ${oneLine(row.sessionId)}\n`;
  const command = quoted(shown.command);
  const rows = [
    ['Question', `\n${quoted(shown.message)}`],
    ['Class', oneLine(shown.class)],
    ['Reason', oneLine(shown.reason)],
    ['Rule', oneLine(shown.rule)],
    ['Directory', oneLine(shown.cwd)],
    ['Asked by', `${oneLine(shown.client)} (as it calls itself), session ${oneLine(row.sessionId)}`],
    [`Command, ${shown.command.length} characters`, `\n${command}`],
    ['For this session', shown.grantable ? oneLine(shown.grantText) : 'not possible, only once'],
    ['Always', shown.alwaysRule === null ? 'not possible' : `the rule ${oneLine(shown.alwaysRule)}`],
    ...(command.split('\n').length > MANY_LINES ? [['Decides', oneLine(deciding(shown.message))]] : []),
  ];
  return head + rows.map(([name, text]) => `${name}: ${text}\n`).join('');
}

/** A question as JSON on one line; `state` is what it is in now. */
export function questionJson({ row, shown }: Question): string {
  const { id, number, sessionId: session, createdAt, expiresAt } = row;
  return `${printable(JSON.stringify({ state: 'waiting', id, number, session, createdAt, expiresAt, shown: shown ?? null }))}\n`;
}

/** Foreign text as one line, every sign of it visible. */
export function oneLine(text: string): string {
  return visible(text).replaceAll('\n', ' \u23ce ').replaceAll('\t', ' ');
}

/** The first line of a question is the part of the command that decided. */
function deciding(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

function quoted(text: string): string {
  return visible(text)
    .split('\n')
    .map((line) => `${QUOTE}${line}`)
    .join('\n');
}

function times({ createdAt, expiresAt }: Question['row'], now: number): string {
  return `waits for ${duration(now - createdAt)}, expires in ${duration(expiresAt - now)}`;
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
