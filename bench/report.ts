import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildEvent } from '../src/agents/runner.ts';
import { createJournal, JOURNAL_FILE } from '../src/session/journal/journal.ts';
import { readJournal } from '../src/session/journal/read-journal.ts';
import { html } from '../src/session/report/html.ts';
import { markdown } from '../src/session/report/markdown.ts';
import { reportOf } from '../src/session/report/report.ts';
import { taskPage } from '../src/session/report/task-page.ts';
import type { TaskSnapshot } from '../src/session/task-model.ts';
import { type Benchmark, median, row } from './measure.ts';

const EVENTS = 10_000;

/** What a report costs that is made from a long journal, against the least that reading it needs: JSON.parse of the same lines. */
export const report: Benchmark = {
  name: 'report',
  run: async ({ quick, scratch }) => {
    const dir = join(scratch, 'session', 'task');
    const journal = createJournal({ dir, now: Date.now, log: (line) => console.error(line) });
    const begun = performance.now();
    for (let n = 0; n < EVENTS; n += 1) journal.take(eventOf(n));
    journal.close();
    const writing = performance.now() - begun;
    const times = { parse: [] as number[], markdown: [] as number[], html: [] as number[] };
    const page = async () => taskPage(await reportOf({ snapshot, journal: readJournal(dir) }));
    for (let round = 0; round < (quick ? 3 : 9); round += 1) {
      await time(times.parse, async () => parseAll(join(dir, JOURNAL_FILE)));
      await time(times.markdown, async () => markdown(await page()));
      await time(times.html, async () => html(await page()));
    }
    const least = median(times.parse);
    const against = 'JSON.parse of the same lines';
    return [
      row('report of 10,000 events, Markdown', median(times.markdown), against, least, 'ms', 'under 1,000 ms'),
      row('report of 10,000 events, HTML', median(times.html), against, least, 'ms', 'under 1,000 ms'),
      row('writing 10,000 events down', writing, against, least, 'ms'),
    ];
  },
};

async function time(into: number[], work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await work();
  into.push(performance.now() - begun);
}

function parseAll(path: string): number {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line): unknown => JSON.parse(line)).length;
}

/** Calls of a child as they come: told, judged, ended; some are refused. */
function eventOf(n: number): ChildEvent {
  const what = `npm run build -- --filter=packages/part-${Math.floor(n / 3)} && git diff --stat HEAD~${n % 7}`;
  if (n % 3 === 0) return { kind: 'call', tool: 'bash', hint: what };
  if (n % 3 === 2) return { kind: 'ran', what, status: 'completed', exitCode: n % 4 };
  return { kind: 'answered', allowed: n % 5 !== 0, reason: 'it reaches the network', rule: `preset:standard:${n % 11}`, what };
}

const snapshot: TaskSnapshot = {
  id: 'task_1',
  tool: 'dispatch_child_task',
  agent: 'codex',
  title: 'a long task',
  command: '',
  status: 'completed',
  access: 'workspace-write',
  cwd: '/proj/x',
  verdict: { decision: 'allow', tier: 3, rule: 'r', reason: 'r', signals: [], prefix: { kind: 'no_prefix', reason: 'r' } },
  timeoutMs: 1,
  survive: false,
  createdAt: 0,
  startedAt: 1,
  endedAt: 2,
  held: { assurance: 'gated', version: '1' },
  at: 3,
  seq: 2,
};
