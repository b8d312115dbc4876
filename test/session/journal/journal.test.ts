import { appendFileSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ChildEvent } from '../../../src/agents/runner.ts';
import type { JournalEntry } from '../../../src/session/journal/entry.ts';
import { createJournal } from '../../../src/session/journal/journal.ts';
import { readJournal } from '../../../src/session/journal/read-journal.ts';
import { APPROVAL, asks, outputDir, STATE } from '../report/reported.ts';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
const lines = (dir: string): readonly string[] => readFileSync(join(dir, 'journal.jsonl'), 'utf8').trimEnd().split('\n');

function journalIn(dir: string, mostBytes?: number) {
  const logged: string[] = [];
  let time = 100;
  const journal = createJournal({
    dir,
    now: () => time++,
    log: (line) => void logged.push(line),
    ...(mostBytes === undefined ? {} : { mostBytes }),
  });
  return { journal, logged };
}

async function read(dir: string) {
  const entries: JournalEntry[] = [];
  const state = await readJournal(dir).each((entry) => void entries.push(entry));
  return { entries, state };
}

const turn: ChildEvent = { kind: 'turn' };

test('every event is a line, in order, and what is read back is what was written', async () => {
  const dir = outputDir();
  const { journal, logged } = journalIn(dir);
  const events: readonly ChildEvent[] = [
    turn,
    { kind: 'call', tool: 'bash', hint: 'ls' },
    { kind: 'answered', allowed: false, reason: 'no', rule: 'tier0:x', what: 'ls' },
    { kind: 'ran', what: 'ls', status: 'failed', exitCode: 2 },
    { kind: 'ran', what: 'ls', status: 'stopped' },
    { kind: 'wrote', path: '/a' },
    { kind: 'told', text: 'go on' },
    { kind: 'checked', result: { name: 'test', command: 'npm test', status: 'failed', exitCode: 1, detail: 'x' } },
    {
      kind: 'reviewed',
      result: { agent: 'r', taskId: 't', verdict: 'revise', note: 'n', followups: ['f'], scores: { a: 0.5 }, score: 0.5 },
    },
    { kind: 'placed', place: { path: '/w', base: 'b' } },
    { kind: 'compacted', before: 10, after: 5 },
    { kind: 'unapproved', what: 'rm' },
    asks('npm i'),
    { kind: 'waited', approval: APPROVAL },
    { kind: 'used', use: { inputTokens: 1, outputTokens: 2, usd: null } },
    { kind: 'conversation', id: 'c', model: undefined },
  ];
  for (const event of events) journal.take(event);
  journal.close();
  expect(await read(dir)).toEqual({
    state: { ...STATE, entries: 16 },
    entries: [
      { at: 100, kind: 'turn' },
      { at: 101, kind: 'call', tool: 'bash', hint: 'ls' },
      { at: 102, kind: 'answered', allowed: false, reason: 'no', rule: 'tier0:x', what: 'ls' },
      { at: 103, kind: 'ran', what: 'ls', status: 'failed', exitCode: 2 },
      { at: 104, kind: 'ran', what: 'ls', status: 'stopped' },
      { at: 105, kind: 'wrote', path: '/a' },
      { at: 106, kind: 'told', text: 'go on' },
      { at: 107, kind: 'checked', result: { name: 'test', command: 'npm test', status: 'failed', exitCode: 1, detail: 'x' } },
      {
        at: 108,
        kind: 'reviewed',
        result: { agent: 'r', taskId: 't', verdict: 'revise', note: 'n', followups: ['f'], scores: { a: 0.5 }, score: 0.5 },
      },
      { at: 109, kind: 'placed', path: '/w', base: 'b' },
      { at: 110, kind: 'compacted', before: 10, after: 5 },
      { at: 111, kind: 'unapproved', what: 'rm' },
      // The id of a question is what an answer is known by.
      { at: 112, kind: 'waiting', number: 7, what: 'npm i' },
      { at: 113, kind: 'waited', number: 7 },
      { at: 114, kind: 'used', inputTokens: 1, outputTokens: 2, usd: null },
      { at: 115, kind: 'conversation', id: 'c' },
    ],
  });
  expect(logged).toEqual([]);
  expect([statSync(join(dir, 'journal.jsonl')).mode & 0o777, statSync(dir).mode & 0o777]).toEqual([0o600, 0o700]);
});

test('what came in one turn of the event loop is on its way to the disk when that ends, without a close', async () => {
  const dir = outputDir();
  const { journal } = journalIn(dir);
  journal.take(turn);
  journal.take({ kind: 'wrote', path: '/a' });
  await setImmediate();
  expect(lines(dir)).toEqual(['{"at":100,"kind":"turn"}', '{"at":101,"kind":"wrote","path":"/a"}']);
  journal.take(turn);
  await setImmediate();
  expect(lines(dir)).toHaveLength(3);
  journal.close();
  journal.close();
  journal.take(turn);
  await setImmediate();
  expect(lines(dir)).toHaveLength(3);
});

test('output is not written, and a child that does nothing has no journal', async () => {
  const dir = outputDir();
  const { journal } = journalIn(dir);
  journal.take({ kind: 'output', output: undefined as never });
  journal.close();
  expect(await read(dir)).toEqual({ entries: [], state: undefined });
});

test('known secrets are taken out before a text is cut, and nothing in a line acts on a terminal', async () => {
  const dir = outputDir();
  const { journal } = journalIn(dir);
  journal.take({ kind: 'call', tool: 'bash', hint: `curl -H "Authorization: Bearer ${TOKEN}"` });
  journal.take({ kind: 'told', text: `${'x'.repeat(1_990)} ${TOKEN}` });
  journal.take({ kind: 'answered', allowed: false, reason: `${'y'.repeat(600)}`, what: '\u001b]0;\u202e<b>\u{1f600}' });
  journal.close();
  const text = readFileSync(join(dir, 'journal.jsonl'), 'utf8');
  expect(text).not.toContain('a1B2');
  expect([text.includes('\u001b'), text.includes('\u202e')]).toEqual([false, false]);
  const { entries } = await read(dir);
  expect(entries).toEqual([
    { at: 100, kind: 'call', tool: 'bash', hint: expect.stringContaining('[redacted:') },
    { at: 101, kind: 'told', text: `${'x'.repeat(1_990)} [redacte…` },
    { at: 102, kind: 'answered', allowed: false, reason: `${'y'.repeat(499)}…`, what: '\u001b]0;\u202e<b>\u{1f600}' },
  ]);
});

test('a line that a crash has cut is passed over, and the next process writes behind it', async () => {
  const dir = outputDir();
  const first = journalIn(dir);
  first.journal.take(turn);
  first.journal.close();
  appendFileSync(join(dir, 'journal.jsonl'), '{"at":101,"kind":"ca');
  // While it is the last it may still be written.
  expect(await read(dir)).toEqual({ entries: [{ at: 100, kind: 'turn' }], state: { ...STATE, entries: 1 } });
  const second = journalIn(dir);
  second.journal.take({ kind: 'wrote', path: '/b' });
  second.journal.close();
  expect(await read(dir)).toEqual({
    entries: [
      { at: 100, kind: 'turn' },
      { at: 100, kind: 'wrote', path: '/b' },
    ],
    state: { ...STATE, entries: 2, skipped: 1 },
  });
});

test('kinds that nobody knows, and lines that are none of ours, are counted and passed over', async () => {
  const dir = outputDir();
  mkdirSync(dir, { recursive: true });
  const more = [
    '{"at":1,"kind":"later"}',
    'x',
    '[]',
    `{"at":1,"kind":"told","text":"${'z'.repeat(600_000)}"}`,
    '{"at":2,"kind":"turn","new":1}',
  ];
  writeFileSync(join(dir, 'journal.jsonl'), `${more.join('\n')}\n\n`);
  expect(await read(dir)).toEqual({ entries: [{ at: 2, kind: 'turn' }], state: { ...STATE, entries: 1, skipped: 4 } });
});

test('a journal that is full says so once, and takes nothing more', async () => {
  const dir = outputDir();
  const { journal } = journalIn(dir, 60);
  for (let n = 0; n < 10; n++) journal.take(turn);
  await setImmediate();
  for (let n = 0; n < 10; n++) journal.take(turn);
  journal.close();
  expect(await read(dir)).toEqual({
    entries: [
      { at: 100, kind: 'turn' },
      { at: 101, kind: 'turn' },
      { at: 102, kind: 'full' },
    ],
    state: { ...STATE, entries: 3, full: true },
  });
});

test('what can not be written is said once, hurts nobody, and is counted as soon as it can be', async () => {
  const dir = outputDir();
  mkdirSync(dirname(dir), { recursive: true });
  writeFileSync(dir, 'no directory');
  const { journal, logged } = journalIn(dir);
  for (let n = 0; n < 3; n++) {
    journal.take(turn);
    await setImmediate();
  }
  expect(logged).toEqual([expect.stringContaining(`what a child does can not be written down in ${dir}: `)]);
  rmSync(dir);
  journal.take({ kind: 'wrote', path: '/c' });
  journal.close();
  expect(await read(dir)).toEqual({
    entries: [
      { at: 103, kind: 'lost', entries: 3 },
      { at: 103, kind: 'wrote', path: '/c' },
    ],
    state: { ...STATE, entries: 2, lost: 3 },
  });
  expect(logged).toHaveLength(1);
});

test.each(['symbolic', 'hard'])('a %s link in the place of the journal is not written, and a symbolic one not read', async (kind) => {
  const dir = outputDir();
  mkdirSync(dir, { recursive: true });
  const other = join(dirname(dir), 'other');
  writeFileSync(other, '{"at":1,"kind":"turn"}\n');
  (kind === 'hard' ? linkSync : symlinkSync)(other, join(dir, 'journal.jsonl'));
  const { journal, logged } = journalIn(dir);
  journal.take(turn);
  journal.close();
  expect(logged).toHaveLength(1);
  expect(readFileSync(other, 'utf8')).toBe('{"at":1,"kind":"turn"}\n');
  if (kind === 'symbolic')
    expect(await read(dir)).toMatchObject({ entries: [], state: { entries: 0, problem: expect.stringContaining('ELOOP') } });
});
