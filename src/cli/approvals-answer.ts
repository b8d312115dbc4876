import { visible } from '../shell/visible.ts';
import type { ApprovalAnswer } from '../store/store.ts';
import { type ApprovalsWorld, explainMissing, FAILED, isShared, WRONG_USAGE } from './approvals.ts';
import { ENDS, findQuestion, namesQuestion, type Question, type Shown, shortId } from './approvals-question.ts';
import { oneLine, whole } from './approvals-text.ts';

export interface AnswerRequest extends ApprovalsWorld {
  /** The number of the question, its id, or at least 8 characters of that. */
  readonly operand: string | undefined;
  readonly choice: 'approve' | 'deny';
  /** How far an approval goes; a denial is for once. */
  readonly for: 'once' | 'session' | 'always';
  /** Who answers, for the audit. */
  readonly by: string;
  /**
   * Writes the rule of a question to the user's file; `added` is false when it stands there already. Throws when it is not the rule of the
   * command that is shown, and when it can not be written.
   */
  readonly addRule: (ruleText: string, shown: Shown) => AddedRule | Promise<AddedRule>;
}

export interface AddedRule {
  readonly file: string;
  readonly added: boolean;
}

/**
 * `approve|deny <number|id> [--for once|session|always]`: shows the whole text of the question, then puts the answer.
 * @returns the exit code: 0 answered, 1 not (somebody else was first, it is over, it may not go that far), 64 wrong usage
 */
export async function answerApproval(request: AnswerRequest): Promise<number> {
  const { operand, choice, store, now, stdout, log } = request;
  if (operand === undefined || !namesQuestion(operand)) {
    log(
      `Usage: bailiwick ${choice} <number|id>${choice === 'approve' ? ' [--for once|session|always]' : ''}; \`bailiwick approvals\` lists them`,
    );
    return WRONG_USAGE;
  }
  if (choice === 'deny' && request.for !== 'once') {
    log('A denial is for this question alone, without --for; a rule that denies belongs into your rules.');
    return WRONG_USAGE;
  }
  if (!isShared(request)) return FAILED;
  const found = findQuestion(store.approvals, operand, now());
  if (found.kind !== 'one') return explainMissing(request, operand, found);
  const { question } = found;
  stdout.write(whole(question, now()));
  const wanted = answerOf(request, question);
  if (!wanted.ok) {
    log(`Not answered: ${wanted.why}`);
    return FAILED;
  }
  if (wanted.rule !== undefined && wanted.shown !== undefined && !(await writeRule(request, wanted.rule, wanted.shown))) return FAILED;
  const { id, number } = question.row;
  if (!store.approvals.answer({ id, answer: wanted.answer, by: request.by, now: now() })) {
    const state = store.approvals.known(now()).find((known) => known.id === id)?.state ?? 'gone';
    log(`Not answered: ${ENDS[state]}${wanted.rule === undefined ? '' : ' The rule stays in the file.'}`);
    return FAILED;
  }
  stdout.write(`${DONE[wanted.answer]}: #${number} ${shortId(visible(id))}\n`);
  return 0;
}

const DONE: Readonly<Record<ApprovalAnswer, string>> = {
  allow_once: 'Approved once',
  allow_session: 'Approved for this session',
  deny: 'Denied',
};

type Wanted =
  | { readonly ok: true; readonly answer: ApprovalAnswer; readonly rule?: string; readonly shown?: Shown }
  | { readonly ok: false; readonly why: string };

/** The answer that was asked for, as far as the question allows it. */
function answerOf(request: AnswerRequest, { shown }: Question): Wanted {
  if (request.choice === 'deny') return { ok: true, answer: 'deny' };
  if (shown === undefined) return { ok: false, why: 'nobody can read what it is about, so it can only be denied.' };
  const longest: ApprovalAnswer = shown.grantable ? 'allow_session' : 'allow_once';
  switch (request.for) {
    case 'once':
      return { ok: true, answer: 'allow_once' };
    case 'session':
      if (!shown.grantable) return { ok: false, why: 'this may be approved once only, without --for session.' };
      return { ok: true, answer: longest };
    case 'always':
      if (shown.alwaysRule === null) return { ok: false, why: 'there is no rule that would allow it always; approve it once.' };
      return { ok: true, answer: longest, rule: shown.alwaysRule, shown };
  }
}

/** Shows the rule, then writes it. False, and said, when it can not be written. */
async function writeRule({ addRule, stdout, log }: AnswerRequest, rule: string, shown: Shown): Promise<boolean> {
  stdout.write(`Rule for every session from now on: ${oneLine(rule)}\n`);
  try {
    const { file, added } = await addRule(rule, shown);
    stdout.write(added ? `Written to ${oneLine(file)}\n` : `It stands in ${oneLine(file)} already\n`);
    return true;
  } catch (error) {
    log(`Not answered, because the rule could not be written: ${oneLine(error instanceof Error ? error.message : String(error))}`);
    return false;
  }
}
