import * as z from 'zod';
import { PROVEN_LEVELS, type Proof, type ProofStore } from '../proofs.ts';
import type { Connection } from './approvals.ts';
import { expectSum, rowSum } from './row-sum.ts';

const rows = z.array(
  z.object({
    agent: z.string(),
    level: z.enum(PROVEN_LEVELS),
    version: z.string(),
    executable: z.string(),
    digest: z.string(),
    stamp: z.string(),
    profile: z.string(),
    at: z.number(),
    checks: z.string(),
    sum: z.string(),
  }),
);

const COLUMNS = 'agent, level, version, executable, digest, stamp, profile, at, checks, sum';

/** The proofs in the file. A row that is not as it was written is no proof: the file counts as damaged. */
export function createSqliteProofs({ db, guarded, touch }: Connection): ProofStore {
  const put = db.prepare(`INSERT OR REPLACE INTO proofs (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const find = db.prepare(`SELECT ${COLUMNS} FROM proofs WHERE agent = ? AND level = ?`);
  const list = db.prepare(`SELECT ${COLUMNS} FROM proofs ORDER BY agent, level`);
  const drop = db.prepare('DELETE FROM proofs WHERE agent = ? AND level = ?');
  const proofsOf = (found: readonly unknown[]): readonly Proof[] =>
    rows.parse(found).map(({ sum, ...proof }) => {
      expectSum(sum, valuesOf(proof));
      return proof;
    });
  return {
    put(proof) {
      const values = valuesOf(proof);
      guarded(() => put.run(...values, rowSum(values)));
      touch();
    },
    find: (agent, level) => guarded(() => proofsOf(find.all(agent, level)))[0],
    list: () => guarded(() => proofsOf(list.all())),
    drop(agent, level) {
      if (guarded(() => drop.run(agent, level)).changes !== 0) touch();
    },
  };
}

function valuesOf({ agent, level, version, executable, digest, stamp, profile, at, checks }: Proof): readonly (string | number)[] {
  return [agent, level, version, executable, digest, stamp, profile, at, checks];
}
