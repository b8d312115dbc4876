import { expect, test } from 'vitest';
import type { ChildEvent } from '../../../src/agents/runner.ts';
import { NOTHING_DONE, reportAfter } from '../../../src/session/child-report.ts';
import { createJournal } from '../../../src/session/journal/journal.ts';
import { readJournal } from '../../../src/session/journal/read-journal.ts';
import { recalledReport } from '../../../src/session/journal/recalled-report.ts';
import { outputDir } from '../report/reported.ts';

test('what was written down of a child tells what it had done, as it would have told itself', async () => {
  const dir = outputDir();
  const events: readonly ChildEvent[] = [
    { kind: 'conversation', id: 'c', model: 'm' },
    { kind: 'placed', place: { path: '/w', base: 'b' } },
    { kind: 'turn' },
    { kind: 'call', tool: 'bash', hint: 'ls' },
    { kind: 'answered', allowed: true, reason: 'reads' },
    { kind: 'ran', what: 'ls', status: 'exited', exitCode: 0 },
    { kind: 'turn' },
    { kind: 'call', tool: 'bash', hint: 'rm' },
    { kind: 'answered', allowed: false, reason: 'no' },
    { kind: 'unapproved', what: 'rm' },
    { kind: 'used', use: { inputTokens: 3, outputTokens: 2, usd: null } },
  ];
  const journal = createJournal({ dir, now: () => 1, log: (line) => expect.fail(line) });
  for (const event of events) journal.take(event);
  journal.close();
  expect(await recalledReport(readJournal(dir))).toEqual(events.reduce(reportAfter, NOTHING_DONE));
});

test('where nothing was written down, nothing is known', async () => {
  expect(await recalledReport(readJournal('/nonexistent'))).toBe(undefined);
});
