/** `npm run bench [-- name…] [--json] [--quick]`: every figure is a ratio against something else, measured in the same run. */

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agents } from './agents.ts';
import { bash } from './bash.ts';
import { calls } from './calls.ts';
import { decide } from './decide.ts';
import { gate } from './gate.ts';
import { hook } from './hook.ts';
import { loop } from './loop.ts';
import type { Benchmark, Row } from './measure.ts';
import { report } from './report.ts';
import { start } from './start.ts';
import { store } from './store.ts';

const BENCHMARKS: readonly Benchmark[] = [start, calls, bash, decide, gate, store, loop, report, agents, hook];

const FLAGS = ['--json', '--quick'];

const given = process.argv.slice(2);
const wanted = given.filter((word) => !word.startsWith('-'));
const known = [...FLAGS, ...BENCHMARKS.map((benchmark) => benchmark.name)];
const unknown = given.filter((word) => !known.includes(word));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${known.join(', ')}`);
  process.exit(64);
}

const results: Record<string, Row[]> = {};
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-bench-')));
try {
  for (const benchmark of BENCHMARKS) {
    if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
    results[benchmark.name] = await benchmark.run({ quick: given.includes('--quick'), scratch });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

if (given.includes('--json')) console.log(JSON.stringify(results, undefined, 2));
else for (const [name, rows] of Object.entries(results)) print(name, rows);

function print(name: string, rows: readonly Row[]): void {
  console.log(`\n${name}`);
  for (const { what, ours, against, theirs, unit, ratio, compare, aim } of rows) {
    const verdict = compare === 'ratio' ? `${ratio.toFixed(2)}x` : `${ratio >= 0 ? '+' : ''}${ratio.toFixed(2)} ${unit}`;
    console.log(
      `  ${what.padEnd(44)} ${verdict.padStart(12)}   ${ours.toFixed(2)} ${unit} against ${theirs.toFixed(2)} (${against})${aim === undefined ? '' : `; aim: ${aim}`}`,
    );
  }
}
