import { inTime } from '../shell/in-time.ts';
import type { Store } from '../store/store.ts';
import type { Answer, Approval, AuthorizeOptions, Caller, Execution, Verdict, Writes } from './action.ts';
import { approvalText, otherApprovalText, wholeText } from './approval-text.ts';
import type { Classification, SecondOpinion } from './engine/second-opinion.ts';
import { allowed, type Evaluation } from './evaluation.ts';
import type { Examined } from './examine.ts';
import type { Judged } from './judge.ts';
import type { Questions } from './questions.ts';
import type { Recent } from './recent-actions.ts';
import type { Review } from './reviewer.ts';
import { type AskedText, shownToPeople } from './shown.ts';
import { answered, CHANGED, PLAN_REFUSED, reporter, tooMany } from './verdicts.ts';

/** A decision before it is written down. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly execution?: Execution | undefined;
  readonly writes?: Writes | undefined;
  readonly approval?: Approval | undefined;
  readonly approver?: string;
}

export interface AskingDeps {
  readonly sessionId: string;
  readonly clientName: string;
  /** The session's own root. */
  readonly workspace: string;
  readonly store: Store;
  readonly questions: Questions;
  readonly second: SecondOpinion<Review>;
  /** Milliseconds that the classifier has before a person is asked, too. */
  readonly speculativeMs: number;
  readonly recent: () => Recent;
}

/** What becomes of an action that the preset asks about. */
export interface Asking {
  /** First the model may answer, beside it and after it a person. */
  ask(evaluation: Evaluation, options: AuthorizeOptions): Promise<Outcome>;
  /** An answer counts once, only for a pending question of this session about exactly this action as it is judged now. */
  redeem(answer: Answer, evaluation: Evaluation): Outcome;
}

/** Makes what asks, for one session and all of its children. */
export function createAsking(deps: AskingDeps): Asking {
  const { sessionId, store, questions, second } = deps;
  /** What a person refused, by program and class: no model may allow the like after that, however it is written. */
  const refusedByPerson = new Set<string>();
  /** Children whose plan a person refused: that is final for them. */
  const planRefused = new Set<string>();
  const wasRefused = ({ judged }: Examined): boolean => judged.some((one) => refusedByPerson.has(kindOf(one)));
  const isRefusedPlan = ({ action, caller }: Evaluation): boolean => action.kind === 'plan' && planRefused.has(childOf(caller));
  let heeded = 0;

  /** A person at a terminal has chosen since the last look. */
  const heedChoice = (): void => {
    const choice = store.engine.latest();
    if (choice === undefined || choice.seq <= heeded) return;
    heeded = choice.seq;
    second.choose(choice.kind);
  };

  const decideBySecond = (said: Exclude<Classification, { kind: 'failed' }>, evaluation: Evaluation): Outcome => {
    const { examined } = evaluation;
    const reason = `the classifier: ${said.reason}; ${examined.verdict.reason}`;
    const decision = said.kind === 'allow' ? 'allow' : 'deny';
    const verdict = answered(examined.verdict, { decision, tier: 4, rule: `classifier:${said.kind}`, reason });
    return { verdict, approver: 'classifier', ...(decision === 'allow' ? allowed(evaluation) : {}) };
  };

  return {
    async ask(evaluation, { signal, canAsk }) {
      const { action, caller, examined } = evaluation;
      const { verdict } = examined;
      if (isRefusedPlan(evaluation)) return { verdict: answered(verdict, PLAN_REFUSED) };
      const hash = evaluation.hash();
      heedChoice();
      const mayLower = examined.lowerable() && !wasRefused(examined);
      const saying = mayLower ? second.ask({ action, examined, recent: deps.recent() }, canAsk === true ? NEVER : signal) : undefined;
      const said = saying === undefined || canAsk !== true ? await saying : await inTime(deps.speculativeMs, saying);
      if (said !== undefined && said.kind !== 'failed') {
        // It took its time: what it allowed has to be what is there now.
        const again = said.kind === 'allow' ? evaluation.again() : evaluation;
        const same = !('decision' in again) && again.hash() === hash && !wasRefused(again.examined);
        return same ? decideBySecond(said, again) : { verdict: answered(verdict, CHANGED) };
      }
      const { workspace } = evaluation;
      const asked = questionOf(evaluation, workspace === deps.workspace ? undefined : workspace);
      const { text } = asked;
      const { clientName: client } = deps;
      const shown = shownToPeople(asked, examined, { client, workspace, access: action.access });
      const opened = questions.open({ hash, task: caller.task, text, shown, late: said === undefined ? saying : undefined });
      return typeof opened === 'string' ? { verdict: tooMany(verdict, opened) } : { verdict, approval: opened };
    },

    redeem(answer, evaluation) {
      const { examined } = evaluation;
      const { verdict } = examined;
      // A rule that somebody wrote meanwhile, or a grant that an equal question was given, needs no answer any more.
      if (verdict.decision === 'allow' && answer.choice !== 'deny' && questions.isPending(answer.approvalId)) {
        questions.withdraw(answer.approvalId);
        return { verdict, ...allowed(evaluation) };
      }
      const hash = evaluation.hash();
      const redeemed = questions.redeem(answer, hash);
      const deny = (rule: string, reason: string): Outcome => ({
        verdict: answered(verdict, { decision: 'deny', tier: 5, rule, reason }),
      });
      if (redeemed.by === 'nobody')
        return deny('approval:not-pending', 'the answer belongs to no pending question about exactly this action');
      if (verdict.decision === 'deny') return { verdict };
      // Another question of the same child may have waited beside the one that was answered with no.
      if (isRefusedPlan(evaluation)) return { verdict: answered(verdict, PLAN_REFUSED) };
      if (redeemed.by === 'classifier')
        return redeemed.said.kind === 'failed' || !examined.lowerable() || wasRefused(examined)
          ? deny('approval:unanswered', 'nobody answered')
          : decideBySecond(redeemed.said, evaluation);
      if (redeemed.answer === 'unanswered') return deny('approval:unanswered', `nobody answered the question; ${verdict.reason}`);
      if (redeemed.answer === 'deny') {
        if (evaluation.action.kind === 'plan') planRefused.add(childOf(evaluation.caller));
        for (const one of examined.judged) if (one.class !== 'read-only') refusedByPerson.add(kindOf(one));
        return { ...deny('approval:denied', `${reporter(redeemed.approver)} that a person said no`), approver: redeemed.approver };
      }
      if (redeemed.answer === 'allow_session') {
        const scopes = redeemed.grantable ? examined.grantable() : [];
        if (scopes.length === 0) return deny('approval:not-grantable', 'this may be allowed once, not for the session');
        for (const scope of scopes) store.grants.insert(sessionId, { key: scope.key, scope: JSON.stringify(scope) });
        questions.allowed(hash);
      }
      second.personApproved();
      const approved = answered(verdict, {
        decision: 'allow',
        tier: 5,
        rule: `approval:${redeemed.answer}`,
        reason: `${reporter(redeemed.approver)} an approval; ${verdict.reason}`,
      });
      return { verdict: approved, ...allowed(evaluation), approver: redeemed.approver };
    },
  };
}

/** What a person reads, and the whole of what is asked about. @param root where that is not the session's */
function questionOf({ action, examined, other }: Evaluation, root: string | undefined): AskedText {
  const { verdict, asking, cwd, analysis, judged, grantable } = examined;
  const scopes = grantable();
  if (other === undefined)
    return { text: approvalText({ command: analysis.command, cwd, root, verdict, asking, scopes }), whole: analysis.command };
  const [touch, ...others] = judged.flatMap(({ touches }) => touches);
  const real = others.length === 0 ? touch?.paths[0] : undefined;
  const asked = { head: other.head(cwd, real), body: other.body, cwd, root, verdict, scopes };
  const path = action.kind === 'path' ? { use: action.use, path: action.path } : undefined;
  return { text: otherApprovalText(asked), whole: wholeText(asked), path };
}

/** Whose plan it is: a task is one child, also where several have the same agent. */
const childOf = ({ task, name }: Caller): string => task ?? `\0${name}`;

const NEVER = new AbortController().signal;

function kindOf({ invocation, class: cls }: Judged): string {
  return `${invocation.name}\0${cls}`;
}
