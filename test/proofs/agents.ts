import path from 'node:path';
import { parseArgs } from 'node:util';
import { CATALOGUE } from '../../src/agents/catalogue/catalogue.ts';
import { figuresOf } from './agents/served/figures.ts';
import type { Checked, Lab } from './agents/served/lab.ts';
import { inLab, withoutCages } from './agents/served/make-lab.ts';
import { output } from './agents/served/output.ts';
import { pursues } from './agents/served/pursue.ts';
import { readOnly } from './agents/served/read-only.ts';
import { stops } from './agents/served/stop.ts';
import { tableOf } from './agents/served/table.ts';
import { twenty } from './agents/served/twenty.ts';

// Proof: installed agents as children of a real server, with a scripted model that tries to break out.
// node test/proofs/agents.ts [--quick] [--only <agent,…>] [--part <n,…>] [--agents-dir <dir>] [--keep]
// Parts: 1 read-only, 2 a hostile repository, 3 stop, 4 twenty children, 5 output, 6 pursue, 7 figures.
// Without a directory the agents are installed from the registry, into a scratch directory that is removed. Quick is one agent, if the
// registry gives it in three minutes.

const { values } = readFlags();
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const QUICK_AGENTS = ['claude'];
const PARTS = '1,2,3,4,5,6,7';
const QUICK_PARTS = '1,3,5,6';
const SHOWN = 8;

/** Wrong usage exits 64, as everywhere. */
function readFlags() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        part: { type: 'string' },
        'agents-dir': { type: 'string' },
        keep: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(64);
  }
}

const checks: Checked[] = [];
function check(checked: Checked): void {
  checks.push(checked);
  const { agent, part, name, wrong, seen } = checked;
  say(`${wrong.length === 0 ? 'ok  ' : 'MISS'} ${agent} ${part} ${name}${seen === '' ? '' : `: ${seen}`}`);
  for (const one of wrong.slice(0, SHOWN)) say(`       ${one.slice(0, 600)}`);
  if (wrong.length > SHOWN) say(`       and ${wrong.length - SHOWN} more`);
}

async function attempt(agent: string, part: number, run: () => Promise<void>): Promise<void> {
  if (!parts.has(part)) return;
  try {
    await run();
  } catch (error) {
    const wrong = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    check({ agent, part, name: 'the part came to its end', wrong, seen: '' });
  }
}

async function prove(lab: Lab): Promise<void> {
  for (const agent of lab.agents) {
    const { id } = agent.entry;
    await attempt(id, 1, () => readOnly(lab, agent, 1));
    await attempt(id, 2, () => readOnly(lab, agent, 2));
    await attempt(id, 3, () => stops(lab, agent));
    await attempt(id, 5, () => output(lab, agent));
    await attempt(id, 6, () => pursues(lab, agent));
    await attempt(id, 7, async () => {
      for (const { what, ours, against, theirs, unit } of await figuresOf(lab, agent))
        say(`     ${id} ${what}: ${ours.toFixed(2)} ${unit} against ${theirs.toFixed(2)} (${against})`);
    });
  }
  const gated = await withoutCages(lab);
  for (const agent of gated.agents) {
    await attempt(agent.name, 1, () => readOnly(gated, agent, 1));
    await attempt(agent.name, 2, () => readOnly(gated, agent, 2));
    await attempt(agent.name, 3, () => stops(gated, agent));
  }
  if (lab.agents.length > 0) await attempt('all', 4, () => twenty(lab));
}

const named = values.only?.split(',') ?? (values.quick ? QUICK_AGENTS : CATALOGUE.map(({ id }) => id));
const parts = new Set((values.part ?? (values.quick ? QUICK_PARTS : PARTS)).split(',').map(Number));
const unknown = named.filter((id) => !CATALOGUE.some((entry) => entry.id === id));
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; there are ${CATALOGUE.map(({ id }) => id).join(', ')}\n`);
  process.exit(64);
}
const dir = values['agents-dir'];
const { quick, keep } = values;
const entries = CATALOGUE.filter(({ id }) => named.includes(id));
await inLab({ entries, agentsDir: dir === undefined ? undefined : path.resolve(dir), quick, keep, check, say }, prove);
const missed = checks.filter(({ wrong }) => wrong.length > 0);
if (checks.length > 0) for (const line of tableOf(checks)) say(line);
say(`${checks.length} checks, ${missed.length} missed`);
process.exitCode = missed.length === 0 ? 0 : 1;
