/** `npm run bench [-- name…] [--json] [--quick]`: every figure is a ratio against something else, measured in the same run. */

import { analysis } from './analysis.ts';
import { bash } from './bash.ts';
import { calls } from './calls.ts';
import type { Benchmark, Row } from './measure.ts';
import { start } from './start.ts';

const BENCHMARKS: readonly Benchmark[] = [start, calls, bash, analysis];

const flags = process.argv.slice(2);
const wanted = flags.filter((flag) => !flag.startsWith('--'));
const unknown = wanted.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(`unknown benchmark ${unknown.join(', ')}; there are ${BENCHMARKS.map((benchmark) => benchmark.name).join(', ')}`);
  process.exit(64);
}

const results: Record<string, Row[]> = {};
for (const benchmark of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
  results[benchmark.name] = await benchmark.run({ quick: flags.includes('--quick') });
}

if (flags.includes('--json')) console.log(JSON.stringify(results, undefined, 2));
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
