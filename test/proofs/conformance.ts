import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { startConformanceServer } from '../conformance/server.ts';

// Proof: the scenarios of the tasks extension in the protocol's own conformance suite, against our server and task code over HTTP.
// node test/proofs/conformance.ts
// BAILIWICK_PROOF_CONFORMANCE names another copy of the suite's package. Without the suite the proof is skipped, and says so.

const PACKAGE = '@modelcontextprotocol/conformance';
const SCENARIOS = [
  'tasks-lifecycle',
  'tasks-capability-negotiation',
  'tasks-wire-fields',
  'tasks-request-state-removal',
  'tasks-mrtr-input',
  'tasks-request-headers',
  'tasks-dispatch-and-envelope',
  'tasks-status-notifications',
  'tasks-required-task-error',
  'tasks-mrtr-composition',
];
/** Checks that the suite itself skips, with what it says. */
const SKIPPED_BY_SUITE: ReadonlySet<string> = new Set(['tasks-status-notifications']);
const SCENARIO_MS = 60_000;

const checks = z.array(z.looseObject({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }));
type Check = z.output<typeof checks>[number];

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

function findSuite(): string | undefined {
  const named = process.env['BAILIWICK_PROOF_CONFORMANCE'];
  try {
    const directory = named ?? dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
    const script = join(directory, 'dist/index.js');
    return existsSync(script) ? script : undefined;
  } catch {
    return undefined;
  }
}

async function runScenario(suite: string, url: string, scenario: string): Promise<readonly Check[]> {
  const out = mkdtempSync(join(tmpdir(), 'bailiwick-conformance-out-'));
  try {
    const args = ['server', '--url', url, '--scenario', scenario, '--spec-version', '2026-07-28', '--force', '-o', out];
    const child = spawn(process.execPath, [suite, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: SCENARIO_MS,
      killSignal: 'SIGKILL',
    });
    const exit = once(child, 'exit');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    const [file] = globSync('**/checks.json', { cwd: out });
    if (file === undefined)
      return [{ id: scenario, status: 'FAILURE', errorMessage: `no result: ${stdout.slice(-500)}${stderr.slice(-500)}` }];
    return checks.parse(JSON.parse(readFileSync(join(out, file), 'utf8')));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Every check has to be seen and to succeed, but for those that the suite skips for every server. */
function holds({ id, status }: Check): boolean {
  return status === 'SUCCESS' || status === 'INFO' || (status === 'SKIPPED' && SKIPPED_BY_SUITE.has(id));
}

const suite = findSuite();
if (suite === undefined) {
  say(`skipped: ${PACKAGE} is not installed`);
  process.exitCode = 1;
} else {
  const logged: string[] = [];
  const server = await startConformanceServer((line) => void logged.push(line));
  const total = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const scenario of SCENARIOS) {
      const found = await runScenario(suite, server.url, scenario);
      const failed = found.filter((check) => !holds(check));
      const skipped = found.filter((check) => check.status === 'SKIPPED');
      total.failed += failed.length;
      total.skipped += skipped.length;
      total.passed += found.length - failed.length - skipped.length;
      say(`${failed.length === 0 ? 'ok  ' : 'MISS'} ${scenario}: ${found.length - failed.length - skipped.length} of ${found.length}`);
      for (const { id, status, errorMessage } of [...failed, ...skipped]) say(`  ${status} ${id}: ${errorMessage ?? ''}`);
    }
  } finally {
    await server.close();
  }
  say(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped by the suite`);
  if (total.failed > 0) for (const line of logged) say(`  server: ${line}`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}
