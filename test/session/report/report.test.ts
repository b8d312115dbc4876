import { describe, expect, test } from 'vitest';
import type { Work } from '../../../src/agents/work/work.ts';
import { reportOf } from '../../../src/session/report/report.ts';
import type { Proof } from '../../../src/store/proofs.ts';
import { asks, EVENTS, journalOf, START, STATE, snapshot } from './reported.ts';

const WORK: Work = {
  confidence: 'verified',
  signals: [],
  changes: { files: [{ path: 'src/a.ts', kind: 'modified', added: 3, removed: 1 }], total: 1, added: 3, removed: 1 },
  checks: [{ name: 'test', command: 'npm test', status: 'passed', exitCode: 0 }],
  exitCodes: [{ command: 'npm test', exitCode: 0 }],
};
const REPORT = { turns: 1, calls: ['[iter 1] bash npm test', 'odd'], allowed: 3, denied: 1, denials: ['no'], unapproved: ['rm x'] };
const proof: Proof = {
  agent: 'codex',
  level: 'gated',
  version: '1.2.3',
  executable: '/usr/bin/codex',
  digest: 'd1',
  stamp: 's',
  profile: 'p',
  at: START - 1_000,
  checks: '{}',
};

test('all that is known of a child, from what is kept of it and its journal', async () => {
  const given = snapshot({
    work: WORK,
    report: { ...REPORT, conversation: 'c1' },
    final: { text: 'Done.', bytes: 5 },
    group: undefined as never,
  });
  expect(await reportOf({ snapshot: given, journal: journalOf(EVENTS), proof })).toEqual({
    id: 'task_1',
    tool: 'dispatch_child_task',
    agent: 'codex',
    title: 'Fix the off-by-one in src/a.ts',
    objective: 'Fix the off-by-one in src/a.ts',
    status: 'completed',
    stoppedBy: null,
    reason: null,
    deferred: false,
    exit: null,
    confidence: 'verified',
    signals: [],
    claimedButNothingChanged: false,
    held: {
      assurance: 'gated',
      version: '1.2.3',
      mode: 'pursue',
      definition: null,
      modelHint: null,
      proof: { digest: 'd1', at: START - 1_000 },
    },
    access: 'workspace-write',
    cwd: '/proj/x',
    isolation: 'none',
    group: null,
    parent: null,
    times: { created: START, started: START + 1_000, ended: START + 66_000, ranMs: 65_000 },
    turns: 2,
    model: 'gpt',
    tokens: { input: 1_200, output: 34 },
    usd: null,
    policy: { allowed: 3, denied: 2 },
    calls: {
      items: [
        { at: START + 3_000, turn: 1, tool: 'bash', hint: 'npm test', allowed: true, exitCode: 1 },
        { at: START + 6_000, turn: 1, tool: 'bash', hint: 'git push', allowed: false, exitCode: null },
        { at: START + 9_000, turn: 2, tool: 'bash', hint: 'git push -f', allowed: false, exitCode: null },
        { at: START + 11_000, turn: 2, tool: 'bash', hint: 'npm install x', allowed: true, exitCode: 0 },
      ],
      total: 4,
      tools: [{ tool: 'bash', count: 4, refused: 2, failed: 1 }],
    },
    wrote: { items: ['/proj/x/src/a.ts'], total: 1 },
    changes: WORK.changes,
    patch: null,
    refusals: {
      items: [{ rule: 'preset:standard:network', count: 2, reason: 'it reaches the network', example: 'git push' }],
      total: 1,
    },
    questions: {
      items: [{ number: 7, what: 'npm install x', at: START + 12_000, waitedMs: 1_000, ended: 'allowed', reason: 'a person said yes' }],
      total: 1,
    },
    unapproved: { items: ['rm x'], total: 1 },
    checks: WORK.checks,
    review: null,
    told: { items: [{ at: START + 17_000, text: 'the check `test` failed' }], total: 1 },
    final: { text: 'Done.', bytes: 5, whole: true },
    warnings: [{ text: 'Calls that nobody had allowed ran: 1.', detail: null }],
    next: [
      { command: 'bailiwick log --task task_1', why: 'every decision about it, and what asked for it' },
      { command: 'bailiwick output task_1', why: 'all that it wrote' },
      { command: 'bailiwick replay', why: "what today's rules would say to everything in the log" },
      { command: 'bailiwick undo task_1', why: 'takes back what it wrote, as far as that is kept' },
      { command: 'dispatch_child_task {"resume": "task_1"}', why: 'a call of that tool: another child goes on with what this one knew' },
    ],
    journal: { ...STATE, entries: EVENTS.length },
    at: START + 70_000,
  });
});

test('without a journal the last calls and the reasons are known, and refusals as the log has them', async () => {
  const denials = async () => [
    { rule: 'tier0:x', reason: 'never', what: 'rm -rf /' },
    { rule: 'preset:y', reason: 'not here', what: 'curl a' },
    { rule: 'preset:y', reason: 'not here', what: 'curl b' },
  ];
  const none = { each: async () => undefined };
  const doc = await reportOf({ snapshot: snapshot({ report: REPORT }), journal: none, denials });
  expect(doc).toMatchObject({
    turns: 1,
    tokens: null,
    policy: { allowed: 3, denied: 1 },
    calls: {
      items: [
        { at: null, turn: 1, tool: 'bash', hint: 'npm test', allowed: null, exitCode: null },
        { at: null, turn: null, tool: 'odd', hint: '', allowed: null, exitCode: null },
      ],
      total: 2,
    },
    refusals: {
      items: [
        { rule: 'preset:y', count: 2, reason: 'not here', example: 'curl a' },
        { rule: 'tier0:x', count: 1, reason: 'never', example: 'rm -rf /' },
      ],
      total: 2,
    },
    warnings: [
      { text: 'Calls that nobody had allowed ran: 1.', detail: null },
      { text: 'There is no journal of it: only its last calls are known.', detail: null },
    ],
    journal: null,
  });
  expect((await reportOf({ snapshot: snapshot({ report: REPORT }) })).refusals).toEqual({
    items: [{ rule: null, count: 1, reason: 'no', example: null }],
    total: 1,
  });
});

test('a script is reported as the one call that it is, and its refusal with its rule', async () => {
  const { held: _, ...script } = snapshot({
    agent: 'shell',
    title: 'a title',
    command: 'make\nmake test',
    status: 'blocked',
    reason: 'not now',
  });
  const doc = await reportOf({ snapshot: script });
  expect(doc).toMatchObject({
    objective: 'make\nmake test',
    held: null,
    turns: null,
    refusals: { items: [{ rule: 'test', count: 1, reason: 'not now', example: null }], total: 1 },
    warnings: [],
  });
});

test('every sign that success may be none is a warning', async () => {
  const work: Work = {
    ...WORK,
    confidence: 'uncertain',
    signals: [
      'mutation-expected-but-none',
      'budget-exhausted',
      'no-formal-completion',
      'checks-failed',
      'checks-not-run',
      'review-not-accepted',
      'changes-unknown',
    ],
    changes: { files: [], total: 0, unsure: 'others worked there, too' },
    patch: { bytes: 0, base: 'abc', problem: 'the disk was full' },
  };
  const end = {
    reason: 'stopped',
    exitCode: null,
    signal: 'SIGKILL',
    durationMs: 5,
    killed: [],
    survivors: [{ pid: 9, argv0: 'x\u001b' }],
  } as const;
  const held = { assurance: 'observed', version: '1' } as const;
  const journal = journalOf(EVENTS.slice(0, 1), { skipped: 2, lost: 3, full: true, problem: 'it is a link' });
  const doc = await reportOf({ snapshot: snapshot({ work, end, held }), journal });
  expect(doc.claimedButNothingChanged).toBe(true);
  expect(doc.exit).toEqual({ code: null, signal: 'SIGKILL' });
  expect(doc.warnings).toEqual([
    { text: 'It was asked to change files and says that it is done, and no file differs.', detail: null },
    { text: 'Its budget was spent before it was done.', detail: null },
    { text: 'It never said that it is done.', detail: null },
    { text: 'A check failed.', detail: null },
    { text: 'A check that was asked for did not run.', detail: null },
    { text: 'The reviewer did not accept it.', detail: null },
    { text: 'What it changed is not known.', detail: null },
    { text: 'It was only observed: nothing held it, and what it did unseen is not in here.', detail: null },
    { text: 'About its changes:', detail: 'others worked there, too' },
    { text: 'About its patch:', detail: 'the disk was full' },
    { text: 'Processes of it could not be ended:', detail: 'x\u241b (9)' },
    { text: 'Its journal could not be read, so that this is not all that it did.', detail: null },
    { text: 'Things that it did and that could not be written down: 3.', detail: null },
    { text: 'Lines of its journal that can not be read: 2.', detail: null },
    { text: 'Its journal was full: what it did after that is not in here.', detail: null },
  ]);
});

test('an isolated child has a patch and nothing to undo', async () => {
  const held = { assurance: 'gated', version: '1', isolation: 'worktree' } as const;
  const work: Work = { ...WORK, patch: { bytes: 120, base: 'abc' } };
  const { next, isolation } = await reportOf({ snapshot: snapshot({ held, work }), journal: journalOf([]) });
  expect(isolation).toBe('worktree');
  expect(next.map(({ command }) => command)).toEqual([
    'bailiwick log --task task_1',
    'bailiwick output task_1',
    'bailiwick replay',
    'bailiwick patch task_1',
  ]);
});

test('what is unknown is null and never 0', async () => {
  const { startedAt: _, endedAt: __, held: ___, ...queued } = snapshot({ status: 'queued' });
  const doc = await reportOf({ snapshot: queued });
  const { turns, model, tokens, usd, policy, confidence, changes, exit, times } = doc;
  expect({ turns, model, tokens, usd, policy, confidence, changes, exit, times }).toEqual({
    turns: null,
    model: null,
    tokens: null,
    usd: null,
    policy: { allowed: null, denied: null },
    confidence: null,
    changes: null,
    exit: null,
    times: { created: START, started: null, ended: null, ranMs: null },
  });
  expect((await reportOf({ snapshot: snapshot({ status: 'interrupted' }) })).times.ranMs).toBeNull();
});

test('known secrets and hidden signs are in no text of it', async () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;
  const bad = `\u202e\u001b[31m ${token}`;
  const work: Work = {
    ...WORK,
    changes: { files: [{ path: bad, kind: 'added' }], total: 1 },
    checks: [{ name: bad, command: bad, status: 'failed', detail: bad }],
    review: { agent: bad, taskId: bad, verdict: 'revise', note: bad, followups: [bad], scores: { [bad]: 1 } },
  };
  const given = snapshot({
    title: bad,
    agent: bad,
    reason: bad,
    cwd: bad,
    work,
    final: { text: bad, bytes: 9 },
    held: { assurance: 'gated', version: bad },
  });
  const told = EVENTS.map((event) => ('hint' in event ? { ...event, hint: bad } : event));
  const text = JSON.stringify(await reportOf({ snapshot: given, journal: journalOf(told) }));
  expect([text.includes('a1B2'), text.includes('\u202e'), text.includes('\\u001b')]).toEqual([false, false, false]);
  expect(text).toContain('[redacted:');
});

describe('what belongs together', () => {
  const call = (hint: string) => ({ kind: 'call', tool: 'bash', hint }) as const;
  const answered = (allowed: boolean, what?: string) =>
    ({ kind: 'answered', allowed, reason: 'r', ...(what === undefined ? {} : { what }) }) as const;
  const ran = (what: string, exitCode?: number) =>
    ({ kind: 'ran', what, status: 's', ...(exitCode === undefined ? {} : { exitCode }) }) as const;
  const rows = async (...events: Parameters<typeof journalOf>[0]) =>
    (await reportOf({ snapshot: snapshot(), journal: journalOf(events) })).calls.items.map(({ hint, allowed, exitCode }) => [
      hint,
      allowed,
      exitCode,
    ]);

  test('calls side by side are told apart by their words', async () => {
    expect(await rows(call('a one'), call('b two'), answered(false, 'b two'), answered(true, 'a one'), ran('a one', 3))).toEqual([
      ['a one', true, 3],
      ['b two', false, null],
    ]);
  });

  test('a path is known without the word before it, and a hint that was cut by its beginning', async () => {
    expect(await rows(call('/x/y'), call('long beg…'), answered(true, 'write /x/y'), answered(false, 'long beginning and end'))).toEqual([
      ['/x/y', true, null],
      ['long beg…', false, null],
    ]);
  });

  test('words that say nothing are for the only call that waits, else for none', async () => {
    expect(await rows(call('one'), answered(true), ran('something else', 1))).toEqual([['one', true, 1]]);
    expect(await rows(call('one'), call('two'), ran('something else', 1))).toEqual([
      ['one', null, null],
      ['two', null, null],
      ['something else', true, 1],
    ]);
  });

  test('questions that nobody answered, or that still wait', async () => {
    const waited = (number: number) =>
      ({ kind: 'waited', approval: { id: '', number, message: '', grantable: false, grantText: '' } }) as const;
    const events = [asks('a', 1), asks('b', 2), asks('c', 3), waited(1), waited(2), answered(false, 'b')];
    const ends = async (status: 'running' | 'stopped') =>
      (await reportOf({ snapshot: snapshot({ status }), journal: journalOf(events) })).questions.items.map(({ number, ended }) => [
        number,
        ended,
      ]);
    expect(await ends('running')).toEqual([
      [1, 'unanswered'],
      [2, 'refused'],
      [3, 'open'],
    ]);
    expect(await ends('stopped')).toEqual([
      [1, 'unanswered'],
      [2, 'refused'],
      [3, 'unanswered'],
    ]);
  });
});
