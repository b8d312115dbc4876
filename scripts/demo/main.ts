/**
 * `npm run demo`: the built server, started as a host would start it, working in a scratch clone of this repository.
 * Every step says what it shows; a step whose result is not what it should be ends the demo with a non-zero exit.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectHost, type Host } from './host.ts';
import { say, section } from './print.ts';
import { approvals, background, compound, plan, readOnly, refusals, runaway } from './steps.ts';

const root = join(import.meta.dirname, '..', '..');
const begun = performance.now();
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-demo-')));
const home = join(scratch, 'home');
const workspace = join(scratch, 'bailiwick');
let host: Host | undefined;
let failed = false;

try {
  say('Cloning this repository into a scratch directory …');
  execFileSync('git', ['clone', '--quiet', root, workspace], { stdio: 'ignore' });
  symlinkSync(join(root, 'node_modules'), join(workspace, 'node_modules'));
  mkdirSync(home);
  // The login shell is asked for the environment; it shall find the npm that runs this.
  for (const name of ['.profile', '.zprofile']) writeFileSync(join(home, name), 'PATH=$DEMO_PATH\n');
  mkdirSync(join(workspace, '.bailiwick'));
  writeFileSync(join(workspace, '.bailiwick', 'config.json'), JSON.stringify({ checks: { greets: 'grep -q "hello" notes.txt' } }));
  host = await connectHost({ server: join(root, 'dist', 'cli.cjs'), home, workspace, stateDir: join(scratch, 'state') });
  say(`Connected: ${host.about}`);
  for (const step of [readOnly, compound, refusals, approvals, background, runaway, plan]) await step(host, workspace);
  section('Done');
  say(`Everything above was so. ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
} catch (error) {
  failed = true;
  section('The demo failed');
  say(error instanceof Error ? error.message : String(error));
} finally {
  await host?.close();
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
