import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nothingMore, ownedRows, verify } from './acknowledged.ts';
import type { Part } from './part.ts';
import { startWorker } from './process.ts';
import { integrityOf, openState } from './state.ts';

const WHOLE = 100;
const QUICK = [1, 2, 3, 5, 9, 17, 40, 90] as const;
const WRITES = 250;
const CLEAR = /^StoreFailed: The store .* failed: the file system reports an error; check the disk\.$/;

/** The file system refuses one fsync, each time another one: what was acknowledged is there, and nothing else. */
export const fsync: Part = async ({ quick, scratch }) => {
  const which = quick ? QUICK : Array.from({ length: WHOLE }, (_, n) => n + 1);
  const name = `an error of the Nth fsync, for ${which.length} values of N from ${which[0]} to ${which.at(-1)}`;
  if (spawnSync('strace', ['-V']).status !== 0) return { name, wrong: [], skipped: 'strace is missing' };
  const wrong: string[] = [];
  let checked = 0;
  let refused = 0;
  let without = 0;
  for (const n of which) {
    const stateDir = join(scratch, `fsync-${n}`);
    mkdirSync(stateDir, { mode: 0o700 });
    const inject = `inject=fsync,fdatasync:error=EIO:when=${n}`;
    const worker = startWorker({
      stateDir,
      writes: WRITES,
      goesOn: true,
      under: ['strace', '-f', '-qq', '--seccomp-bpf', '-o', '/dev/null', '-e', inject],
    });
    const end = await worker.ended;
    const acknowledged = worker.acknowledged();
    const failures = acknowledged.flatMap((each) => (each.kind === 'failed' ? [each.message] : []));
    refused += failures.length;
    if (end.code !== 0) {
      // Refused while the file was being made or brought up to date: it says so and keeps nothing.
      without += 1;
      if (!/not kept on disk: NOT KEPT ON DISK/.test(worker.stderr()))
        wrong.push(`N = ${n}: it ended with ${end.code}: ${worker.stderr().slice(-300)}`);
      if (acknowledged.some(({ kind }) => kind !== 'ready')) wrong.push(`N = ${n}: it acknowledged writes that it could not keep`);
      continue;
    }
    wrong.push(...failures.filter((message) => !CLEAR.test(message)).map((message) => `N = ${n}: not a clear error: ${message}`));
    const owned = ownedRows(stateDir);
    const integrity = integrityOf(stateDir);
    if (integrity !== 'ok') wrong.push(`N = ${n}: integrity: ${integrity}`);
    const state = openState(stateDir, { everybodyLives: true });
    const found = await verify(acknowledged, state, owned);
    state.close();
    checked += found.checked;
    wrong.push(...[...found.wrong, ...nothingMore(acknowledged, stateDir)].map((each) => `N = ${n}: ${each}`));
  }
  return {
    name,
    wrong,
    figures: `${refused} writes refused, ${without} starts refused, ${checked} acknowledged writes looked for, nothing else stored`,
  };
};
