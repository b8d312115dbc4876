import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Judgement, replay } from '../../src/cli/replay.ts';
import type { AuditRecord } from '../../src/store/audit/record.ts';
import { decided, recorded, screenOf } from './audit-harness.ts';

const TODAY: Readonly<Record<string, Judgement>> = {
  'git push': { decision: 'deny', rule: 'deny:1', tier: 3 },
  'git commit': { decision: 'ask', rule: 'preset:standard:git-write', tier: 3 },
  ls: { decision: 'allow', rule: 'tier1:read-only', tier: 1 },
};

async function run(records: readonly AuditRecord[], { json = false, operands = [] as readonly string[], append = '' } = {}) {
  const { stateDir, path } = recorded(records);
  if (append !== '') appendFileSync(path, append);
  const asked: unknown[][] = [];
  const screen = screenOf();
  const code = await replay({
    operands,
    json,
    stateDir,
    ...screen.handed,
    judge: async (...what) => {
      asked.push(what);
      const judgement = TODAY[what[0]];
      if (judgement === undefined) throw new Error('cannot say');
      return judgement;
    },
  });
  return { code, text: screen.text(), said: screen.said, asked };
}

const RECORDS: readonly AuditRecord[] = [
  decided('git push'),
  decided('git push'),
  decided('git push', { decision: 'allow', approver: 'host' }),
  decided('git commit', { decision: 'allow', approver: 'cli' }),
  decided('git commit', { decision: 'allow', rule: 'grant:3' }),
  decided('git commit', { decision: 'deny', tier: 4, rule: 'classifier' }),
  decided('ls', { decision: 'allow', tier: 1 }),
  decided('x', { action: { kind: 'command', command: 'x …', cwd: '/w', access: 'full', altered: true } }),
  decided('x', { action: { kind: 'session' } }),
  { kind: 'note', at: 0, text: 'git push' },
];

test('each verdict that would change is written once; a person, a model or a grant had answered a question', async () => {
  expect(await run(RECORDS)).toEqual({
    code: 0,
    said: [],
    asked: [
      ['git push', '/w', 'workspace-write'],
      ['git commit', '/w', 'workspace-write'],
      ['ls', '/w', 'workspace-write'],
    ],
    text: [
      'ask -> deny  3x  git push  (preset:standard:git-write -> deny:1)\n',
      '7 judged again, 3 would change; 1 cannot be judged again (shortened, or with a secret taken out).\n',
    ].join(''),
  });
});

test('as JSON, one change a line and the counts last', async () => {
  const { text } = await run(RECORDS, { json: true });
  const lines = text.trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { recorded: 'ask', recordedRule: 'preset:standard:git-write', now: TODAY['git push'], command: 'git push', times: 3 },
    { replayed: 7, changed: 3, altered: 1, failed: 0, unreadable: 0 },
  ]);
});

test('what cannot be judged or read is said and fails', async () => {
  const { code, text, said } = await run([decided('what')], { append: 'hello\n' });
  expect({ code, text, said }).toEqual({
    code: 1,
    text: '0 judged again, 0 would change; 0 cannot be judged again (shortened, or with a secret taken out); 1 failed.\n',
    said: [expect.stringContaining('cannot say'), expect.stringContaining('c1.1.jsonl:2 is no line of the log')],
  });
});

test('wrong usage', async () => {
  expect(await run([], { operands: ['x'] })).toEqual({ code: 64, said: ['`replay` takes no operand, got "x".'], asked: [], text: '' });
});

test('what tools did by themselves is judged again, too; children and calls that nobody understood are not', async () => {
  const where = { cwd: '/w', access: 'full' } as const;
  const path = { kind: 'path', use: 'read', path: 'a', ...where } as const;
  const fetch = { kind: 'fetch', url: 'https://example.com/', ...where } as const;
  const records = [
    decided('', { tool: 'ls', action: path }),
    decided('', { tool: 'ls', action: fetch }),
    decided('', { action: { ...path, altered: true } }),
    decided('', { action: { kind: 'agent', agent: 'x', objective: 'y', ...where } }),
    decided('', { action: { kind: 'foreign', title: 'y', ...where } }),
  ];
  expect((await run(records)).asked).toEqual([
    ['ls: read a', '/w', 'full', path],
    ['ls: fetch https://example.com/', '/w', 'full', fetch],
  ]);
});
