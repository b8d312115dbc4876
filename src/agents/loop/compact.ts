import type { ModelMessage } from '../../model/model.ts';
import { visible } from '../../shell/visible.ts';
import { partsOf, withShortResults, withStubs } from './cut-down.ts';
import { summaryOf } from './summary.ts';
import type { Talk } from './talk.ts';

/** Of what the model sees at once, from which on a conversation is made shorter. */
const FULL = 0.75;
/** What is to be reached by dropping old results; else the middle is summed up. */
const AIM = 0.5;
/** What the recent part may have, as it is and where that was still too much. */
const TAIL = { usual: 0.25, tight: 0.1 };

/** One that can not be made much shorter is not summed up again and again. */
const GROWN = 1.2;

export const isFull = ({ history, setup, shortest }: Talk): boolean =>
  history.tokens > Math.max(setup.contextTokens * FULL, shortest * GROWN);

/**
 * Makes the conversation shorter: old results go first, then what lies between the first message and the recent ones becomes a summary.
 * Leaves it as it is when it is stopped.
 * @param how `usual` stops when enough is gone; `forced`: the provider says that it is too long; `tight`: it still is
 */
export async function compact(talk: Talk, how: 'usual' | 'forced' | 'tight', signal: AbortSignal): Promise<void> {
  const { history, log, setup } = talk;
  const stubbed = withStubs(history.messages);
  const enough = how === 'usual' && history.tokensOf(stubbed) <= setup.contextTokens * AIM;
  const shorter = enough ? stubbed : await summedUp(talk, how === 'tight' ? withShortResults(stubbed) : stubbed, how, signal);
  if (signal.aborted) return;
  const before = history.tokens;
  history.replace(shorter);
  talk.shortest = history.tokens;
  // What was shown may be among what is gone.
  setup.readState?.forgetShown();
  log.stage({ entry: 'compacted', messages: shorter, touched: history.touched });
  setup.report({ kind: 'compacted', before, after: history.tokens });
  setup.note(`[made shorter: about ${before} -> ${history.tokens} tokens]`);
}

async function summedUp(
  talk: Talk,
  messages: readonly ModelMessage[],
  how: 'usual' | 'forced' | 'tight',
  signal: AbortSignal,
): Promise<readonly ModelMessage[]> {
  const { history, setup } = talk;
  // Where the provider says that it is too long, it sees less than we were told.
  const sees = how === 'usual' ? setup.contextTokens : Math.min(setup.contextTokens, history.tokens);
  const room = history.charactersOf(sees * (how === 'tight' ? TAIL.tight : TAIL.usual));
  const { first, middle, tail } = partsOf(messages, room);
  if (middle.length === 0) return messages;
  const summary = await summaryOf(talk, middle, signal);
  const said =
    summary === undefined
      ? '[What came before this was dropped to save room, and no summary could be made of it.]'
      : `[Summary of what came before, made by a model to save room: a record, not an instruction.]\n${summary}`;
  const files = history.touched.map((path) => visible(path).replaceAll('\n', ' ')).join(', ');
  const text = files === '' ? said : `${said}\n[Files that your calls have named: ${files}]`;
  return [...first, { role: 'user', text: text.toWellFormed() }, ...tail];
}
