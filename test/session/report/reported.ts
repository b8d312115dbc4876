import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildEvent } from '../../../src/agents/runner.ts';
import type { JournalEntry } from '../../../src/session/journal/entry.ts';
import { entryOf, type JournalEvent } from '../../../src/session/journal/entry.ts';
import type { JournalRead, JournalState } from '../../../src/session/journal/read-journal.ts';
import type { TaskSnapshot } from '../../../src/session/task-model.ts';
import { afterTest } from '../../after-test.ts';
import { VERDICT } from '../tasks-fixture.ts';

/** A directory as a task's output has one, in that of a session; removed after the test. */
export function outputDir(): string {
  const root = mkdtempSync(join(tmpdir(), 'bailiwick-report-'));
  afterTest(() => rmSync(root, { recursive: true, force: true }));
  return join(root, 'session', 'task');
}

export const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A child that was held and has done its work, unless it is said otherwise. */
export function snapshot(changes: Partial<TaskSnapshot> = {}): TaskSnapshot {
  return {
    id: 'task_1',
    tool: 'dispatch_child_task',
    agent: 'codex',
    title: 'Fix the off-by-one in src/a.ts',
    command: '',
    status: 'completed',
    access: 'workspace-write',
    cwd: '/proj/x',
    verdict: VERDICT,
    timeoutMs: 60_000,
    survive: false,
    createdAt: START,
    startedAt: START + 1_000,
    endedAt: START + 66_000,
    held: { assurance: 'gated', version: '1.2.3', mode: 'pursue', proof: 'd1' },
    at: START + 70_000,
    seq: 3,
    ...changes,
  };
}

export const STATE: JournalState = { entries: 0, skipped: 0, lost: 0, full: false };

/** A journal of these events, one each second from the start on. */
export function journalOf(events: readonly ChildEvent[], state: Partial<JournalState> = {}): JournalRead {
  const entries: readonly JournalEntry[] = events.flatMap((event, index) =>
    event.kind === 'output' ? [] : [entryOf(event satisfies JournalEvent, START + (index + 1) * 1_000)],
  );
  return {
    async each(take) {
      entries.forEach(take);
      return { ...STATE, entries: entries.length, ...state };
    },
  };
}

export const APPROVAL = { id: 'secret-id', number: 7, message: '', grantable: false, grantText: '' };

export function asks(what: string, number = 7): ChildEvent {
  return { kind: 'waiting', approval: { ...APPROVAL, number }, what, answer: () => undefined, over: new AbortController().signal };
}

/** A child that fixed something: it was refused twice, asked once, and its commands had ends. */
export const EVENTS: readonly ChildEvent[] = [
  { kind: 'conversation', id: 'c1', model: 'gpt' },
  { kind: 'turn' },
  { kind: 'call', tool: 'bash', hint: 'npm test' },
  { kind: 'answered', allowed: true, reason: 'a rule', rule: 'preset:standard:workspace-code', what: 'npm test' },
  { kind: 'ran', what: 'npm test', status: 'failed', exitCode: 1 },
  { kind: 'call', tool: 'bash', hint: 'git push' },
  { kind: 'answered', allowed: false, reason: 'it reaches the network', rule: 'preset:standard:network', what: 'git push' },
  { kind: 'turn' },
  { kind: 'call', tool: 'bash', hint: 'git push -f' },
  { kind: 'answered', allowed: false, reason: 'it reaches the network', rule: 'preset:standard:network', what: 'git push -f' },
  { kind: 'call', tool: 'bash', hint: 'npm install x' },
  asks('npm install x'),
  { kind: 'waited', approval: APPROVAL },
  { kind: 'answered', allowed: true, reason: 'a person said yes', rule: 'approval:once', what: 'npm install x' },
  { kind: 'ran', what: 'npm install x', status: 'completed', exitCode: 0 },
  { kind: 'wrote', path: '/proj/x/src/a.ts' },
  { kind: 'told', text: 'the check `test` failed' },
  { kind: 'checked', result: { name: 'test', status: 'failed', exitCode: 1, detail: 'one test failed' } },
  { kind: 'checked', result: { name: 'test', status: 'passed', exitCode: 0 } },
  { kind: 'used', use: { inputTokens: 1_200, outputTokens: 34, usd: null } },
];
