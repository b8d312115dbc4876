import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createJournal } from '../../../src/session/journal/journal.ts';
import { createTaskArchive } from '../../../src/session/report/archive.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import type { Proof } from '../../../src/store/proofs.ts';
import { outputDir, snapshot } from './reported.ts';

function archive() {
  const dir = outputDir();
  const { proofs } = createMemoryStore();
  return { dir, proofs, archive: createTaskArchive({ outputDirOf: (id) => join(dirname(dir), id), proofs }) };
}

test('pages of the patch and of the journal, with whole characters', async () => {
  const { dir, archive: kept } = archive();
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'patch.diff'), 'a€b\n');
  expect(await kept.patch('task', 0, 100)).toEqual({ text: 'a€b\n', from: 0, next: 6, total: 6 });
  expect(await kept.patch('task', 0, 1)).toEqual({ text: 'a€', from: 0, next: 4, total: 6 });
  expect(await kept.patch('task', 2, 100)).toEqual({ text: 'b\n', from: 4, next: 6, total: 6 });
  expect(await kept.patch('task', 99, 100)).toEqual({ text: '', from: 6, next: 6, total: 6 });
  expect(await kept.patch('task', 3, 0)).toEqual({ text: '', from: 3, next: 3, total: 6 });
  const journal = createJournal({ dir, now: () => 5, log: () => undefined });
  journal.take({ kind: 'turn' });
  journal.close();
  expect(await kept.events('task', 0, 100)).toEqual({ text: '{"at":5,"kind":"turn"}\n', from: 0, next: 23, total: 23 });
  let turns = 0;
  await kept.journal('task').each(() => {
    turns += 1;
  });
  expect(turns).toBe(1);
});

test('what is not there, or is a link or no file, is not read', async () => {
  const { dir, archive: kept } = archive();
  expect([await kept.patch('task', 0, 9), await kept.events('task', 0, 9)]).toEqual([undefined, undefined]);
  mkdirSync(dir, { recursive: true });
  const secret = join(dirname(dir), 'secret');
  writeFileSync(secret, 'secret');
  symlinkSync(secret, join(dir, 'patch.diff'));
  mkdirSync(join(dir, 'journal.jsonl'));
  expect([await kept.patch('task', 0, 9), await kept.events('task', 0, 9)]).toEqual([undefined, undefined]);
  symlinkSync(dir, join(dirname(dir), 'linked'));
  expect(await kept.patch('linked', 0, 9)).toBeUndefined();
});

test('a proof is the one that a task rests on, or none', () => {
  const { archive: kept, proofs } = archive();
  const proof: Proof = {
    agent: 'codex',
    level: 'gated',
    version: '1',
    executable: '/x',
    digest: 'd1',
    stamp: 's',
    profile: 'p',
    at: 1,
    checks: '{}',
  };
  expect(kept.proof(snapshot())).toBeUndefined();
  proofs.put(proof);
  expect(kept.proof(snapshot())).toEqual(proof);
  proofs.put({ ...proof, digest: 'd2' });
  expect(kept.proof(snapshot())).toBeUndefined();
  expect(kept.proof(snapshot({ held: { assurance: 'gated', version: '1' } }))).toBeUndefined();
  expect(kept.proof(snapshot({ held: { assurance: 'observed', version: '1', proof: 'd2' } }))).toBeUndefined();
});
