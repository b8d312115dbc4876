import { expect, test } from 'vitest';
import { groupReportOf } from '../../../src/session/report/group.ts';
import { groupPage } from '../../../src/session/report/group-page.ts';
import { markdown } from '../../../src/session/report/markdown.ts';
import type { GroupSpec, TaskSnapshot } from '../../../src/session/task-model.ts';
import { START, snapshot } from './reported.ts';

const GROUP: GroupSpec = { name: 'bugs', maxParallel: 2, cancel: 'winner', budget: { wallMs: 60_000, usd: 1 } };
const REPORT = { turns: 4, calls: [], allowed: 0, denied: 0, denials: [], unapproved: [] };
const use = (inputTokens: number, usd: number | null) => ({ use: { inputTokens, outputTokens: 10, usd } });

const winner = snapshot({
  id: 'task_2',
  title: 'fix the second bug',
  createdAt: START + 1,
  group: GROUP,
  report: { ...REPORT, ...use(90, 0.25) },
  work: {
    confidence: 'verified',
    signals: [],
    changes: { files: [], total: 2, added: 5, removed: 1 },
    checks: [{ name: 'test', status: 'passed', exitCode: 0 }],
    exitCodes: [],
    review: { agent: 'claude', taskId: 't', verdict: 'accept', note: '', followups: [] },
  },
});
const liar = snapshot({
  id: 'task_1',
  title: 'fix the first bug',
  createdAt: START,
  endedAt: START + 30_000,
  group: GROUP,
  report: { ...REPORT, ...use(190, 0.5) },
  work: {
    confidence: 'uncertain',
    signals: ['mutation-expected-but-none'],
    changes: { files: [], total: 0 },
    checks: [],
    exitCodes: [],
  },
});
const { startedAt: _, ...never } = snapshot({
  id: 'task_3',
  title: 'fix the third bug',
  createdAt: START + 2,
  status: 'stopped',
  stoppedBy: 'policy',
  deferred: true,
  reason: 'deferred: task_2 won the group "bugs"',
  group: GROUP,
});
const members: readonly TaskSnapshot[] = [winner, never, liar];

test('who won, and what the others had', () => {
  const member = {
    agent: 'codex',
    assurance: 'gated',
    exitCode: null,
    reason: null,
    review: null,
    checks: [],
    deferred: false,
    won: false,
    accepted: false,
  };
  expect(groupReportOf({ members })).toEqual({
    name: 'bugs',
    cancel: 'winner',
    maxParallel: 2,
    budget: { wallMs: 60_000, tokens: null, usd: 1 },
    winner: 'task_2',
    spent: null,
    members: [
      {
        ...member,
        id: 'task_1',
        title: 'fix the first bug',
        status: 'completed',
        confidence: 'uncertain',
        signals: ['mutation-expected-but-none'],
        changes: { total: 0 },
        turns: 4,
        tokens: 200,
        usd: 0.5,
        ranMs: 29_000,
      },
      {
        ...member,
        id: 'task_2',
        title: 'fix the second bug',
        status: 'completed',
        won: true,
        accepted: true,
        confidence: 'verified',
        signals: [],
        changes: { total: 2, added: 5, removed: 1 },
        checks: [{ name: 'test', status: 'passed', exitCode: 0 }],
        review: 'accept by claude',
        turns: 4,
        tokens: 100,
        usd: 0.25,
        ranMs: 65_000,
      },
      {
        ...member,
        id: 'task_3',
        title: 'fix the third bug',
        status: 'stopped',
        deferred: true,
        reason: 'deferred: task_2 won the group "bugs"',
        confidence: null,
        signals: [],
        changes: null,
        turns: 0,
        tokens: 0,
        usd: 0,
        ranMs: null,
      },
    ],
    tokens: 300,
    usd: 0.75,
    at: START + 70_000,
  });
});

test('the page tells them apart', () => {
  const doc = groupReportOf({ members });
  if (doc === undefined) throw new Error('it has members');
  expect(markdown(groupPage(doc))).toBe(`# Report of the group \`bugs\`

* Group: \`bugs\`
* Children: 3: 2 completed, 1 stopped
* Won by: \`task_2\`
* Accepted: \`task_2\`
* How they run: the first that is accepted ends the others; at most 2 at a time
* Budget: 1 min 0 s, $1.00
* Use: 300 tokens; $0.7500
* As of: 2026-01-02 03:05:15 UTC

## Child 1: not accepted

* Task \`task_1\`, \`codex\`, held as gated
* To do: \`fix the first bug\`
* Status: completed (not accepted)
* Confidence: uncertain (mutation-expected-but-none)
* Changes: No file differs.
* Use: 4 turns, 200 tokens, $0.5000, ran 29 s
* More: \`bailiwick report task_1\`

## Child 2: won

* Task \`task_2\`, \`codex\`, held as gated
* To do: \`fix the second bug\`
* Status: completed (won)
* Confidence: verified
* Changes: 2 files, 5 lines added, 1 removed.
* Checks: \`test\` passed
* Review: \`accept by claude\`
* Use: 4 turns, 100 tokens, $0.2500, ran 1 min 5 s
* More: \`bailiwick report task_2\`

## Child 3: deferred, never began

* Task \`task_3\`, \`codex\`, held as gated
* To do: \`fix the third bug\`
* Status: stopped (deferred, never began)
* Why: \`deferred: task_2 won the group "bugs"\`
* More: \`bailiwick report task_3\`
`);
});

test('what the group itself says comes first; what one member does not know nobody knows', () => {
  const unknown = snapshot({ id: 'task_4', group: GROUP });
  const doc = groupReportOf({
    members: [...members, unknown],
    winner: 'task_1',
    spent: 'its time is up',
    spec: { ...GROUP, maxParallel: 9 },
  });
  expect(doc).toMatchObject({ winner: 'task_1', spent: 'its time is up', maxParallel: 9, tokens: null, usd: null });
});

test('where they do not compete nobody wins, and no members are no group', () => {
  const free = members.map((one) => ({ ...one, group: { ...GROUP, cancel: 'none', budget: undefined } as const }));
  expect(groupReportOf({ members: free })).toMatchObject({
    winner: null,
    budget: null,
    members: [{ accepted: false }, { accepted: true, won: false }, {}],
  });
  expect(groupReportOf({ members: [] })).toBeUndefined();
});
