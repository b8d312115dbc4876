import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repairAudit } from '../../../src/store/audit/repair.ts';
import { verifyAudit } from '../../../src/store/audit/verify.ts';
import { decision, opened, temporary } from './records.ts';

function chainOfTwo(): { dir: string; path: string; whole: string } {
  const dir = temporary();
  const audit = opened(dir);
  audit.append(decision());
  audit.append(decision());
  audit.close();
  const path = join(dir, 'c1.1.jsonl');
  return { dir, path, whole: readFileSync(path, 'utf8') };
}

describe('a torn last line goes to a file of its own and is said', () => {
  test.for([
    { name: 'half a line', torn: '{"seq":3,"prev' },
    { name: 'bytes that a loss of power left', torn: '\0'.repeat(100) },
    { name: 'no JSON, with its newline', torn: '{"seq":3,\n' },
    { name: 'a long one', torn: 'x'.repeat(200_000) },
  ])('$name', async ({ torn }) => {
    const { dir, path, whole } = chainOfTwo();
    writeFileSync(path, `${whole}${torn}`);
    const said: string[] = [];
    expect(await repairAudit(dir, { log: (line) => said.push(line) })).toEqual([path]);
    expect(said).toEqual([`The last line of ${path} was torn; its ${torn.length} bytes are now in ${path}.torn.`]);
    expect(readFileSync(path, 'utf8')).toBe(whole);
    expect(readFileSync(`${path}.torn`, 'utf8')).toBe(torn);
    expect(verifyAudit(dir)).toEqual([{ chain: 'c1', ok: true, first: 1, last: 2 }]);
  });
});

test('a first line can be torn as well', async () => {
  const dir = temporary();
  const path = join(dir, 'c1.1.jsonl');
  writeFileSync(path, '{"se');
  expect(await repairAudit(dir, { log: () => {} })).toEqual([path]);
  expect(readFileSync(path, 'utf8')).toBe('');
});

test('what is whole stays, and nothing is said', async () => {
  const { dir, path, whole } = chainOfTwo();
  const said: string[] = [];
  expect(await repairAudit(dir, { log: (line) => said.push(line) })).toEqual([]);
  expect([said, readFileSync(path, 'utf8'), readdirSync(dir)]).toEqual([[], whole, ['c1.1.jsonl']]);
});

test('a line that is finished in the meantime stays', async () => {
  const { dir, path, whole } = chainOfTwo();
  writeFileSync(path, whole.slice(0, -5));
  const repairing = repairAudit(dir, { log: () => {} });
  writeFileSync(path, whole);
  expect(await repairing).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe(whole);
});

test('a link is left alone and said', async () => {
  const dir = temporary();
  writeFileSync(join(dir, 'target'), 'mine');
  symlinkSync(join(dir, 'target'), join(dir, 'c1.1.jsonl'));
  const said: string[] = [];
  expect(await repairAudit(dir, { log: (line) => said.push(line) })).toEqual([]);
  expect(said).toEqual([expect.stringMatching(/c1\.1\.jsonl could not be repaired: ELOOP/)]);
  expect(readFileSync(join(dir, 'target'), 'utf8')).toBe('mine');
});
