import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { proveCancels } from './engine/cancels.ts';
import { proveClaims } from './engine/claims.ts';
import { proveFlat } from './engine/flat.ts';
import { proveKilled, proveStopped } from './engine/lost-workers.ts';
import type { Proof } from './engine/proof.ts';

// Proof: the task engine with real processes. Exits 1 when anything is not as it must be; --quick does less of everything.
// node test/proofs/engine.ts [--quick] [--only NAME]

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SHOWN = 10;
/** tmpfs(5), on every Linux. */
const MEMORY_DISK = '/dev/shm';

interface Part {
  readonly name: string;
  readonly prove: Proof;
  readonly whole: number;
  readonly quick: number;
  /** The figures are about us and not about the disk, which others use as well: on a disk in memory, where there is one. */
  readonly inMemory?: boolean;
}

const PARTS: readonly Part[] = [
  { name: 'claims', prove: proveClaims, whole: 5_000, quick: 800 },
  { name: 'killed workers', prove: proveKilled, whole: 50, quick: 5 },
  { name: 'stopped workers', prove: proveStopped, whole: 50, quick: 5 },
  { name: 'cancels', prove: proveCancels, whole: 1_000, quick: 100 },
  { name: 'flat', prove: proveFlat, whole: 100_000, quick: 20_000, inMemory: true },
];

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });

function conforms(): boolean {
  try {
    const said = execFileSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/store/tasks'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
      env: { ...process.env, NO_COLOR: '1' },
    });
    say(`conformance: ok (${/Tests\s+(.*)/.exec(said)?.[1] ?? 'no count'})`);
    return true;
  } catch (error) {
    say(`conformance: FAILED\n${error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)}`);
    return false;
  }
}

async function holds({ name, prove, whole, quick, inMemory = false }: Part): Promise<boolean> {
  const place = inMemory && existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir();
  const dir = mkdtempSync(path.join(place, 'bailiwick-proof-'));
  const begun = performance.now();
  try {
    const { violations, figures } = await prove({ stateDir: path.join(dir, 'state'), size: values.quick ? quick : whole });
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    say(`${name}: ${violations.length === 0 ? 'ok' : `${violations.length} VIOLATIONS`} (${figures}; in ${place}, ${seconds} s)`);
    for (const each of violations.slice(0, SHOWN)) say(`  ${each}`);
    return violations.length === 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

let good = values.only === undefined ? conforms() : true;
for (const part of PARTS) if (values.only === undefined || values.only === part.name) good = (await holds(part)) && good;
process.exitCode = good ? 0 : 1;
