import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ApprovalRow, Store } from '../../../src/store/store.ts';
import { opening, stateDir } from './opening.ts';

const row = (n: number, text: string): ApprovalRow => ({
  id: `id${n}`,
  number: n,
  sessionId: 's',
  actionHash: 'h',
  createdAt: 1_000,
  expiresAt: 2_000,
  shown: text,
});

/** Files of the state directory that hold a text. */
function filesWith(dir: string, text: string): readonly string[] {
  const files = existsSync(dir) ? readdirSync(dir, { recursive: true, withFileTypes: true }) : [];
  return files
    .filter((file) => file.isFile() && readFileSync(path.join(file.parentPath, file.name)).includes(text))
    .map(({ name }) => name);
}

describe('the text of a question is nowhere in the files after its end', () => {
  const ends: readonly [name: string, end: (store: Store) => unknown][] = [
    ['used up', ({ approvals }) => approvals.consume({ id: 'id1', sessionId: 's', actionHash: 'h' })],
    ['taken back', ({ approvals }) => approvals.withdraw({ id: 'id1', sessionId: 's' })],
    ['dropped', ({ approvals }) => approvals.drop('s')],
  ];
  test.for(ends)('%s', ([, end]) => {
    const dir = stateDir();
    const { store } = opening({ stateDir: dir });
    store.approvals.insert(row(1, 'hunter2'));
    expect(filesWith(dir, 'hunter2')).not.toEqual([]);
    end(store);
    expect(filesWith(dir, 'hunter2')).toEqual([]);
  });

  test('with others, when the last has ended; one that has expired at the next question', () => {
    const dir = stateDir();
    const { store } = opening({ stateDir: dir });
    store.approvals.insert(row(1, 'hunter2'));
    store.approvals.insert({ ...row(2, 'other'), createdAt: 2_000, expiresAt: 3_000 });
    expect(store.approvals.known(2_000)).toEqual([
      { id: 'id1', number: 1, sessionId: 's', state: 'expired' },
      { id: 'id2', number: 2, sessionId: 's', state: 'waiting' },
    ]);
    store.approvals.withdraw({ id: 'id2', sessionId: 's' });
    expect([filesWith(dir, 'hunter2'), filesWith(dir, 'other')]).toEqual([[], []]);
  });
});
