import { expect, test } from 'vitest';
import { parseAuditLine } from '../../../src/store/audit/parse-line.ts';
import { type AuditDecision, type AuditedAction, auditedWords } from '../../../src/store/audit/record.ts';

const where = { cwd: '/w', access: 'full' } as const;

const ACTIONS: readonly (readonly [action: AuditedAction, words: string])[] = [
  [{ kind: 'command', command: 'ls', ...where }, 'tool: ls'],
  [{ kind: 'delegate', command: 'ls', ...where }, 'tool: ls'],
  [{ kind: 'path', use: 'write', path: 'a', bytes: 3, ...where }, 'tool: write a (3 bytes)'],
  [{ kind: 'path', use: 'read', path: 'a', ...where, altered: true }, 'tool: read a'],
  [{ kind: 'fetch', url: 'https://x.y/', ...where }, 'tool: fetch https://x.y/'],
  [{ kind: 'agent', agent: 'claude', objective: 'look', ...where }, 'tool: start claude: look'],
  [{ kind: 'tool', server: 'github', name: 'get', arguments: '{}', ...where }, 'tool: call github/get {}'],
  [{ kind: 'plan', agent: 'claude', plan: 'fix', ...where, altered: true }, 'tool: plan of claude for access full: fix'],
  [{ kind: 'foreign', title: 'odd', ...where }, 'tool: odd'],
  [{ kind: 'session' }, 'tool'],
];

test.each(ACTIONS)('%j is read as it was written, and has words', (action, words) => {
  const decision: AuditDecision = {
    kind: 'decision',
    at: 1,
    session: 's',
    caller: 'c',
    tool: 'tool',
    action,
    actionHash: 'h',
    signals: [],
    tier: 2,
    rule: 'r',
    decision: 'deny',
    reason: 'no',
    engine: 'rules',
    latencyUs: 1,
  };
  const line = { ...decision, seq: 1, previous: '', hash: 'x' };
  expect(parseAuditLine(JSON.stringify(line))).toEqual(line);
  const { actionHash: _, ...without } = line;
  const read = parseAuditLine(JSON.stringify(without));
  expect(read?.kind === 'decision' && read.actionHash !== undefined).toBe('command' in action);
  expect(auditedWords('tool', action)).toBe(words);
});

test.each([[{ kind: 'path', use: 'remove', path: 'a', ...where }], [{ kind: 'fetch', ...where }], [{ kind: 'teleport', ...where }]])(
  '%j is nothing of ours',
  (action) => {
    expect(parseAuditLine(JSON.stringify({ kind: 'decision', action }))).toBeUndefined();
  },
);
