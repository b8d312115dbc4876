import type { CheckResult, ReviewResult } from '../../agents/work/work.ts';
import type { JournalEntry, JournalKind } from '../journal/entry.ts';
import { type CallBook, createCallBook } from './call-book.ts';
import type { AskedQuestion, CallList, Refusal, Some } from './doc.ts';
import { createQuestionBook, type QuestionBook } from './question-book.ts';
import { shownLine } from './words.ts';

/** What the entries of a journal come to. */
export interface Tally {
  take(entry: JournalEntry): void;
  readonly turns: number;
  readonly allowed: number;
  readonly denied: number;
  readonly use: { readonly inputTokens: number; readonly outputTokens: number; readonly usd: number | null } | undefined;
  readonly model: string | undefined;
  readonly checks: readonly CheckResult[];
  readonly review: ReviewResult | undefined;
  calls(): CallList;
  refusals(): Some<Refusal>;
  questions(over: boolean): Some<AskedQuestion>;
  wrote(): Some<string>;
  unapproved(): Some<string>;
  told(): Some<{ readonly at: number; readonly text: string }>;
}

type Handlers = { readonly [K in JournalKind]: (entry: Extract<JournalEntry, { kind: K }>) => void };

const LISTED = 200;
/** Paths that are told from those written before. */
const PATHS = 10_000;
const TEXT = 500;
const RULES = 100;

export function createTally(): Tally {
  const calls: CallBook = createCallBook();
  const questions: QuestionBook = createQuestionBook();
  const rules = new Map<string, Refusal>();
  const checks = new Map<string, CheckResult>();
  const wrote = new Set<string>();
  const unapproved: string[] = [];
  const told: { at: number; text: string }[] = [];
  const counts = { turns: 0, allowed: 0, denied: 0, unapproved: 0, told: 0, wrote: 0 };
  let use: Tally['use'];
  let model: string | undefined;
  let review: ReviewResult | undefined;

  function refused({ rule, reason, what }: Extract<JournalEntry, { kind: 'answered' }>): void {
    counts.denied += 1;
    // Where no rule is named, equal reasons are the same refusal.
    const key = rule ?? `\n${reason}`;
    const known = rules.get(key);
    if (known !== undefined) rules.set(key, { ...known, count: known.count + 1 });
    else if (rules.size < RULES) rules.set(key, refusalOf({ rule, reason, what }, 1));
  }

  const nothing = (): void => undefined;
  const by: Handlers = {
    turn: () => {
      counts.turns += 1;
    },
    call: (entry) => calls.called(entry, counts.turns),
    answered(entry) {
      calls.answered(entry);
      questions.answered(entry);
      if (entry.allowed) counts.allowed += 1;
      else refused(entry);
    },
    ran: (entry) => calls.ran(entry, counts.turns),
    wrote({ path }) {
      if (wrote.has(path)) return;
      counts.wrote += 1;
      if (wrote.size < PATHS) wrote.add(path);
    },
    told({ at, text }) {
      counts.told += 1;
      if (told.length < LISTED) told.push({ at, text: shownLine(text, TEXT) });
    },
    // Of a check that was run again, the latest counts.
    checked: ({ result }) => void checks.set(result.name, result),
    reviewed: ({ result }) => {
      review = result;
    },
    unapproved({ what }) {
      counts.unapproved += 1;
      if (unapproved.length < LISTED) unapproved.push(shownLine(what, TEXT));
    },
    waiting: questions.waiting,
    waited: questions.waited,
    used: (entry) => {
      use = entry;
    },
    conversation: (entry) => {
      model = entry.model ?? model;
    },
    placed: nothing,
    compacted: nothing,
    lost: nothing,
    full: nothing,
  };

  return {
    take: (entry) => (by[entry.kind] as (entry: JournalEntry) => void)(entry),
    get turns() {
      return counts.turns;
    },
    get allowed() {
      return counts.allowed;
    },
    get denied() {
      return counts.denied;
    },
    get use() {
      return use;
    },
    get model() {
      return model;
    },
    get checks() {
      return [...checks.values()];
    },
    get review() {
      return review;
    },
    calls: calls.list,
    refusals: () => ({ items: [...rules.values()].sort((a, b) => b.count - a.count), total: rules.size }),
    questions: questions.list,
    wrote: () => ({ items: [...wrote].slice(0, LISTED).map((path) => shownLine(path, TEXT)), total: counts.wrote }),
    unapproved: () => ({ items: unapproved, total: counts.unapproved }),
    told: () => ({ items: told, total: counts.told }),
  };
}

/** What is shown of a refusal. */
export function refusalOf(
  { rule, reason, what }: { readonly rule?: string | undefined; readonly reason: string; readonly what?: string | undefined },
  count: number,
): Refusal {
  return {
    rule: rule === undefined ? null : shownLine(rule, TEXT),
    count,
    reason: shownLine(reason, TEXT),
    example: what === undefined ? null : shownLine(what, TEXT),
  };
}
