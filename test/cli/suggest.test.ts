import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { suggest } from '../../src/cli/suggest.ts';
import type { AuditRecord } from '../../src/store/audit/record.ts';
import { decided, recorded, screenOf } from './audit-harness.ts';

const commit = (message: string, decision: 'allow' | 'ask' = 'allow'): AuditRecord =>
  decided(`git commit -m ${message}`, { prefix: 'git commit', decision, ...(decision === 'allow' ? { approver: 'host' } : {}) });

async function run(records: readonly AuditRecord[], { json = false, operands = [] as readonly string[], append = '' } = {}) {
  const { stateDir, path } = recorded(records);
  if (append !== '') appendFileSync(path, append);
  const screen = screenOf(30);
  const code = await suggest({ operands, json, stateDir, ...screen.handed });
  return { code, text: screen.text(), said: screen.said };
}

test('each rule comes with what it spares and what else it lets through', async () => {
  expect(await run([commit('a'), commit('\u202e'), decided('git status'), commit('what-a-long-message-this-is', 'ask')])).toEqual({
    code: 0,
    said: [],
    text: [
      '"Bash(git commit:*)"  spares 2 questions',
      '    git commit -m a',
      '    git commit -m \\u{202e}',
      '  would also have let through…',
      '    ! git commit -m what-a-lo…',
      '',
    ].join('\n'),
  });
  expect((await run([commit('a'), commit('b')])).text).toContain('  lets nothing else of the lo…\n');
});

test('as JSON', async () => {
  const { text } = await run([commit('a'), commit('b')], { json: true });
  const parsed: unknown = JSON.parse(text);
  expect(parsed).toEqual({
    rule: 'Bash(git commit:*)',
    spared: 2,
    examples: ['git commit -m a', 'git commit -m b'],
    also: { asked: 0, denied: 0, examples: [] },
  });
});

test('nothing to suggest, something unreadable', async () => {
  expect(await run([commit('a')], { append: 'hello\n' })).toEqual({
    code: 1,
    said: [expect.stringContaining('c1.1.jsonl:2 is no line of the log')],
    text: 'No rule would have spared a question that was asked twice.\n',
  });
});

test('wrong usage', async () => {
  expect(await run([], { operands: ['x'] })).toEqual({ code: 64, said: ['`rules suggest` takes no operand, got "x".'], text: '' });
});
