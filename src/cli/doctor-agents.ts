import type { Assurance } from '../agents/assurance/assurance.ts';
import { assuranceOf } from '../agents/assurance/assurance-of.ts';
import type { AgentEntry, ProtocolKind } from '../agents/catalogue/entry.ts';
import type { FindAgent, FoundAgent } from '../agents/program/find-agent.ts';
import { describeError } from '../shell/describe-error.ts';
import { visible } from '../shell/visible.ts';
import type { Proof } from '../store/proofs.ts';

/** What `doctor` knows agents by. */
export interface AgentsWorld {
  readonly entries: readonly AgentEntry[];
  readonly find: FindAgent;
  /** Of everything that is executed. Both reject when it can not be read. */
  readonly identityOf: (found: FoundAgent) => Promise<{ readonly digest: string; readonly stamp: string }>;
  readonly stampOf: (found: FoundAgent) => Promise<string>;
  /** Starts the agent for its version; `undefined` when it does not say one that is understood. */
  readonly versionOf: (found: FoundAgent, entry: AgentEntry) => Promise<string | undefined>;
  readonly proofs: () => readonly Proof[];
}

/** What `doctor` tells of one agent. */
export interface AgentReport {
  readonly id: string;
  /** What drives it. */
  readonly kind: ProtocolKind;
  readonly version?: string;
  readonly path?: string;
  /** `null` for one that is not there, and for one that is refused. */
  readonly assurance: Assurance | null;
  readonly proof?: Omit<Proof, 'checks'>;
  readonly why: string;
}

/** Looks for every agent of the catalogue, one after the other, for each takes some hundred megabytes. */
export async function reportAgents(world: AgentsWorld): Promise<readonly AgentReport[]> {
  const reports: AgentReport[] = [];
  const proofs = world.proofs();
  for (const entry of world.entries) reports.push(await reportAgent(entry, proofs, world));
  return reports;
}

async function reportAgent(
  entry: AgentEntry,
  proofs: readonly Proof[],
  { find, identityOf, stampOf, versionOf }: AgentsWorld,
): Promise<AgentReport> {
  const { id } = entry;
  const found = find(entry);
  if (found.kind === 'absent') return { id, kind: entry.protocol, assurance: null, why: `not installed: ${entry.install}` };
  if (found.kind === 'refused') return { id, kind: entry.protocol, path: found.path, assurance: null, why: found.why };
  const { agent } = found;
  const version = await versionOf(agent, entry);
  const about = { id, kind: entry.protocol, ...(version === undefined ? {} : { version }), path: agent.path };
  try {
    const identity = { stamp: await stampOf(agent), digest: async () => (await identityOf(agent)).digest };
    const { level, proof, why } = await assuranceOf({ entry, version, identity, proofs });
    if (proof === undefined) return { ...about, assurance: level, why };
    const { checks: _, ...kept } = proof;
    return { ...about, assurance: level, proof: kept, why };
  } catch (error) {
    const { level, why } = await assuranceOf({ entry, version, identity: undefined, proofs });
    return { ...about, assurance: level, why: `${why} (${describeError(error)})` };
  }
}

/** It is there, and can not be trusted to be what the user has installed. */
export function isRefused({ path, assurance }: Pick<AgentReport, 'path' | 'assurance'>): boolean {
  return path !== undefined && assurance === null;
}

/** The lines for people. */
export function agentLines(reports: readonly AgentReport[]): readonly string[] {
  return reports.map((report) => {
    const { id, version, path, assurance, why } = report;
    const mark = isRefused(report) ? 'BAD' : 'ok ';
    const where = path === undefined ? '' : `${version ?? 'version unknown'} at ${path}, `;
    return `${mark} agent ${visible(id)}: ${visible(where)}${assurance === null ? '' : `${assurance}: `}${visible(why)}\n`;
  });
}
