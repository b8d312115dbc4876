import type { AgentEntry } from '../catalogue/entry.ts';
import type { Found, FoundAgent } from '../program/find-agent.ts';
import type { Assurance, Proof } from './assurance.ts';

/** One agent of the catalogue on this machine, in this moment. */
export interface AgentStatus {
  readonly entry: AgentEntry;
  readonly found: Found;
  /** How strongly it would be held; absent when there is nothing to start. */
  readonly level?: Assurance;
  /** What the level rests on. */
  readonly proof?: Proof;
  /** Of what would be executed; see `AgentJob.stamp`. */
  readonly stamp?: string;
  /** Why it is no more than that, and what would change it; our own words. */
  readonly why: string;
}

/** The agents that can be asked for. */
export interface Roster {
  /** In the order of the catalogue. Starts nothing. */
  list(): Promise<readonly AgentStatus[]>;
  find(id: string): Promise<AgentStatus | undefined>;
}

export interface RosterDeps {
  readonly entries: readonly AgentEntry[];
  readonly find: (entry: AgentEntry) => Promise<Found>;
  /** How strongly a found agent is held; reads what is executed, and the proofs. */
  readonly assuranceOf: (
    entry: AgentEntry,
    found: FoundAgent,
  ) => Promise<{ readonly level: Assurance; readonly proof?: Proof; readonly stamp?: string; readonly why: string }>;
}

export function createRoster({ entries, find, assuranceOf }: RosterDeps): Roster {
  async function statusOf(entry: AgentEntry): Promise<AgentStatus> {
    const found = await find(entry);
    switch (found.kind) {
      case 'absent':
        return { entry, found, why: `\`${entry.program}\` is not on PATH; a person can install it: ${entry.install}` };
      case 'refused':
        return { entry, found, why: found.why };
      case 'found':
        return { entry, found, ...(await assuranceOf(entry, found.agent)) };
    }
  }
  return {
    list: () => Promise.all(entries.map(statusOf)),
    async find(id) {
      const entry = entries.find((each) => each.id === id);
      return entry && (await statusOf(entry));
    },
  };
}
