import type { HeldLevel } from '../agents/assurance/assurance.ts';
import { profileDigest } from '../agents/assurance/profile-digest.ts';
import type { AgentEntry } from '../agents/catalogue/entry.ts';
import type { FoundAgent } from '../agents/program/find-agent.ts';
import type { Check } from '../agents/verify/checks.ts';
import type { VerifyResult } from '../agents/verify/verify.ts';
import { describeError } from '../shell/describe-error.ts';
import { visible } from '../shell/visible.ts';
import { PROVEN_LEVELS, type ProofStore } from '../store/proofs.ts';
import type { AgentsWorld } from './doctor-agents.ts';
import { FAILED, WRONG_USAGE } from './task-find.ts';

export interface Verifying {
  /** The id of an agent, or `all`, which is also what none means. */
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly world: Pick<AgentsWorld, 'entries' | 'find' | 'identityOf' | 'versionOf'>;
  readonly proofs: ProofStore;
  /** Why proofs would end with this process; `undefined` when they are kept. */
  readonly notKept: string | undefined;
  /** Never rejects. */
  readonly verify: (of: {
    readonly entry: AgentEntry;
    readonly found: FoundAgent;
    readonly level: HeldLevel;
    readonly signal: AbortSignal;
  }) => Promise<Pick<VerifyResult, 'passed' | 'checks' | 'attempts' | 'asked'>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly stdout: { write(text: string): unknown };
  readonly log: (line: string) => void;
}

/** As shells tell the end by SIGINT: 128 and its number. */
const INTERRUPTED = 130;

/**
 * `doctor --verify [agent|all]` proves on this machine how strongly agents are held, the strongest level first, and keeps what passed. A
 * level that failed is not proven any more.
 * @returns the exit code: 0, 1 when something failed or a named agent can not be started, 64 for wrong usage, 130 when it was interrupted
 */
export async function doctorVerify(request: Verifying): Promise<number> {
  const { operands, json, world, notKept, log, signal } = request;
  const [named = 'all', ...others] = operands;
  const entries = named === 'all' ? world.entries : world.entries.filter(({ id }) => id === named);
  if (others.length > 0 || json || entries.length === 0) {
    log(`Usage: bailiwick doctor --verify [agent|all]; agents: ${world.entries.map(({ id }) => id).join(', ')}`);
    return WRONG_USAGE;
  }
  if (notKept !== undefined) {
    log(`A proof could not be kept. ${notKept}`);
    return FAILED;
  }
  let failed = false;
  for (const entry of entries) {
    if (!(await verifyEntry(request, entry, named !== 'all'))) failed = true;
    if (signal.aborted) return INTERRUPTED;
  }
  return failed ? FAILED : 0;
}

/** Returns whether nothing failed. */
async function verifyEntry(request: Verifying, entry: AgentEntry, named: boolean): Promise<boolean> {
  const { world, stdout, signal } = request;
  const found = world.find(entry);
  if (found.kind === 'absent') {
    stdout.write(`${entry.id}: not installed: ${entry.install}\n`);
    return !named;
  }
  if (found.kind === 'refused') {
    stdout.write(`${entry.id}: ${visible(found.path)} is not started: ${visible(found.why)}\n`);
    return false;
  }
  const version = await world.versionOf(found.agent, entry);
  stdout.write(`${entry.id}: ${visible(version ?? 'version unknown')} at ${visible(found.agent.path)}\n`);
  let sound = true;
  for (const level of PROVEN_LEVELS.toReversed()) {
    if (entry.profiles[level] === undefined) continue;
    if (signal.aborted) return false;
    if (!(await verifyLevel(request, { entry, found: found.agent, level, version: version ?? '' }))) sound = false;
  }
  return sound;
}

interface Level {
  readonly entry: AgentEntry;
  readonly found: FoundAgent;
  readonly level: HeldLevel;
  readonly version: string;
}

async function verifyLevel({ world, proofs, verify, now, signal, stdout }: Verifying, of: Level): Promise<boolean> {
  const { entry, found, level, version } = of;
  const say = ({ name, ok, text }: Check): unknown => stdout.write(`  ${ok ? 'ok ' : 'BAD'} ${level} ${name}: ${visible(text)}\n`);
  try {
    const profile = profileDigest(entry, level) ?? '';
    const { digest, stamp } = await world.identityOf(found);
    const { passed, checks, attempts, asked } = await verify({ entry, found, level, signal });
    for (const check of checks) say(check);
    // What was stopped in the middle shows nothing, in either direction.
    if (signal.aborted) return false;
    const after = await world.identityOf(found);
    if (passed && after.digest === digest && after.stamp === stamp) {
      const { executable } = found;
      proofs.put({ agent: entry.id, level, version, executable, digest, stamp, profile, at: now(), checks: JSON.stringify(checks) });
      stdout.write(`  ${level}: held, in ${attempts} calls, of which ${asked} came before the gate\n`);
      return true;
    }
    if (passed) say({ name: 'program', ok: false, text: 'it changed while it was proven; try again' });
  } catch (error) {
    say({ name: 'program', ok: false, text: describeError(error) });
  }
  proofs.drop(entry.id, level);
  stdout.write(`  ${level}: NOT held\n`);
  return false;
}
