import { randomBytes } from 'node:crypto';
import { type ScriptedModel, startScriptedModel } from '../../../../src/agents/verify/model/model-server.ts';
import { type Attempt, createPlay, type Play } from '../../../../src/agents/verify/model/play.ts';
import type { Step } from '../../../../src/agents/verify/model/step.ts';
import { type Act, type Acts, createActs } from './acts.ts';

/** One conversation of the scripted model. */
export interface Scene {
  /** The word that the objective has to hold. */
  readonly key: string;
  readonly attempts: readonly Attempt[];
  readonly played: Play['played'];
  /** Resolves with the time (`performance.now()`) at which the model was first called. */
  readonly called: Promise<number>;
  /** Milliseconds from each answer of the model to its next request. */
  readonly turns: readonly number[];
  /** Resolves when the model has come to a step at which it thinks. */
  readonly thinks: Promise<void>;
}

export interface Stage {
  readonly baseUrl: string;
  /** Every mark of this stage begins with it. */
  readonly nonce: string;
  readonly model: ScriptedModel;
  /** A new conversation; its last answer is `final`. */
  scene(steps: readonly Step[], final: string): Scene;
  /** A new conversation over many turns; behind what it is to do, it goes on with these. */
  acts(...endless: readonly Act[]): Acts;
  /** The word that the conversation of a sub-agent is known by. */
  readonly subKey: string;
  /** From now on a sub-agent plays these steps; returns what it will have tried. */
  newSub(steps: readonly Step[]): readonly Attempt[];
  /** From now on it thinks at each step marked so, until `wake`. */
  sleep(): void;
  wake(): void;
  close(): Promise<void>;
}

const SLEEP_MS = 600_000;

/** A model for many conversations at once, known by words. */
export async function startStage(): Promise<Stage> {
  const nonce = `bw${randomBytes(4).toString('hex')}`;
  const subKey = `sub${nonce}`;
  const plays = new Map<string, Play>();
  let marks = 0;
  let asleep = false;
  const nextMark = (): string => `${nonce}n${++marks}x`;
  const word = (): string => `say${randomBytes(6).toString('hex')}`;
  const subOf = (steps: readonly Step[], attempts: Attempt[]): Play =>
    createPlay({ key: subKey, steps, position: () => 0, nextMark, attempts });
  let sub = subOf([], []);
  plays.set(subKey, {
    next: () => sub.next(),
    answer: (request) => sub.answer(request),
    get played() {
      // What waits for a sub-agent waits for as long as it is not over: this is how the model thinks.
      return asleep ? { ...sub.played, begun: true, done: false } : sub.played;
    },
  });
  const model = await startScriptedModel({ plays, secrets: [], sub: subKey, patience: { startedMs: SLEEP_MS, silentMs: 3_000 } });
  return {
    baseUrl: model.baseUrl,
    nonce,
    model,
    subKey,
    newSub(steps) {
      const attempts: Attempt[] = [];
      sub = subOf(steps, attempts);
      return attempts;
    },
    sleep() {
      asleep = true;
    },
    wake() {
      asleep = false;
    },
    close: model.close,
    acts(...endless) {
      const acts = createActs(word(), endless);
      plays.set(acts.key, acts.play);
      return acts;
    },
    scene(steps, final) {
      const key = word();
      const attempts: Attempt[] = [];
      const play = createPlay({ key, steps, position: () => 0, nextMark, attempts });
      const called = Promise.withResolvers<number>();
      const turns: number[] = [];
      let answered: number | undefined;
      const thinks = Promise.withResolvers<void>();
      plays.set(key, {
        next() {
          const now = performance.now();
          called.resolve(now);
          if (answered !== undefined) turns.push(now - answered);
          const step = play.next();
          if (step?.afterSub === true) thinks.resolve();
          return step;
        },
        answer(request) {
          const answer = play.answer(request);
          answered = performance.now();
          return answer.kind === 'say' ? { kind: 'say', text: final } : answer;
        },
        get played() {
          return play.played;
        },
      });
      return {
        key,
        attempts,
        turns,
        get played() {
          return play.played;
        },
        called: called.promise,
        thinks: thinks.promise,
      };
    },
  };
}
