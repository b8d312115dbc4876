import { type Breaker, breakerState, CLOSED, failed, probe, succeeded } from './breaker.ts';
import { allowed, areTooMany, type Denials, denied, NO_DENIALS } from './denials.ts';

/** Who decides what a preset would ask a person: rules alone, or a model first. */
export type EngineKind = 'rules' | 'llm';

/** Everything that the engine of one session is; shared with all of its children. Pure: the clock is handed in. */
export interface Engine {
  /** What a person chose. Without a model it is `rules`. */
  readonly chosen: EngineKind;
  readonly denials: Denials;
  readonly breaker: Breaker;
}

export function createEngine(chosen: EngineKind): Engine {
  return { chosen, denials: NO_DENIALS, breaker: CLOSED };
}

/** The engine at work, and why it is not the chosen one. */
export interface EngineNow {
  readonly kind: EngineKind;
  readonly why: 'chosen' | 'denials' | 'failures';
}

/** In words, for logs and notifications. */
export function describeEngine({ kind, why }: EngineNow): string {
  return `engine ${kind}${why === 'chosen' ? '' : `: too many ${why} of the classifier`}`;
}

export function engineNow({ chosen, denials, breaker }: Engine, now: number): EngineNow {
  if (chosen === 'rules') return { kind: 'rules', why: 'chosen' };
  if (areTooMany(denials)) return { kind: 'rules', why: 'denials' };
  return breakerState(breaker, now) === 'open' ? { kind: 'rules', why: 'failures' } : { kind: 'llm', why: 'chosen' };
}

/** What may happen to an engine. `probe`: a call goes to the classifier while the breaker is half open. */
export type EngineEvent =
  | 'probe'
  | 'classifier-allow'
  | 'classifier-deny'
  | 'classifier-failure'
  | 'person-approval'
  | 'set-llm'
  | 'set-rules';

export function advance(engine: Engine, event: EngineEvent, now: number): Engine {
  const { denials, breaker } = engine;
  switch (event) {
    case 'probe':
      return { ...engine, breaker: breakerState(breaker, now) === 'half-open' ? probe(breaker, now) : breaker };
    case 'classifier-allow':
      return { ...engine, denials: allowed(denials), breaker: succeeded(breaker) };
    case 'classifier-deny':
      return { ...engine, denials: denied(denials), breaker: succeeded(breaker) };
    case 'classifier-failure':
      return { ...engine, breaker: failed(breaker, now) };
    case 'person-approval':
      return { ...engine, denials: allowed(denials) };
    case 'set-llm':
      // With the old counts the next call would fall back at once.
      return createEngine('llm');
    case 'set-rules':
      return { ...engine, chosen: 'rules' };
  }
}
