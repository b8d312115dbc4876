import { randomUUID } from 'node:crypto';
import type { TurnEnd } from '../protocol.ts';
import { userMessage } from './answers.ts';
import type { ResultMessage } from './messages.ts';
import { turnEndOf } from './turn-end.ts';

interface Turn {
  readonly resolve: (end: TurnEnd) => void;
  /** Ids of the messages that it is to answer. */
  readonly messages: Set<string>;
  said: string;
  cancelled: boolean;
}

/** The turns of one conversation, one at a time. */
export interface Turns {
  prompt(text: string): Promise<TurnEnd>;
  /** False when no turn is running. */
  steer(text: string): boolean;
  /** False when no turn is running. */
  cancel(): boolean;
  said(text: string): void;
  /** Returns whether a turn of ours was running. */
  result(result: ResultMessage): boolean;
  /** Nothing more will come; later calls change nothing. */
  broken(why: string): void;
}

/** @param send writes a message to the agent */
export function createTurns(send: (message: object) => void): Turns {
  let turn: Turn | undefined;
  let brokenBy: string | undefined;

  function put(text: string, into: Turn): void {
    const uuid = randomUUID();
    into.messages.add(uuid);
    send(userMessage(text, uuid));
  }

  function finish(end: TurnEnd): void {
    const { resolve } = turn ?? {};
    turn = undefined;
    resolve?.(end);
  }

  return {
    prompt(text) {
      if (brokenBy !== undefined) return Promise.resolve({ kind: 'failed', text: '', why: brokenBy });
      if (turn !== undefined) return Promise.resolve({ kind: 'failed', text: '', why: 'a turn is running already' });
      return new Promise((resolve) => {
        turn = { resolve, messages: new Set(), said: '', cancelled: false };
        put(text, turn);
      });
    },
    steer(text) {
      if (turn === undefined || turn.cancelled) return false;
      put(text, turn);
      return true;
    },
    cancel() {
      if (turn === undefined) return false;
      turn.cancelled = true;
      return true;
    },
    said(text) {
      if (turn !== undefined) turn.said = text;
    },
    result(result) {
      if (turn === undefined) return false;
      const { messages, said, cancelled } = turn;
      // The end of something that the agent did by itself, e.g. when it was told that a task in its background has ended.
      if (result.user_message_uuids?.some((uuid) => messages.has(uuid)) === false) return true;
      // What was said in the middle and came too late for this turn gets the next one, which is still ours.
      if (messages.size > 1 && !cancelled && (result.queued_turn_count ?? 0) > 0) return true;
      finish(turnEndOf(result, said, cancelled));
      return true;
    },
    broken(why) {
      brokenBy ??= why;
      if (turn !== undefined) finish({ kind: turn.cancelled ? 'cancelled' : 'failed', text: turn.said, why });
    },
  };
}
