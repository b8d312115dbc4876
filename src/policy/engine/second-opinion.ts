import { breakerState } from './breaker.ts';
import { advance, createEngine, type Engine, type EngineEvent, type EngineKind, type EngineNow, engineNow } from './engine.ts';

/** What a classifier said of one action. */
export type Classification =
  | { readonly kind: 'allow' | 'block'; readonly reason: string }
  /** `counts`: the breaker hears of it; a cancelled call says nothing about the classifier. */
  | { readonly kind: 'failed'; readonly reason: string; readonly counts: boolean };

export interface SecondOpinionDeps<Question> {
  /** Asks the model; absent when none is configured. Whatever it throws counts as a failure. */
  readonly classify: ((question: Question, signal: AbortSignal) => Promise<Classification>) | undefined;
  /** Milliseconds of any one clock. */
  readonly now: () => number;
  /** Told whenever another engine is at work than before. */
  readonly onChange: (engine: EngineNow) => void;
}

/** The classifier of one session and of all of its children, with the counts that make it rest. */
export interface SecondOpinion<Question> {
  engine(): EngineNow;
  /** Never rejects; `undefined` when rules alone decide now. */
  ask(question: Question, signal: AbortSignal): Promise<Classification> | undefined;
  personApproved(): void;
  choose(kind: EngineKind): void;
}

export function createSecondOpinion<Question>({ classify, now, onChange }: SecondOpinionDeps<Question>): SecondOpinion<Question> {
  let engine: Engine = createEngine(classify === undefined ? 'rules' : 'llm');
  let shown = engineNow(engine, now());

  const current = (): EngineNow => {
    const next = engineNow(engine, now());
    const changed = next.kind !== shown.kind || next.why !== shown.why;
    shown = next;
    if (changed) onChange(next);
    return next;
  };

  const happen = (event: EngineEvent): void => {
    engine = advance(engine, event, now());
    current();
  };

  const heard = (said: Classification): Classification => {
    if (said.kind !== 'failed') happen(said.kind === 'allow' ? 'classifier-allow' : 'classifier-deny');
    else if (said.counts) happen('classifier-failure');
    return said;
  };

  return {
    engine: current,
    ask(question, signal) {
      if (classify === undefined || current().kind === 'rules') return undefined;
      if (breakerState(engine.breaker, now()) === 'half-open') happen('probe');
      return (async () => classify(question, signal))()
        .catch((): Classification => ({ kind: 'failed', reason: 'the classifier failed', counts: !signal.aborted }))
        .then(heard);
    },
    personApproved: () => happen('person-approval'),
    choose(kind) {
      if (kind === 'llm' && classify === undefined) return;
      happen(kind === 'llm' ? 'set-llm' : 'set-rules');
    },
  };
}
