import type { TokenUse } from '../protocol.ts';
import type { ChildEvent } from '../runner.ts';
import type { Budget } from './budget.ts';

/** Counts what a child uses up, by what is told of it, and says when that is enough. */
export interface Meter {
  /** Takes everything that the child tells. */
  take(event: ChildEvent): void;
  /** Why no other turn may begin; `undefined` when one may. */
  mayTurn(): string | undefined;
  /** To be called when a turn has ended by itself. Why the budget can not be kept any longer; `undefined` when it can. */
  afterTurn(): string | undefined;
  /** Aborted when more is used than there is, also in the middle of a turn; the reason of it is a text. */
  readonly spent: AbortSignal;
}

/**
 * Watches over what a child may use up but for its time, which is for whoever starts it. What an agent tells of tokens and money is the sum
 * of its conversation, which never shrinks: the most that was told counts. One that tells nothing where that is bounded is not trusted to
 * keep the bound.
 */
export function createMeter({ turns: mostTurns, tokens: mostTokens, usd: mostUsd }: Budget): Meter {
  const over = new AbortController();
  let turns = 0;
  let use: TokenUse | undefined;
  let tokens = 0;
  let usd = 0;
  /** Something was told since the turn began. */
  let told = false;

  const used = (): readonly Used[] => [
    { kind: 'turns', amount: turns, most: mostTurns },
    { kind: 'tokens', amount: tokens, most: mostTokens },
    { kind: 'usd', amount: usd, most: mostUsd },
  ];

  function wordsOf(isSpent: (amount: number, most: number) => boolean): string | undefined {
    const spent = used().find(({ amount, most }) => most !== undefined && isSpent(amount, most));
    return spent?.most === undefined ? undefined : wordsFor(spent.kind, spent.most);
  }

  function whatIsUntold(): string | undefined {
    // No turn costs no token: an agent that says so does not count them.
    if (mostTokens !== undefined && !(told && isMore(use?.inputTokens, use?.outputTokens))) return untold('how many tokens it uses');
    if (mostUsd !== undefined && !(told && isAmount(use?.usd))) return untold('what it costs');
    return undefined;
  }

  return {
    take(event) {
      if (event.kind === 'turn') {
        turns += 1;
        told = false;
      } else if (event.kind === 'used') {
        use = event.use;
        tokens = larger(tokens, use.inputTokens + use.outputTokens);
        usd = larger(usd, use.usd);
        told = true;
      } else return;
      const words = wordsOf((amount, most) => amount > most);
      if (words !== undefined) over.abort(words);
    },
    mayTurn() {
      if (over.signal.aborted) return String(over.signal.reason);
      // What it has told by now, for one that tells in the middle of its turn.
      return wordsOf((amount, most) => amount >= most) ?? (told ? whatIsUntold() : undefined);
    },
    afterTurn: whatIsUntold,
    spent: over.signal,
  };
}

interface Used {
  readonly kind: 'turns' | 'tokens' | 'usd';
  readonly amount: number;
  readonly most: number | undefined;
}

/** Of what is no number the one before stays. */
const larger = (before: number, now: number | null): number => (now !== null && now > before ? now : before);
const isAmount = (amount: number | null | undefined): amount is number => amount !== null && amount !== undefined && amount >= 0;
const isMore = (input: number | undefined, output: number | undefined): boolean =>
  isAmount(input) && isAmount(output) && input + output > 0;
const untold = (what: string): string => `budget: its agent does not tell ${what}, so the bound can not be kept`;

/**
 * Why a child whose budget is spent does not go on.
 * @param most what there was: milliseconds for `wall`, turns, tokens, US dollars
 */
export function wordsFor(kind: 'wall' | Used['kind'], most: number): string {
  if (kind === 'wall') return `budget: ${time(most)} are over`;
  const unit = { turns: most === 1 ? 'turn is' : 'turns are', tokens: most === 1 ? 'token is' : 'tokens are', usd: 'US dollars are' }[kind];
  return `budget: ${most} ${unit} used`;
}

function time(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
