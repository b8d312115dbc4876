import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diskFull } from './crash/disk-full.ts';
import { flip } from './crash/flip.ts';
import { fsync } from './crash/fsync.ts';
import { kill } from './crash/kill.ts';
import type { Part, Tried } from './crash/part.ts';
import { servers } from './crash/servers.ts';
import { torn } from './crash/torn.ts';

// Proof: what was acknowledged is there after whatever ends a server, fills its disk or harms its file.
// node test/proofs/crash.ts [--quick] [part…]

const PARTS: Readonly<Record<string, Part>> = { kill, servers, 'disk-full': diskFull, fsync, torn, flip };
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean', default: false } }, allowPositionals: true });
const unknown = positionals.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(64);
}

const SHOWN = 5;
const SHOWN_CHARACTERS = 300;

function report({ name, wrong, figures = '', skipped }: Tried, seconds: string): boolean {
  if (skipped !== undefined) say(`SKIP ${name}: ${skipped}`);
  else say(`${wrong.length === 0 ? 'ok  ' : 'MISS'} ${name}: ${wrong.length} wrong${figures === '' ? '' : `, ${figures}`} (${seconds} s)`);
  for (const each of wrong.slice(0, SHOWN)) say(`       ${each.slice(0, SHOWN_CHARACTERS)}`);
  return wrong.length === 0;
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-crash-')));
let held = true;
try {
  for (const [name, part] of Object.entries(PARTS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const begun = performance.now();
    const tried = await part({ quick: values.quick, scratch });
    held = report(tried, ((performance.now() - begun) / 1_000).toFixed(1)) && held;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(held ? 0 : 1);
