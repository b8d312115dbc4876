import { visible } from '../shell/visible.ts';
import { type AuditDecision, type AuditLine, auditedWords } from '../store/audit/record.ts';
import { fitWidth } from './display-width.ts';
import type { Screen } from './explain-text.ts';

/** Colours of a terminal, as SGR numbers: green, yellow, red. */
const COLOURS: Readonly<Record<AuditDecision['decision'], number>> = { allow: 32, ask: 33, deny: 31 };

/** One line of the log as one line for a person, cut to the screen. Everything foreign in it is made visible. */
export function logText(line: AuditLine, { columns, colour }: Screen): string {
  const time = new Date(line.at).toISOString().slice(0, 19);
  const text = oneLine(`${time} ${wordsOf(line)}`);
  const fitted = fitWidth(text, columns);
  if (!colour || line.kind !== 'decision') return fitted;
  const start = time.length + 1;
  const end = start + line.decision.length;
  return `${fitted.slice(0, start)}\u001b[${COLOURS[line.decision]}m${fitted.slice(start, end)}\u001b[0m${fitted.slice(end)}`;
}

/** A text of others as one line in which nothing acts or hides. */
export function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '\u240a').replaceAll('\t', ' ');
}

function wordsOf(line: AuditLine): string {
  switch (line.kind) {
    case 'decision':
      return decisionWords(line);
    case 'end': {
      const code = line.exitCode === undefined ? '' : ` with ${line.exitCode}`;
      return `end   #${line.of} ${line.status}${code}`;
    }
    case 'note':
      return `note  ${line.text}`;
  }
}

function decisionWords({
  seq,
  decision,
  tier,
  rule,
  tool,
  caller,
  task,
  action,
  approver,
  reason,
}: AuditDecision & { seq: number }): string {
  const what = auditedWords(tool, action);
  const who = task === undefined ? caller : `${caller}/${task}`;
  const by = approver === undefined ? '' : `, by ${approver}`;
  // What was decided comes first: a line is cut at its end.
  return `${decision.padEnd(5)} #${seq} ${tier} ${rule}${by}  ${who}  ${what}  -- ${reason}`;
}
