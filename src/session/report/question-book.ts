import type { JournalEntry } from '../journal/entry.ts';
import type { AskedQuestion, Some } from './doc.ts';
import { shownLine } from './words.ts';

/** Puts together what a person was asked, and what came of it. */
export interface QuestionBook {
  waiting(entry: Extract<JournalEntry, { kind: 'waiting' }>): void;
  waited(entry: Extract<JournalEntry, { kind: 'waited' }>): void;
  answered(entry: Extract<JournalEntry, { kind: 'answered' }>): void;
  /** @param over the child has ended: nothing waits any more */
  list(over: boolean): Some<AskedQuestion>;
}

const LISTED = 200;
const TEXT = 500;

type Question = { -readonly [K in keyof AskedQuestion]: AskedQuestion[K] };

export function createQuestionBook(): QuestionBook {
  const listed: Question[] = [];
  const open = new Map<number, Question>();
  /** Those that wait no more, and whose call the gate has not answered yet. */
  const closing: Question[] = [];
  let total = 0;

  return {
    waiting({ at, number, what }) {
      total += 1;
      const question: Question = { number, what: shownLine(what, TEXT), at, waitedMs: null, ended: 'open', reason: null };
      open.set(number, question);
      if (listed.length < LISTED) listed.push(question);
    },
    waited({ at, number }) {
      const question = open.get(number);
      if (question === undefined) return;
      open.delete(number);
      question.waitedMs = Math.max(0, at - question.at);
      question.ended = 'unanswered';
      closing.push(question);
    },
    answered({ allowed, reason, what }) {
      // What was asked about is answered right after; a call beside it says what it is about.
      const line = what === undefined ? undefined : shownLine(what, TEXT);
      const index = line === undefined ? 0 : closing.findIndex((question) => question.what === line);
      const [question] = index < 0 ? [] : closing.splice(index, 1);
      if (question === undefined) return;
      question.ended = allowed ? 'allowed' : 'refused';
      question.reason = shownLine(reason, TEXT);
    },
    list: (over) => ({ items: listed.map((one) => (over && one.ended === 'open' ? { ...one, ended: 'unanswered' } : one)), total }),
  };
}
