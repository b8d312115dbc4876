import { hash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AuditEntry, type AuditFilter, readAudit } from '../../../src/store/audit/read.ts';
import { decision, opened, temporary } from './records.ts';

async function placesOf(dir: string, filter: AuditFilter = {}): Promise<readonly string[]> {
  const places: string[] = [];
  const unreadable = (path: string, line: number) => places.push(`unreadable ${path}:${line}`);
  for await (const { chain, line } of readAudit(dir, { ...filter, unreadable })) places.push(`${chain}:${line.seq}`);
  return places;
}

test('the chain that began first comes first, whatever its name, and its files in order', async () => {
  const dir = temporary();
  const late = opened(dir, { chain: 'a' });
  late.append(decision({ at: 50 }));
  const early = opened(dir, { chain: 'b', maxBytes: 1, maxFiles: 100 });
  for (let at = 10; at < 22; at += 1) early.append(decision({ at }));
  expect(await placesOf(dir)).toEqual([...Array.from({ length: 12 }, (_, index) => `b:${index + 1}`), 'a:1']);
});

test('every filter leaves out what does not fit', async () => {
  const dir = temporary();
  const audit = opened(dir);
  audit.append(decision({ at: 1, decision: 'deny', session: 'x' }));
  audit.append(decision({ at: 2, task: 't1' }));
  audit.append({ kind: 'end', at: 3, session: 's1', task: 't1', of: 2, status: 'exited' });
  audit.append({ kind: 'note', at: 4, text: 'the engine is `rules`' });
  expect({
    all: await placesOf(dir),
    denied: await placesOf(dir, { denied: true }),
    session: await placesOf(dir, { session: 'x' }),
    since: await placesOf(dir, { since: 3 }),
  }).toEqual({
    all: ['c1:1', 'c1:2', 'c1:3', 'c1:4'],
    denied: ['c1:1'],
    session: ['c1:1'],
    since: ['c1:3', 'c1:4'],
  });
});

test('the hash of an action that was written as it came is made from there', async () => {
  const dir = temporary();
  const audit = opened(dir);
  const action = { kind: 'command', command: 'ls \ud800 "ü"', cwd: '/w', access: 'full' } as const;
  const { kind, command, cwd, access } = action;
  audit.append(decision({ action, actionHash: undefined }));
  const hashes: (string | undefined)[] = [];
  for await (const { line } of readAudit(dir, { unreadable: () => {} })) if (line.kind === 'decision') hashes.push(line.actionHash);
  expect(hashes).toEqual([hash('sha256', JSON.stringify({ kind, tool: 'bash', command, cwd, access }))]);
});

test('a line is read back as it was written', async () => {
  const dir = temporary();
  const audit = opened(dir);
  const record = decision({ task: 't', approver: 'host', prefix: 'git status', signals: ['git_write'], reason: 'ü\u2028"\\' });
  audit.append(record);
  const read: AuditEntry[] = [];
  for await (const entry of readAudit(dir, { unreadable: () => {} })) read.push(entry);
  expect(read).toEqual([{ chain: 'c1', line: { ...record, seq: 1, place: '1:1', previous: '0'.repeat(64), hash: audit.head().hash } }]);
});

test('what is no line of ours is told and passed over; an unfinished line is not', async () => {
  const dir = temporary();
  const audit = opened(dir);
  audit.append(decision());
  audit.append(decision());
  const path = join(dir, 'c1.1.jsonl');
  const [first, second] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, `${first}\n{"kind":"decision"}\nno\n${second}\n{"seq":`);
  expect(await placesOf(dir)).toEqual(['c1:1', `unreadable ${path}:2`, `unreadable ${path}:3`, 'c1:2']);
});

test('following goes on with new lines and new chains, and ends with its signal', async () => {
  const dir = temporary();
  const audit = opened(dir);
  audit.append(decision());
  const end = new AbortController();
  const places: string[] = [];
  for await (const { chain, line } of readAudit(dir, { follow: end.signal, unreadable: () => {} })) {
    places.push(`${chain}:${line.seq}`);
    if (places.length === 1) audit.append(decision());
    if (places.length === 2) {
      const path = join(dir, 'c1.1.jsonl');
      const text = readFileSync(path, 'utf8');
      opened(dir, { chain: 'c2' }).append(decision());
      // Half a line is waited for.
      const third = text.slice(0, text.indexOf('\n') + 1);
      appendFileSync(path, third.slice(0, 50));
      setImmediate(() => appendFileSync(path, third.slice(50)));
    }
    if (places.length === 4) end.abort();
  }
  expect(places.toSorted()).toEqual(['c1:1', 'c1:1', 'c1:2', 'c2:1']);
});
