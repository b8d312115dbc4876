import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AuditHead } from '../../../src/store/audit/chain.ts';
import { verifyAudit } from '../../../src/store/audit/verify.ts';
import { decision, opened, temporary } from './records.ts';

const APPENDER = fileURLToPath(import.meta.resolve('./append-lines.ts'));

test('a line is in the file when append returns, with its place in the chain', () => {
  const dir = join(temporary(), 'state', 'audit');
  const audit = opened(dir);
  expect(audit.head()).toEqual({ chain: 'c1', seq: 0, hash: '0'.repeat(64) });
  expect(audit.append(decision())).toBe(1);
  expect(audit.append({ kind: 'end', at: 5, session: 's1', of: 1, status: 'exited', exitCode: 0 })).toBe(2);
  const path = join(dir, 'c1.1.jsonl');
  const lines = readFileSync(path, 'utf8').split('\n');
  const [first, second] = lines.slice(0, 2).map((line) => JSON.parse(line));
  expect(lines.length).toBe(3);
  expect(first).toEqual({ seq: 1, place: '1:1', previous: '0'.repeat(64), ...decision(), hash: first.hash });
  expect(second).toEqual({
    seq: 2,
    place: '1:2',
    previous: first.hash,
    kind: 'end',
    at: 5,
    session: 's1',
    of: 1,
    status: 'exited',
    exitCode: 0,
    hash: audit.head().hash,
  });
  expect([statSync(path).mode & 0o777, statSync(dir).mode & 0o777]).toEqual([0o600, 0o700]);
});

test('a wider directory is narrowed, a link in its place is refused', () => {
  const dir = temporary();
  const wide = join(dir, 'wide');
  mkdirSync(wide);
  chmodSync(wide, 0o755);
  opened(wide);
  expect(statSync(wide).mode & 0o777).toBe(0o700);
  symlinkSync(wide, join(dir, 'link'));
  expect(() => opened(join(dir, 'link'))).toThrow('is not a directory');
});

test('a file or a link that lies in the way of ours is not written', () => {
  const dir = temporary();
  writeFileSync(join(dir, 'target'), 'mine');
  symlinkSync(join(dir, 'target'), join(dir, 'c1.1.jsonl'));
  const audit = opened(dir);
  expect(() => audit.append(decision())).toThrow('EEXIST');
  unlinkSync(join(dir, 'c1.1.jsonl'));
  expect(audit.append(decision())).toBe(1);
  expect(readFileSync(join(dir, 'target'), 'utf8')).toBe('mine');
});

test('a name that leads elsewhere is none', () => {
  expect(() => opened(temporary(), { chain: '../c1' })).toThrow('cannot name an audit chain');
});

test('the first line is anchored at once, the end by sync and by close, each once', () => {
  const anchors: AuditHead[] = [];
  const audit = opened(temporary(), { anchor: (head) => anchors.push(head) });
  audit.append(decision());
  const first = audit.head();
  expect(anchors).toEqual([first]);
  audit.sync();
  audit.append(decision());
  const second = audit.head();
  audit.sync();
  audit.append(decision());
  const third = audit.head();
  audit.close();
  audit.close();
  expect(anchors).toEqual([first, second, third]);
  expect(() => audit.append(decision())).toThrow('closed');
});

test('what was appended is brought to the disk and anchored within about a second, without being asked', async () => {
  const heads: AuditHead[] = [];
  const anchors: AuditHead[] = [];
  let told = Promise.withResolvers<void>();
  const audit = opened(temporary(), {
    anchor: (head) => {
      anchors.push(head);
      told.resolve();
    },
  });
  // The timers of the log alone would let the process end.
  const alive = setInterval(() => {}, 1000);
  for (let count = 0; count < 3; count += 1) {
    told = Promise.withResolvers();
    audit.append(decision());
    heads.push(audit.head());
    await told.promise;
  }
  clearInterval(alive);
  expect(anchors).toEqual(heads);
});

test('a failing anchor is said and fails nothing', () => {
  const said: string[] = [];
  const audit = opened(temporary(), {
    log: (line) => said.push(line),
    anchor: () => {
      throw new Error('no store');
    },
  });
  audit.append(decision());
  expect(said).toEqual(['The end of the audit log could not be anchored: no store']);
});

test('a full file is followed by the next, and the chain goes on', () => {
  const dir = temporary();
  const audit = opened(dir, { maxBytes: 2000 });
  for (let count = 0; count < 9; count += 1) audit.append(decision());
  audit.append({ kind: 'note', at: 1, text: 'x'.repeat(5000) });
  audit.append(decision());
  expect(readdirSync(dir)).toEqual(['c1.1.jsonl', 'c1.2.jsonl', 'c1.3.jsonl', 'c1.4.jsonl', 'c1.5.jsonl']);
  expect(verifyAudit(dir, [audit.head()])).toEqual([{ chain: 'c1', ok: true, first: 1, last: 11 }]);
});

test('a log that is removed while it is written is said, and goes on in a new file', async () => {
  const dir = temporary();
  const { promise, resolve } = Promise.withResolvers<string>();
  const audit = opened(dir, { log: resolve });
  audit.append(decision());
  unlinkSync(join(dir, 'c1.1.jsonl'));
  expect(await promise).toBe(`${join(dir, 'c1.1.jsonl')} was removed while it was written; the log goes on in a new file.`);
  expect(audit.append(decision())).toBe(2);
  expect(readdirSync(dir)).toEqual(['c1.2.jsonl']);
});

test('two processes that are killed leave every line they were told of, in two whole chains', { timeout: 15_000 }, async () => {
  const dir = temporary();
  const run = async (chain: string): Promise<number> => {
    const child = spawn(process.execPath, [APPENDER, dir, chain], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let last = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      last = Number(line);
      if (last === 300) child.kill('SIGKILL');
    }
    expect(await ended).toEqual([null, 'SIGKILL']);
    return last;
  };
  const told = await Promise.all([run('a'), run('b')]);
  const states = verifyAudit(dir);
  expect(states.map(({ chain, ok }) => ({ chain, ok }))).toEqual([
    { chain: 'a', ok: true },
    { chain: 'b', ok: true },
  ]);
  // One more may have been written than was told.
  for (const [index, state] of states.entries()) expect(state.ok && state.last - (told[index] ?? 0)).toBeOneOf([0, 1]);
});

test('a line that does not fit on the disk is said, leaves nothing, and a shorter one is taken', () => {
  const dir = temporary();
  // 4 blocks of 512 or 1024 bytes: neither is filled by lines that are 620 to 640 bytes long.
  const { stdout } = spawnSync('bash', ['-c', 'ulimit -f 4; exec "$0" "$@"', process.execPath, APPENDER, dir, 'c1'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  const lines = stdout.trimEnd().split('\n');
  const failed = lines.findIndex((line) => line.startsWith('failed'));
  const path = join(dir, 'c1.1.jsonl');
  expect(lines.slice(failed)).toEqual([
    expect.stringMatching(
      /^failed: A line of the audit log could not be written to \S+: only \d+ of \d+ bytes were taken, as when the disk/,
    ),
    `then ${failed + 1}`,
  ]);
  expect(failed).toBeGreaterThan(1);
  expect(verifyAudit(dir)).toEqual([{ chain: 'c1', ok: true, first: 1, last: failed + 1 }]);
  expect(readFileSync(path, 'utf8').endsWith('}\n')).toBe(true);
});
