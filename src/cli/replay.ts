import type { Writable } from 'node:stream';
import { describeError } from '../shell/describe-error.ts';
import { readAudit } from '../store/audit/read.ts';
import { type AuditDecision, type AuditedAction, auditedWords } from '../store/audit/record.ts';
import { written } from './check-batch.ts';
import { printable } from './check-json.ts';
import { fitWidth } from './display-width.ts';
import type { Screen } from './explain-text.ts';
import { auditDirectory } from './log-directory.ts';
import { oneLine } from './log-text.ts';

const FAILED = 1;
const WRONG_USAGE = 64;

/** What the rules say today. */
export interface Judgement {
  readonly decision: AuditDecision['decision'];
  readonly rule: string;
  readonly tier: number;
}

export interface Replaying {
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly stateDir: string;
  readonly stdout: Writable;
  readonly log: (line: string) => void;
  readonly screen: Screen;
  /** Judges a command as the gate would now, without a model, a person or grants; or what a tool does by itself, then `command` only says it. */
  readonly judge: (command: string, cwd: string, access: string, by?: ByTool) => Promise<Judgement>;
}

/** What a tool did by itself. */
export type ByTool = Extract<AuditedAction, { kind: 'path' | 'fetch' }>;

interface Replayed {
  readonly recorded: AuditDecision['decision'];
  readonly recordedRule: string;
  readonly now: Judgement;
  readonly command: string;
  times: number;
}

/**
 * `replay` judges every recorded command again and writes the verdicts that would change, each once.
 * @returns the exit code: 0 also with changes, 1 when something could not be judged or read, 64 wrong usage
 */
export async function replay({ operands, json, stateDir, stdout, log, screen, judge }: Replaying): Promise<number> {
  if (operands.length > 0) {
    log(`\`replay\` takes no operand, got ${JSON.stringify(operands[0])}.`);
    return WRONG_USAGE;
  }
  const judgements = new Map<string, Judgement | undefined>();
  const changes = new Map<string, Replayed>();
  const counts = { replayed: 0, changed: 0, altered: 0, failed: 0, unreadable: 0 };
  const unreadable = (path: string, line: number): void => {
    counts.unreadable += 1;
    log(`${path}:${line} is no line of the log; \`bailiwick log verify\` says what is wrong.`);
  };
  for await (const { line } of readAudit(auditDirectory(stateDir), { unreadable })) {
    if (line.kind !== 'decision') continue;
    const { action } = line;
    if (action.kind !== 'command' && action.kind !== 'path' && action.kind !== 'fetch') continue;
    const { cwd, access, altered } = action;
    const command = action.kind === 'command' ? action.command : auditedWords(line.tool, action);
    if (altered === true) {
      counts.altered += 1;
      continue;
    }
    const by: readonly [] | readonly [ByTool] = action.kind === 'path' || action.kind === 'fetch' ? [action] : [];
    const key = JSON.stringify([command, cwd, access, ...by]);
    if (!judgements.has(key)) judgements.set(key, await judgeOr(log, () => judge(command, cwd, access, ...by)));
    const now = judgements.get(key);
    if (now === undefined) {
      counts.failed += 1;
      continue;
    }
    counts.replayed += 1;
    const recorded = ofTheRules(line);
    if (recorded === now.decision) continue;
    counts.changed += 1;
    const changeKey = `${recorded} ${key}`;
    const change = changes.get(changeKey);
    if (change !== undefined) change.times += 1;
    else changes.set(changeKey, { recorded, recordedRule: line.rule, now, command, times: 1 });
  }
  for (const change of changes.values()) {
    if (!(await written(stdout, `${json ? printable(JSON.stringify(change)) : fitWidth(changeText(change), screen.columns)}\n`)))
      return FAILED;
  }
  const summary = `${counts.replayed} judged again, ${counts.changed} would change; ${counts.altered} cannot be judged again (shortened, or with a secret taken out)`;
  await written(stdout, json ? `${JSON.stringify(counts)}\n` : `${summary}${counts.failed === 0 ? '' : `; ${counts.failed} failed`}.\n`);
  return counts.failed + counts.unreadable === 0 ? 0 : FAILED;
}

async function judgeOr(log: Replaying['log'], judge: () => Promise<Judgement>): Promise<Judgement | undefined> {
  try {
    return await judge();
  } catch (error) {
    log(describeError(error));
    return undefined;
  }
}

/** What the rules alone said then: a model, a person and a grant answer only what the rules ask. */
function ofTheRules({ decision, approver, tier, rule }: AuditDecision): AuditDecision['decision'] {
  return approver !== undefined || tier >= 4 || rule.startsWith('grant:') ? 'ask' : decision;
}

function changeText({ recorded, recordedRule, now, command, times }: Replayed): string {
  return oneLine(`${recorded} -> ${now.decision}  ${times}x  ${command}  (${recordedRule} -> ${now.rule})`);
}
