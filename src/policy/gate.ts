import type { Costs } from '../model/cost.ts';
import { describeError } from '../shell/describe-error.ts';
import { inTime } from '../shell/in-time.ts';
import type { Store } from '../store/store.ts';
import type { Action, Answer, Approval, Authorization, AuthorizeOptions, Caller, Execution, Explanation, Gate, Verdict } from './action.ts';
import { approvalText } from './approval-text.ts';
import { type Classification, createSecondOpinion } from './engine/second-opinion.ts';
import { executionOf, hashOf } from './evaluation.ts';
import { createExaminer, type Examined, type ExaminerDeps } from './examine.ts';
import { grantsOf } from './grants.ts';
import type { Judged } from './judge.ts';
import { createQuestions } from './questions.ts';
import { NOTHING_RECENT, type Recent, remembered } from './recent-actions.ts';
import type { Review } from './reviewer.ts';
import { shownToPeople } from './shown.ts';
import { type Audit, decisionRecord, endOf, tryAppend } from './trail.ts';
import { answered, CHANGED, refusal, reporter, SESSION_VERDICT, tooMany, UNWRITABLE } from './verdicts.ts';
import { type LookingUpOnce, localWorld, lookingUpOnce } from './world.ts';

export interface GateDeps extends Omit<ExaminerDeps, 'world'> {
  readonly sessionId: string;
  /** Self-declared by the client; escaped. */
  readonly clientName: string;
  /** The PATH that commands run with; captured once. */
  readonly searchPath: () => Promise<string>;
  readonly store: Store;
  readonly audit: Audit;
  /** Asks a model; absent when none is configured. */
  readonly classify: ((question: Review, signal: AbortSignal) => Promise<Classification>) | undefined;
  /** What the calls of that model came to. */
  readonly costs: () => Costs;
  /** Milliseconds that the classifier has before a person is asked, too. */
  readonly speculativeMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

type GatedAction = Exclude<Action, { kind: 'session' }>;

/** A command that was judged, with what would run. */
interface Evaluation {
  readonly examined: Examined;
  /** Worked out for what may run. */
  readonly execution: () => Execution;
  /** What an answer is bound to; worked out when there is a question or an answer. */
  readonly hash: () => string;
}

/** A decision before it is written down. */
interface Outcome {
  readonly verdict: Verdict;
  readonly execution?: Execution;
  readonly approval?: Approval | undefined;
  readonly approver?: string;
}

/** Makes the gate of one session and of all of its children. */
export function createGate(deps: GateDeps): Gate {
  const { sessionId, store, audit, now, clock, log } = deps;
  const host: Caller = { name: deps.clientName };
  const questions = createQuestions({ sessionId, store: store.approvals, now, log });
  /** What a person refused, by program and class: no model may allow the like after that, however it is written. */
  const refusedByPerson = new Set<string>();
  const wasRefused = ({ judged }: Examined): boolean => judged.some((one) => refusedByPerson.has(kindOf(one)));
  let opened: { readonly world: LookingUpOnce; readonly examine: ReturnType<typeof createExaminer> } | undefined;
  let recent: Recent = NOTHING_RECENT;
  let heeded = 0;
  const second = createSecondOpinion<Review>({
    classify: deps.classify,
    now,
    onChange: ({ kind, why }) => {
      const text = `engine ${kind}${why === 'chosen' ? '' : `: too many ${why} of the classifier`}`;
      log(text);
      tryAppend(audit, { kind: 'note', at: now(), session: sessionId, text }, log);
    },
  });

  /** A person at a terminal has chosen since the last look. */
  const heedChoice = (): void => {
    const choice = store.engine.latest();
    if (choice === undefined || choice.seq <= heeded) return;
    heeded = choice.seq;
    second.choose(choice.kind);
  };

  const open = async () => {
    const world = lookingUpOnce(localWorld(await deps.searchPath(), deps.home));
    opened ??= { world, examine: createExaminer({ ...deps, world }) };
    return opened;
  };

  const evaluate = async (action: GatedAction, caller: Caller): Promise<Evaluation | Verdict> => {
    const { world, examine } = opened ?? (await open());
    const { command, cwd, access } = action;
    world.forget();
    if (command === undefined) return refusal(2, 'gate:unknown-action', 'nobody here can hold this kind of child');
    const agent = action.kind === 'delegate' ? action.agent : undefined;
    const examined = examine({ command, cwd, access, agent, grants: grantsOf(store.grants.list(sessionId)) });
    if (examined.refused) return examined.verdict;
    let made: Execution | undefined;
    const execution = (): Execution => {
      made ??= executionOf(examined, world, deps.bash().path);
      return made;
    };
    const binding = { ...deps, rulesDigest: examined.rules.digest, caller: caller.name };
    return { examined, execution, hash: () => hashOf(action, execution(), examined, world, binding) };
  };

  const decideBySecond = (said: Exclude<Classification, { kind: 'failed' }>, { examined, execution }: Evaluation): Outcome => {
    const reason = `the classifier: ${said.reason}; ${examined.verdict.reason}`;
    const decision = said.kind === 'allow' ? 'allow' : 'deny';
    const verdict = answered(examined.verdict, { decision, tier: 4, rule: `classifier:${said.kind}`, reason });
    return { verdict, approver: 'classifier', ...(decision === 'allow' ? { execution: execution() } : {}) };
  };

  /** The preset asks: first the model may answer, beside it and after it a person. */
  const ask = async (
    action: GatedAction,
    evaluation: Evaluation,
    { signal, canAsk }: AuthorizeOptions,
    caller: Caller,
  ): Promise<Outcome> => {
    const { examined } = evaluation;
    const { verdict, asking, cwd } = examined;
    const hash = evaluation.hash();
    heedChoice();
    const mayLower = examined.lowerable() && !wasRefused(examined);
    const saying = mayLower ? second.ask({ action, examined, recent }, canAsk === true ? NEVER : signal) : undefined;
    const said = saying === undefined || canAsk !== true ? await saying : await inTime(deps.speculativeMs, saying);
    if (said !== undefined && said.kind !== 'failed') {
      // It took its time: what it allowed has to be what is there now.
      const again = said.kind === 'allow' ? await evaluate(action, caller) : evaluation;
      const same = !('decision' in again) && again.hash() === hash && !wasRefused(again.examined);
      return same ? decideBySecond(said, again) : { verdict: answered(verdict, CHANGED) };
    }
    const text = approvalText({ command: action.command ?? '', cwd, verdict, asking, scopes: examined.grantable() });
    const shown = shownToPeople(text, examined, deps.clientName);
    const approval = questions.open({ hash, text, shown, late: said === undefined ? saying : undefined });
    return approval === undefined ? { verdict: tooMany(verdict) } : { verdict, approval };
  };

  /** An answer counts once, only for a pending question of this session about exactly this action as it is judged now. */
  const redeem = (answer: Answer, evaluation: Evaluation): Outcome => {
    const { examined, execution } = evaluation;
    const { verdict } = examined;
    // A rule that somebody wrote meanwhile needs no answer any more.
    if (verdict.decision === 'allow' && answer.choice !== 'deny' && questions.isPending(answer.approvalId)) {
      questions.withdraw(answer.approvalId);
      return { verdict, execution: execution() };
    }
    const redeemed = questions.redeem(answer, evaluation.hash());
    const deny = (rule: string, reason: string): Outcome => ({
      verdict: answered(verdict, { decision: 'deny', tier: 5, rule, reason }),
    });
    if (redeemed.by === 'nobody')
      return deny('approval:not-pending', 'the answer belongs to no pending question about exactly this action');
    if (verdict.decision === 'deny') return { verdict };
    if (redeemed.by === 'classifier')
      return redeemed.said.kind === 'failed' || !examined.lowerable() || wasRefused(examined)
        ? deny('approval:unanswered', 'nobody answered')
        : decideBySecond(redeemed.said, evaluation);
    if (redeemed.answer === 'unanswered') return deny('approval:unanswered', `nobody answered the question; ${verdict.reason}`);
    if (redeemed.answer === 'deny') {
      for (const one of examined.judged) if (one.class !== 'read-only') refusedByPerson.add(kindOf(one));
      return { ...deny('approval:denied', `${reporter(redeemed.approver)} that a person said no`), approver: redeemed.approver };
    }
    if (redeemed.answer === 'allow_session') {
      const scopes = redeemed.grantable ? examined.grantable() : [];
      if (scopes.length === 0) return deny('approval:not-grantable', 'this may be allowed once, not for the session');
      for (const scope of scopes) store.grants.insert(sessionId, { key: scope.key, scope: JSON.stringify(scope) });
    }
    second.personApproved();
    const allowed = answered(verdict, {
      decision: 'allow',
      tier: 5,
      rule: `approval:${redeemed.answer}`,
      reason: `${reporter(redeemed.approver)} an approval; ${verdict.reason}`,
    });
    return { verdict: allowed, execution: execution(), approver: redeemed.approver };
  };

  const decide = async (action: Action, options: AuthorizeOptions, caller: Caller): Promise<Outcome> => {
    if (options.signal.aborted) {
      if (options.answer !== undefined) questions.withdraw(options.answer.approvalId);
      return { verdict: refusal(2, 'gate:cancelled', 'the call was cancelled') };
    }
    if (action.kind === 'session') return { verdict: SESSION_VERDICT };
    const evaluation = await evaluate(action, caller);
    if ('decision' in evaluation) return { verdict: evaluation };
    if (options.answer !== undefined) return redeem(options.answer, evaluation);
    const { examined, execution } = evaluation;
    const { verdict } = examined;
    if (verdict.decision === 'ask') return await ask(action, evaluation, options, caller);
    return verdict.decision === 'allow' ? { verdict, execution: execution() } : { verdict };
  };

  /** Writes the decision down before anything may start by it. */
  const conclude = (action: Action, caller: Caller, { verdict, execution, approval, approver }: Outcome, begun: number): Authorization => {
    const latencyUs = Math.round((clock() - begun) * 1000);
    const engine = second.engine().kind;
    const record = decisionRecord({ session: sessionId, caller, action, verdict, engine, approver, at: now(), latencyUs });
    const seq = tryAppend(audit, record, log);
    recent = remembered(recent, action, verdict);
    if (verdict.decision === 'deny') return { decision: 'deny', verdict };
    if (seq === undefined && action.kind !== 'session') {
      if (approval !== undefined) questions.withdraw(approval.id);
      return { decision: 'deny', verdict: answered(verdict, UNWRITABLE) };
    }
    if (verdict.decision === 'ask') return approval === undefined ? { decision: 'deny', verdict } : { decision: 'ask', verdict, approval };
    const ended = endOf(seq, { session: sessionId, task: caller.task, audit, now, log });
    return { decision: 'allow', verdict, ended, ...(execution === undefined ? {} : { execution }) };
  };

  const failed = (error: unknown): Verdict => {
    log(`the gate failed and refused: ${describeError(error)}`);
    return refusal(2, 'gate:error', 'the gate failed, so the answer is no; the reason is in the log');
  };

  return {
    authorize: async (action, options) => {
      const begun = clock();
      const caller = options.caller ?? host;
      const outcome = await decide(action, options, caller).catch((error: unknown): Outcome => ({ verdict: failed(error) }));
      try {
        return conclude(action, caller, outcome, begun);
      } catch (error) {
        return { decision: 'deny', verdict: failed(error) };
      }
    },
    explain: async (action): Promise<Explanation> => {
      try {
        if (action.kind === 'session') return { verdict: SESSION_VERDICT, parts: [] };
        const evaluation = await evaluate(action, host);
        return 'decision' in evaluation ? { verdict: evaluation, parts: [] } : evaluation.examined;
      } catch (error) {
        return { verdict: failed(error), parts: [] };
      }
    },
    settled: questions.settled,
    withdraw: questions.withdraw,
    dropGrants: () => {
      questions.drop();
      try {
        store.grants.drop(sessionId);
      } catch (error) {
        // In memory they are gone; what stays in the file counts for nobody.
        log(describeError(error));
      }
    },
    engine: second.engine,
    costs: deps.costs,
  };
}

const NEVER = new AbortController().signal;

function kindOf({ invocation, class: cls }: Judged): string {
  return `${invocation.name}\0${cls}`;
}
