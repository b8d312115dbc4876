import type { ChildEvent } from '../../agents/runner.ts';
import { type ChildReport, NOTHING_DONE, reportAfter } from '../child-report.ts';
import type { JournalEntry } from './entry.ts';
import type { JournalRead } from './read-journal.ts';

/** What a child whose server has died had done, as far as it was written down; `undefined` where nothing was. Never rejects. */
export async function recalledReport(journal: JournalRead): Promise<ChildReport | undefined> {
  let report = NOTHING_DONE;
  const state = await journal.each((entry) => {
    const event = eventOf(entry);
    if (event !== undefined) report = reportAfter(report, event);
  });
  return state === undefined || state.entries === 0 ? undefined : report;
}

/** The event that an entry tells; `undefined` for what a report does not count. */
function eventOf(entry: JournalEntry): ChildEvent | undefined {
  switch (entry.kind) {
    case 'turn':
    case 'call':
    case 'answered':
    case 'unapproved':
      return entry;
    case 'used': {
      const { inputTokens, outputTokens, usd } = entry;
      return { kind: 'used', use: { inputTokens, outputTokens, usd } };
    }
    case 'conversation':
      return { kind: 'conversation', id: entry.id, model: entry.model };
    case 'placed':
      return { kind: 'placed', place: { path: entry.path, base: entry.base } };
    default:
      return undefined;
  }
}
