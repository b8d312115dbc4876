import type { Writable } from 'node:stream';
import { readAudit } from '../store/audit/read.ts';
import type { AuditDecision } from '../store/audit/record.ts';
import { written } from './check-batch.ts';
import { printable } from './check-json.ts';
import { fitWidth } from './display-width.ts';
import type { Screen } from './explain-text.ts';
import { auditDirectory } from './log-directory.ts';
import { oneLine } from './log-text.ts';
import { type Suggestion, suggestRules } from './suggest-rules.ts';

const FAILED = 1;
const WRONG_USAGE = 64;

export interface Suggesting {
  /** What follows `rules suggest`. */
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly stateDir: string;
  readonly stdout: Writable;
  readonly log: (line: string) => void;
  readonly screen: Screen;
}

/**
 * `rules suggest` writes rules that would have spared questions, and what else each would have let through. It changes no rules.
 * @returns the exit code: 0, 1 when something of the log could not be read, 64 wrong usage
 */
export async function suggest({ operands, json, stateDir, stdout, log, screen }: Suggesting): Promise<number> {
  if (operands.length > 0) {
    log(`\`rules suggest\` takes no operand, got ${JSON.stringify(operands[0])}.`);
    return WRONG_USAGE;
  }
  let unreadable = 0;
  const decisions: AuditDecision[] = [];
  const reading = {
    unreadable: (path: string, line: number): void => {
      unreadable += 1;
      log(`${path}:${line} is no line of the log; \`bailiwick log verify\` says what is wrong.`);
    },
  };
  for await (const { line } of readAudit(auditDirectory(stateDir), reading)) if (line.kind === 'decision') decisions.push(line);
  const suggestions = suggestRules(decisions);
  const text = json
    ? suggestions.map((each) => `${printable(JSON.stringify(each))}\n`).join('')
    : suggestions.map((each) => suggestionText(each, screen)).join('') || 'No rule would have spared a question that was asked twice.\n';
  await written(stdout, text);
  return unreadable === 0 ? 0 : FAILED;
}

function suggestionText({ rule, spared, examples, also }: Suggestion, { columns }: Screen): string {
  const others = also.asked + also.denied;
  const rest =
    others === 0
      ? ['  lets nothing else of the log through']
      : [
          `  would also have let through: ${also.asked} asked and not allowed, ${also.denied} denied`,
          ...also.examples.map((command) => `    ! ${command}`),
        ];
  const lines = [...examples.map((command) => `    ${command}`), ...rest];
  // A rule is never cut: somebody may copy it.
  return `${oneLine(JSON.stringify(rule))}  spares ${spared} questions\n${lines.map((line) => `${fitWidth(oneLine(line), columns)}\n`).join('')}`;
}
