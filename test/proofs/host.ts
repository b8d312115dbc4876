import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checksOf, revisionOf } from './host-checks.ts';
import { CLAUDE_VERSION, findClaude } from './host-claude.ts';
import { type Launch, runHost } from './host-run.ts';
import { factsOf, stepsOf } from './host-script.ts';

// Proof: a real host, the Claude Code CLI with a scripted model, works with the server.
// node test/proofs/host.ts [--quick] [--seed S]
// Quick is one run of the bundle, which starts fastest; otherwise the source too, and both eras, and a host that cannot be had is a miss.

const { values } = readFlags();
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
const root = join(import.meta.dirname, '../..');

interface Case extends Launch {
  readonly name: string;
  readonly era: 'legacy' | 'modern';
}

const source: Case = { name: 'from source', script: join(root, 'src/main.ts'), flags: [], era: 'modern' };
const bundle: Case = { name: 'the bundle', script: join(root, 'dist/cli.cjs'), flags: [], era: 'modern' };
const legacy: Case = { name: 'the bundle, --protocol legacy', script: bundle.script, flags: ['--protocol', 'legacy'], era: 'legacy' };

/** Wrong usage exits 64, as everywhere. */
function readFlags() {
  try {
    return parseArgs({ options: { quick: { type: 'boolean', default: false }, seed: { type: 'string', default: randomUUID() } } });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(64);
  }
}

async function prove(launch: Case, claude: string): Promise<boolean> {
  const facts = factsOf(`${values.seed} ${launch.name}`);
  const steps = stepsOf(facts);
  const run = await runHost({ claude, launch, steps, facts, signal: stop.signal });
  const checks = checksOf(run, { steps, facts, era: launch.era });
  const misses = checks.filter(({ miss }) => miss !== undefined);
  say(
    `${misses.length === 0 ? 'ok  ' : 'MISS'} ${launch.name}: protocol ${revisionOf(run)}, ${run.received.exchanges.length} tool calls, ${run.questions.length} questions, ${run.received.requests} requests to the model, ${run.seconds.toFixed(1)} s`,
  );
  for (const { name, miss } of checks) {
    say(`  ${miss === undefined ? 'ok  ' : 'MISS'} ${name}${miss === undefined ? '' : `: ${miss}`}`);
  }
  return misses.length === 0;
}

const claude = await findClaude();
if (!claude.ok) {
  say(`skipped: there is no Claude Code ${CLAUDE_VERSION} to prove it with: ${claude.reason}`);
  process.exitCode = values.quick ? 0 : 1;
} else {
  say(`host: Claude Code ${claude.version} (${claude.from}), seed ${values.seed}`);
  if (claude.version !== CLAUDE_VERSION) say(`The proof is written for ${CLAUDE_VERSION}.`);
  execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  let held = true;
  for (const launch of values.quick ? [bundle] : [source, bundle, legacy]) held = (await prove(launch, claude.executable)) && held;
  process.exitCode = held ? 0 : 1;
}
