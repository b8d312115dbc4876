import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { StoreFailed } from '../../../src/store/store.ts';
import { proof } from '../kept.ts';
import { opening, stateDir } from './opening.ts';

test('proofs outlive their server, and another one sees them', () => {
  const dir = stateDir();
  const first = opening({ stateDir: dir });
  first.store.proofs.put(proof('a'));
  const other = opening({ stateDir: dir, owner: { id: 'server-b', pid: 2, startedAt: 20, boot: 'boot-1' } });
  expect(other.store.proofs.find('a', 'gated')).toEqual(proof('a'));
  first.close();
  other.close();
  expect(opening({ stateDir: dir }).store.proofs.list()).toEqual([proof('a')]);
});

test.each(['level', 'version', 'executable', 'digest', 'stamp', 'profile', 'at', 'checks'])(
  'one whose %s was changed in the file is none',
  (column) => {
    const dir = stateDir();
    const { store } = opening({ stateDir: dir });
    store.proofs.put(proof('a'));
    const db = new DatabaseSync(path.join(dir, 'bailiwick.sqlite'));
    db.exec(`UPDATE proofs SET ${column} = ${column === 'level' ? "'caged'" : column === 'at' ? '7' : "'other'"}`);
    db.close();
    const damaged = new StoreFailed(`The store ${path.join(dir, 'bailiwick.sqlite')} failed: it is damaged; move it away and start again.`);
    expect(() => store.proofs.find('a', column === 'level' ? 'caged' : 'gated')).toThrow(damaged);
    expect(() => store.proofs.list()).toThrow(damaged);
  },
);
