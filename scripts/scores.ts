import { readFloors, scoreAll } from './scores/all.ts';
import { frictionTables } from './scores/friction-tables.ts';
import { type Score, type Standing, standings } from './scores/score.ts';

/**
 * How well commands are judged: `scores.ts [--json] [--misses]`, over test/corpora with access `workspace-write` and preset `standard`
 * on a made-up machine. Exits 1 when a score is below its floor in test/corpora/floors.json, rows vanished, or an allowed command that
 * others refuse is not in test/corpora/differences.jsonl (or one there is no longer allowed). `scores.ts --friction` prints the tables
 * of docs/friction.md instead.
 */
const FLAGS = ['--json', '--misses', '--friction'];
const given = process.argv.slice(2);
const unknown = given.filter((word) => !FLAGS.includes(word));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${FLAGS.join(', ')}`);
  process.exit(64);
}

if (given.includes('--friction')) console.log(Object.values(frictionTables()).join('\n\n'));
else report();

function report(): void {
  const scores = scoreAll();
  const table = standings(scores, readFloors());
  if (given.includes('--json')) {
    console.log(
      JSON.stringify(
        given.includes('--misses') ? { table, scores } : { table, faults: scores.flatMap(({ faults }) => faults) },
        undefined,
        2,
      ),
    );
  } else {
    print(table);
    for (const { corpus, faults } of scores) for (const fault of faults) console.log(`${corpus}: ${fault}`);
    if (given.includes('--misses')) printMisses(scores);
  }
  process.exitCode = table.every(({ ok }) => ok) ? 0 : 1;
}

function print(lines: readonly Standing[]): void {
  const line = (corpus: string, count: string, score: string, floor: string, note: string) =>
    console.log(`${corpus.padEnd(36)} ${count.padStart(6)} ${score.padStart(6)} ${floor.padStart(6)}  ${note}`.trimEnd());
  line('corpus', 'rows', 'score', 'floor', '');
  for (const { corpus, rows, score, floor, ok } of lines) {
    const vanished = floor !== undefined && rows < floor.rows ? `; ${floor.rows - rows} rows vanished` : '';
    line(corpus, `${rows}`, `${score}`, floor === undefined ? 'none' : `${floor.score}`, ok ? '' : `FAILS${vanished}`);
  }
}

function printMisses(scores: readonly Score[]): void {
  for (const { corpus, misses } of scores) {
    if (misses.length > 0) console.log(`\n${corpus}`);
    for (const { command, expected, seen } of misses)
      console.log(`  ${JSON.stringify(command)}\n    expected ${expected}\n    seen     ${seen}`);
  }
}
