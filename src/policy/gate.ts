import type { Costs } from '../model/cost.ts';
import { describeError } from '../shell/describe-error.ts';
import { type Store, StoreFailed } from '../store/store.ts';
import type { Action, Authorization, AuthorizeOptions, Caller, Explanation, Gate, GatedAction, Verdict } from './action.ts';
import { createAsking, type Outcome } from './asking.ts';
import { describeEngine, type EngineNow } from './engine/engine.ts';
import { type Classification, createSecondOpinion } from './engine/second-opinion.ts';
import type { ExaminerDeps } from './examine.ts';
import { createJudges, type Judges } from './judges.ts';
import { createQuestions } from './questions.ts';
import { createRecentActions } from './recent-actions.ts';
import type { Review } from './reviewer.ts';
import { type Audit, createRecorder, endOf, tryAppend } from './trail.ts';
import { answered, refusal, SESSION_VERDICT, UNWRITABLE } from './verdicts.ts';
import { localWorld, lookingUpOnce, type World } from './world.ts';

export interface GateDeps extends Omit<ExaminerDeps, 'world'> {
  readonly sessionId: string;
  /** Self-declared by the client; escaped. */
  readonly clientName: string;
  /** The PATH that commands run with; captured once. */
  readonly searchPath: () => Promise<string>;
  /** The machine, by that PATH; the one that this runs on where it is not given. */
  readonly machine?: ((searchPath: string) => World) | undefined;
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
  /** Told whenever another engine is at work than before. */
  readonly onEngine?: ((engine: EngineNow) => void) | undefined;
}

/** Makes the gate of one session and of all of its children. */
export function createGate(deps: GateDeps): Gate {
  const { sessionId, store, audit, now, clock, log } = deps;
  const host: Caller = { name: deps.clientName };
  const record = createRecorder();
  const recent = createRecentActions();
  const questions = createQuestions({ sessionId, store: store.approvals, now, log });
  let opened: Judges | undefined;
  const second = createSecondOpinion<Review>({
    classify: deps.classify,
    now,
    onChange: (engine) => {
      const text = describeEngine(engine);
      log(text);
      tryAppend(audit, { kind: 'note', at: now(), session: sessionId, text }, log);
      try {
        deps.onEngine?.(engine);
      } catch (error) {
        log(`nobody could be told of the engine: ${describeError(error)}`);
      }
    },
  });

  /** What is worked out once, when the first action comes: where programs are looked for. */
  const open = async (): Promise<Judges> => {
    const searchPath = await deps.searchPath();
    opened ??= createJudges(deps, lookingUpOnce(deps.machine?.(searchPath) ?? localWorld(searchPath, deps.home)));
    return opened;
  };
  const asking = createAsking({ ...deps, questions, second, recent: recent.list });

  /** At once where it can: each promise on the way of a plain command costs. */
  const decide = (judges: Judges, action: GatedAction, options: AuthorizeOptions, caller: Caller): Outcome | Promise<Outcome> => {
    const judge = judges.within(options.workspace);
    if ('decision' in judge) return { verdict: judge };
    const evaluation = judge.evaluate(action, caller);
    if ('decision' in evaluation) return { verdict: evaluation };
    if (options.answer !== undefined) return asking.redeem(options.answer, evaluation);
    const { verdict } = evaluation.examined;
    if (verdict.decision === 'ask') return asking.ask(evaluation, options);
    return verdict.decision === 'allow' ? { verdict, execution: evaluation.execution(), writes: evaluation.writes() } : { verdict };
  };

  const begin = (action: Action, options: AuthorizeOptions, caller: Caller): Outcome | Promise<Outcome> => {
    if (options.signal.aborted) {
      if (options.answer !== undefined) questions.withdraw(options.answer.approvalId);
      return { verdict: refusal(2, 'gate:cancelled', 'the call was cancelled') };
    }
    if (action.kind === 'session') return { verdict: SESSION_VERDICT };
    return opened === undefined
      ? open().then((judges) => decide(judges, action, options, caller))
      : decide(opened, action, options, caller);
  };

  /** Writes the decision down before anything may start by it. */
  const conclude = (action: Action, caller: Caller, outcome: Outcome, begun: number): Authorization => {
    const { verdict, execution, writes, approval, approver } = outcome;
    const latencyUs = Math.round((clock() - begun) * 1000);
    const engine = second.engine().kind;
    const seq = tryAppend(audit, record({ session: sessionId, caller, action, verdict, engine, approver, at: now(), latencyUs }), log);
    recent.add(action, verdict);
    if (verdict.decision === 'deny') return { decision: 'deny', verdict };
    if (seq === undefined && action.kind !== 'session') {
      if (approval !== undefined) questions.withdraw(approval.id);
      return { decision: 'deny', verdict: answered(verdict, UNWRITABLE) };
    }
    if (verdict.decision === 'ask') return approval === undefined ? { decision: 'deny', verdict } : { decision: 'ask', verdict, approval };
    const ended = endOf(seq, { session: sessionId, task: caller.task, audit, now, log });
    // Most of what is allowed only reads: there nothing is put together that is not needed.
    if (writes !== undefined) return { decision: 'allow', verdict, ended, writes, ...(execution === undefined ? {} : { execution }) };
    return execution === undefined ? { decision: 'allow', verdict, ended } : { decision: 'allow', verdict, ended, execution };
  };

  const failed = (error: unknown): Verdict => {
    log(`the gate failed and refused: ${describeError(error)}`);
    const why = error instanceof StoreFailed ? error.message : 'the reason is in the log';
    return refusal(2, 'gate:error', `the gate failed, so the answer is no; ${why}`);
  };

  return {
    authorize: async (action, options) => {
      const begun = clock();
      const caller = options.caller ?? host;
      let outcome: Outcome;
      try {
        const begunOutcome = begin(action, options, caller);
        outcome = begunOutcome instanceof Promise ? await begunOutcome : begunOutcome;
      } catch (error) {
        outcome = { verdict: failed(error) };
      }
      try {
        return conclude(action, caller, outcome, begun);
      } catch (error) {
        return { decision: 'deny', verdict: failed(error) };
      }
    },
    explain: async (action): Promise<Explanation> => {
      try {
        if (action.kind === 'session') return { verdict: SESSION_VERDICT, parts: [] };
        const evaluation = (opened ?? (await open())).own.evaluate(action, host);
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
