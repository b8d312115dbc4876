import { randomUUID } from 'node:crypto';
import { describeError } from '../shell/describe-error.ts';
import { type ApprovalAnswer, type ApprovalStore, MAX_PENDING } from '../store/store.ts';
import type { Answer, Approval } from './action.ts';
import type { Classification } from './engine/second-opinion.ts';

export interface QuestionsDeps {
  readonly sessionId: string;
  readonly store: ApprovalStore;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** What a question is about. */
export interface Asked {
  readonly hash: string;
  /** The task of the child that asks; absent for the host itself. */
  readonly task?: string | undefined;
  readonly text: Omit<Approval, 'id' | 'number'>;
  /** JSON text of what a person elsewhere is shown. */
  readonly shown: string;
  /** What the classifier may still say. */
  readonly late?: Promise<Classification> | undefined;
}

/** The answer that counted, or why there is none. */
export type Redeemed =
  | { readonly by: 'person'; readonly answer: Exclude<Answer['choice'], 'adopt'>; readonly approver: string; readonly grantable: boolean }
  | { readonly by: 'classifier'; readonly said: Classification }
  | { readonly by: 'nobody' };

/** Why no question more may wait: those of the session, of this child, of all children, or about exactly this action are too many. */
export type Overflow = 'session' | 'child' | 'children' | 'same';

/** The pending questions of one session. */
export interface Questions {
  /** A question of its own for each call, also for equal ones: each that runs is one that a person allowed. */
  open(asked: Asked): Approval | Overflow;
  isPending(id: string): boolean;
  /** A person allowed this action for the session: other questions about it need no answer any more, and end as soon as they are looked at. */
  allowed(hash: string): void;
  /** Uses an answer up: it counts once, for a pending question of this session about exactly this action. */
  redeem(answer: Answer, hash: string): Redeemed;
  settled(id: string, signal: AbortSignal): Promise<Answer | undefined>;
  withdraw(id: string): void;
  drop(): void;
}

/** A question this old is not answered any more. */
export const PENDING_MS = 600_000;
/** Of the places of a session, how many one child may hold, and all children together: the host can always ask. */
const MAX_OF_CHILD = 5;
const MAX_OF_CHILDREN = MAX_PENDING - MAX_OF_CHILD;
/** A host that asks the same again and again, and answers none of it, leaves places for other questions. */
const MAX_SAME = 5;
/** By so long after its time whoever waited for a question has heard that it is over. */
const KEPT_MS = 60_000;
/** How soon an answer from another process is noticed. */
const POLL_MS = 100;

/** A number that no question of any session had lately: who saw one that is over must not answer another by it. */
function unused(known: readonly { readonly number: number }[]): number {
  return known.reduce((most, { number }) => Math.max(most, number), 0) + 1;
}

const OVER = 'over';

interface Pending {
  readonly approval: Approval;
  readonly hash: string;
  readonly task: string | undefined;
  readonly expiresAt: number;
  readonly late: Promise<Classification> | undefined;
  said: Classification | undefined;
  /** Nobody needs to answer any more: what it asks for is allowed now. */
  moot: boolean;
  /** Told when it is over, however that came. */
  readonly over: AbortController;
}

export function createQuestions({ sessionId, store, now, log }: QuestionsDeps): Questions {
  const pending = new Map<string, Pending>();

  /** A store that fails for a moment is asked again at the next look. */
  const answerNow = (id: string): ApprovalAnswer | undefined => {
    try {
      return store.answerTo({ id, sessionId })?.answer;
    } catch {
      return undefined;
    }
  };

  /** A row that stays behind is answered for nobody: what is pending is known here. */
  const quietly = (change: () => void): void => {
    try {
      change();
    } catch (error) {
      log(describeError(error));
    }
  };

  const end = (id: string): void => {
    // A reason of our own: making an exception costs more than all the rest.
    pending.get(id)?.over.abort(OVER);
    pending.delete(id);
  };

  const overflow = (hash: string, task: string | undefined, time: number): Overflow | undefined => {
    const waiting = [...pending.values()].filter(({ expiresAt }) => expiresAt > time);
    if (task !== undefined) {
      if (waiting.filter((one) => one.task === task).length >= MAX_OF_CHILD) return 'child';
      if (waiting.filter((one) => one.task !== undefined).length >= MAX_OF_CHILDREN) return 'children';
    }
    return waiting.filter((one) => one.hash === hash).length >= MAX_SAME ? 'same' : undefined;
  };

  return {
    open({ hash, task, text, shown, late }) {
      const time = now();
      for (const [id, { expiresAt }] of pending) if (expiresAt + KEPT_MS <= time) end(id);
      const full = overflow(hash, task, time);
      if (full !== undefined) return full;
      const number = unused(store.known(time));
      const approval: Approval = { id: randomUUID(), number, ...text };
      const { id } = approval;
      const expiresAt = time + PENDING_MS;
      if (!store.insert({ id, number, sessionId, actionHash: hash, createdAt: time, expiresAt, shown })) return 'session';
      const one: Pending = { approval, hash, task, expiresAt, late, said: undefined, moot: false, over: new AbortController() };
      pending.set(id, one);
      void late?.then((said) => {
        one.said = said;
      });
      return approval;
    },

    isPending(id) {
      const one = pending.get(id);
      return one !== undefined && now() < one.expiresAt;
    },

    allowed(hash) {
      for (const one of pending.values()) if (one.hash === hash) one.moot = true;
    },

    redeem({ approvalId: id, choice }, hash) {
      const one = pending.get(id);
      if (one === undefined || now() >= one.expiresAt) return { by: 'nobody' };
      const { said } = one;
      // A person who answered elsewhere was there first; whoever answers while we look is looked at again.
      let given = store.answerTo({ id, sessionId });
      const consume = (): boolean => store.consume({ id, sessionId, actionHash: hash, seen: given?.answer ?? 'none' });
      const undecided = choice === 'adopt' || choice === 'unanswered';
      if (choice === 'adopt' && given === undefined && (said === undefined || said.kind === 'failed')) return { by: 'nobody' };
      if (!consume()) {
        if (given !== undefined) return { by: 'nobody' };
        given = store.answerTo({ id, sessionId });
        if (given === undefined || !consume()) return { by: 'nobody' };
      }
      end(id);
      const { grantable } = one.approval;
      if (given !== undefined && (choice !== 'deny' || given.answer === 'deny'))
        return { by: 'person', answer: given.answer, approver: given.by, grantable };
      if (undecided && said !== undefined && said.kind !== 'failed') return { by: 'classifier', said };
      return choice === 'adopt' ? { by: 'nobody' } : { by: 'person', answer: choice, approver: 'host', grantable };
    },

    settled(id, signal) {
      const one = pending.get(id);
      if (one === undefined) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const stop = AbortSignal.any([signal, one.over.signal]);
        const settle = (answer: Answer | undefined): void => {
          clearInterval(timer);
          stop.removeEventListener('abort', give);
          resolve(answer);
        };
        const give = (): void => settle(undefined);
        const look = (): void => {
          const given = answerNow(id);
          if (given !== undefined) settle({ approvalId: id, choice: given });
          else if (one.moot || now() >= one.expiresAt) settle({ approvalId: id, choice: 'unanswered' });
        };
        const timer = setInterval(look, POLL_MS);
        timer.unref();
        stop.addEventListener('abort', give, { once: true });
        if (stop.aborted) give();
        else
          void one.late?.then((said) => {
            if (said.kind !== 'failed') settle({ approvalId: id, choice: 'adopt' });
          });
      });
    },

    withdraw(id) {
      end(id);
      quietly(() => store.withdraw({ id, sessionId }));
    },
    drop() {
      for (const id of pending.keys()) end(id);
      quietly(() => store.drop(sessionId));
    },
  };
}
