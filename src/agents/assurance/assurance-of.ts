import { visible } from '../../shell/visible.ts';
import { PROVEN_LEVELS, type Proof } from '../../store/proofs.ts';
import type { AgentEntry } from '../catalogue/entry.ts';
import type { Assurance, HeldLevel } from './assurance.ts';
import { profileDigest } from './profile-digest.ts';

/** What exactly is executed. */
export interface Identity {
  readonly stamp: string;
  /** Reads all of it, so it is only asked for where the stamp is not the one of a proof: files may have been copied or restored. */
  readonly digest: () => Promise<string>;
}

/** What is known of an agent that was found. */
export interface KnownAgent {
  readonly entry: AgentEntry;
  /** What the program says of itself; `undefined` when it says nothing that is understood. */
  readonly version: string | undefined;
  /** Of everything that is executed; `undefined` when it could not be read. */
  readonly identity: Identity | undefined;
  /** Of any agents. */
  readonly proofs: readonly Proof[];
}

/** How strongly an agent can be held on this machine. */
export interface Reached {
  readonly level: Assurance;
  /** Absent for `observed`. */
  readonly proof?: Proof;
  /** Our own words: why this level, and what would give a higher one. */
  readonly why: string;
}

/**
 * Takes what is known of an agent; returns the highest level whose proof is about exactly this program, started in exactly this way.
 * Rejects as the digest does.
 */
export async function assuranceOf(known: KnownAgent): Promise<Reached> {
  const { entry, version, identity, proofs } = known;
  if (identity === undefined) return { level: 'observed', why: 'what it executes can not be read, so nothing about it can be proven' };
  const levels = PROVEN_LEVELS.toReversed().filter((level) => entry.profiles[level] !== undefined);
  if (levels.length === 0) return { level: 'observed', why: 'there is no way to hold it' };
  const own = proofs.filter(({ agent }) => agent === entry.id);
  const digest = own.some(({ stamp }) => stamp !== identity.stamp) ? await identity.digest() : undefined;
  const isSame = (proof: Proof): boolean => proof.stamp === identity.stamp || proof.digest === digest;
  const judged = levels.map((level) => ({
    level,
    ...judge(
      entry,
      version,
      own.find((one) => one.level === level),
      isSame,
    ),
  }));
  const verify = `run \`bailiwick doctor --verify ${entry.id}\``;
  const best = judged.find(({ proof }) => proof !== undefined);
  if (best?.proof === undefined) {
    const problem = judged.map((one) => one.problem).find((one) => one !== NEVER) ?? NEVER;
    return { level: 'observed', why: `${problem}; ${verify}` };
  }
  const higher = judged.slice(0, judged.indexOf(best)).map(({ level, problem }) => `; not ${level}: ${problem} (${verify})`);
  return { level: best.level, proof: best.proof, why: `proven on ${dayOf(best.proof.at)}${higher.join('')}${untested(entry, version)}` };
}

const NEVER = 'never proven on this machine';

type Judged = { readonly proof: Proof; readonly problem?: undefined } | { readonly proof?: undefined; readonly problem: string };

function judge(entry: AgentEntry, version: string | undefined, proof: Proof | undefined, isSame: (proof: Proof) => boolean): Judged {
  if (proof === undefined) return { problem: NEVER };
  if (!isSame(proof)) {
    const other = version !== undefined && version !== proof.version;
    if (!other) return { problem: 'its program changed since it was proven' };
    return { problem: `version changed since it was proven (${visible(proof.version)}, now ${visible(version)})` };
  }
  if (digestOf(entry, proof.level) !== proof.profile) return { problem: 'the way it is started changed since it was proven' };
  return { proof };
}

/** A profile that can not be made is none that was proven. */
function digestOf(entry: AgentEntry, level: HeldLevel): string | undefined {
  try {
    return profileDigest(entry, level);
  } catch {
    return undefined;
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function untested({ tested }: AgentEntry, version: string | undefined): string {
  if (version === undefined) return '; its version is unknown';
  if (compareVersions(version, tested.from) >= 0 && compareVersions(version, tested.to) <= 0) return '';
  const range = tested.from === tested.to ? tested.from : `${tested.from} to ${tested.to}`;
  return `; version ${visible(version)} is not one that was tried before (${range}), but it was proven here`;
}

/** Takes two versions with dots; negative when the first is the older one. What follows a dash or a plus does not count. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (text.split(/[-+]/)[0] ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
