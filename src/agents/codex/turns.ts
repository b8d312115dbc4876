import { AgentError, type TurnEnd } from '../protocol.ts';
import { agentMessage, type Item, turnStarted } from './messages.ts';
import { type EndedTurn, turnEndOf } from './turn-end.ts';

interface Running {
  /** Resolves with the agent's id of the turn, or with `undefined` when it came to none. */
  readonly id: Promise<string | undefined>;
  known: string | undefined;
  /** The last message, and what was told of one that is not whole yet. */
  last: string;
  part: { readonly id: string; readonly text: string } | undefined;
  end(end: TurnEnd): void;
}

/** The turn that is running, of which there is at most one. */
export interface Turns {
  /** @param start asks for a turn; resolves with the answer. Never rejects. */
  run(start: () => Promise<unknown>): Promise<TurnEnd>;
  /** Part of a message. */
  delta(id: string, text: string): void;
  message(item: Item): void;
  ended(turn: EndedTurn): void;
  /** Nothing more comes. */
  fail(why: string): void;
  /** Resolves with the agent's id of the running turn; `undefined` when there is none. */
  id(): Promise<string | undefined>;
}

export interface TurnsDeps {
  readonly text: (text: string) => void;
  /** Called before a turn resolves. */
  readonly over: () => void;
}

/** Characters of a message that is not whole yet. */
const MAX_PART = 4 * 1_048_576;

export function createTurns({ text, over }: TurnsDeps): Turns {
  let running: Running | undefined;
  /** One that ended before the answer to its start was read. */
  let early: EndedTurn | undefined;
  let broken: string | undefined;

  function finish(end: (last: string) => TurnEnd): void {
    const turn = running;
    if (turn === undefined) return;
    running = undefined;
    over();
    turn.end(end(turn.last === '' ? (turn.part?.text ?? '') : turn.last));
  }

  const failed = (why: string): void => finish((last) => ({ kind: 'failed', text: last, why }));

  return {
    run(start) {
      if (broken !== undefined) return Promise.resolve({ kind: 'failed', text: '', why: broken });
      return new Promise((end) => {
        early = undefined;
        const id = start()
          .then(turnIdOf)
          .then(
            (known) => {
              if (running === turn) turn.known = known;
              if (early?.id === known) finish((last) => turnEndOf(early as EndedTurn, last));
              return known;
            },
            (error: AgentError) => {
              if (running === turn) failed(error.message);
              return undefined;
            },
          );
        const turn: Running = { id, known: undefined, last: '', part: undefined, end };
        running = turn;
      });
    },
    delta(id, more) {
      if (running === undefined) return;
      const before = running.part?.id === id ? running.part.text : '';
      if (before.length < MAX_PART) running.part = { id, text: before + more };
      text(more);
    },
    message(item) {
      const { data } = agentMessage.safeParse(item);
      if (running === undefined || data === undefined) return;
      // What did not come in parts is told whole.
      if (running.part?.id !== data.id) text(data.text);
      running.part = undefined;
      running.last = data.text;
      text('\n');
    },
    ended(turn) {
      if (running?.known === turn.id) finish((last) => turnEndOf(turn, last));
      else if (running?.known === undefined) early = turn;
    },
    fail(why) {
      broken = why;
      failed(why);
    },
    id: async () => await running?.id,
  };
}

function turnIdOf(answer: unknown): string {
  const { data } = turnStarted.safeParse(answer);
  if (data === undefined) throw new AgentError('it began a turn in words that are not understood');
  return data.turn.id;
}
