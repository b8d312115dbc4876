import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { walState } from '../../../src/store/sqlite/wal-check.ts';
import { stateDir } from './opening.ts';

const FRAME = 24 + 4096;
const CHANGES = 12;

interface Made {
  readonly file: Buffer;
  readonly wal: Buffer;
  /** How many changes a fresh SQLite finds with this journal; `undefined` when it says that something is wrong. */
  found(wal: Buffer): number | undefined;
  state(wal: Buffer): string;
}

/** A file and its journal of as many changes, one row each, as a crash leaves them. */
function made(restartAfter?: number): Made {
  const dir = stateDir();
  mkdirSync(dir, { recursive: true });
  const source = path.join(dir, 'source');
  const db = new DatabaseSync(source);
  onTestFinished(() => db.close());
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER, b TEXT)');
  const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
  for (let n = 1; n <= CHANGES; n++) {
    insert.run(n, 'x'.repeat(5_000));
    if (n === restartAfter) db.exec('PRAGMA wal_checkpoint(RESTART)');
  }
  const file = readFileSync(source);
  const wal = readFileSync(`${source}-wal`);
  const copy = path.join(dir, 'copy');
  return {
    file,
    wal,
    found(bytes) {
      writeFileSync(copy, file);
      writeFileSync(`${copy}-wal`, bytes);
      const reader = new DatabaseSync(copy);
      try {
        return Number(reader.prepare('SELECT count(*) AS n FROM t').get()?.['n']);
      } catch {
        return undefined;
      } finally {
        reader.close();
      }
    },
    state(bytes) {
      writeFileSync(`${copy}-wal`, bytes);
      return walState(`${copy}-wal`);
    },
  };
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const other = Buffer.from(bytes);
  other.writeUInt8(other.readUInt8(at) ^ (1 << bit), at);
  return other;
}

test('a journal that is whole, one that is not there, one that was cut anywhere', () => {
  const { wal, state } = made();
  expect([walState('/nowhere/at/all'), state(Buffer.alloc(0)), state(wal)]).toEqual(['whole', 'whole', 'whole']);
  fc.assert(
    fc.property(fc.nat(wal.length), (end) => {
      expect(state(wal.subarray(0, end))).toBe('whole');
    }),
  );
});

test('the frames of an earlier generation are passed over', () => {
  const { wal, state, found } = made(8);
  expect([state(wal), found(wal)]).toEqual(['whole', CHANGES]);
});

test('a flipped bit never takes a change away without a word', () => {
  for (const { wal, state, found } of [made(), made(8)]) {
    fc.assert(
      fc.property(fc.nat(wal.length - 1), fc.nat(7), (at, bit) => {
        const bytes = flipped(wal, at, bit);
        const said = state(bytes);
        const kept = found(bytes) ?? CHANGES;
        // The last change alone may have been torn by a crash.
        if (kept < CHANGES) expect(said).toBe(kept === CHANGES - 1 && said === 'torn' ? 'torn' : 'damaged');
      }),
      { numRuns: 50 },
    );
  }
});

test('a wrong last change may be a crash, any before it, and the header, may not', () => {
  const { wal, state } = made();
  const frames = (wal.length - 32) / FRAME;
  const states = Array.from({ length: frames }, (_, n) => state(flipped(wal, 32 + n * FRAME + 100, 0)));
  expect(states.at(-1)).toBe('torn');
  const lastWhole = states.indexOf('torn');
  expect(states.slice(0, lastWhole)).toEqual(states.slice(0, lastWhole).map(() => 'damaged'));
  expect(state(flipped(wal, 16, 3))).toBe('damaged');
  expect(frames).toBeGreaterThan(CHANGES);
});

test('a file that can not be read is told', () => {
  const dir = stateDir();
  mkdirSync(dir, { recursive: true });
  expect(() => walState(dir)).toThrow('EISDIR');
  expect(walState(import.meta.filename)).toBe('damaged');
});
