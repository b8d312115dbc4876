/**
 * Reads commands from standard input, one on a line, as an agent might send them, and runs them in the directory that it is given, or
 * in `work`: what is allowed runs, what needs a person runs with `--yes`, and the rest is told with its reason.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { analyse, type Decided, decide } from 'bailiwick/policy';

const [directory = 'work'] = process.argv.slice(2).filter((word) => word !== '--yes');
mkdirSync(directory, { recursive: true });
const workspace = realpathSync(directory);
const searchPath = '/usr/local/bin:/usr/bin:/bin';
const yes = process.argv.includes('--yes');

function judged(command: string): Decided {
  return decide(analyse(command, { cwd: workspace }), { workspace, searchPath, own: [import.meta.filename] });
}

/** What was judged is what runs: a shell without start-up files, and an environment of our own. */
function run(command: string): void {
  const { status } = spawnSync('/bin/bash', ['--noprofile', '--norc', '-c', command], {
    cwd: workspace,
    env: { PATH: searchPath, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  console.log(`[exit ${status}]`);
}

for await (const command of createInterface({ input: process.stdin })) {
  if (command.trim() === '') continue;
  const { decision, reason, rule, change } = judged(command);
  console.log(`${decision}: ${command}`);
  if (decision === 'allow' || (decision === 'ask' && yes)) run(command);
  else console.log(`  ${reason} (${rule})${change === undefined ? '' : `\n  ${change}`}`);
}
