import type { AgentEntry, ModelHint } from '../catalogue/entry.ts';
import type { Found, FoundAgent } from '../program/find-agent.ts';
import type { Assurance, Proof } from './assurance.ts';

/** One agent of the catalogue on this machine, in this moment. */
export interface InstalledStatus {
  readonly kind: 'agent';
  readonly id: string;
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

/** Our own loop. Its tools are gated functions and it has no others, so it is always caged; without a model there is nothing to start. */
export interface LoopStatus {
  readonly kind: 'loop';
  readonly id: typeof LOOP;
  readonly level?: Assurance;
  /** The model's name; empty when none is configured. */
  readonly model: string;
  readonly models: Readonly<Partial<Record<ModelHint, string>>>;
  /** Whether what it costs is known. */
  readonly priced: boolean;
  readonly why: string;
}

export type AgentStatus = InstalledStatus | LoopStatus;

/** What `dispatch_child_task` calls our own loop. */
export const LOOP = 'loop';

/** The agents that can be asked for. */
export interface Roster {
  /** In the order of the catalogue, our own loop last. Starts nothing. */
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
  readonly loop: () => LoopStatus;
}

export function createRoster({ entries, find, assuranceOf, loop }: RosterDeps): Roster {
  async function statusOf(entry: AgentEntry): Promise<InstalledStatus> {
    const found = await find(entry);
    const about = { kind: 'agent', id: entry.id, entry, found } as const;
    switch (found.kind) {
      case 'absent':
        return { ...about, why: `\`${entry.program}\` is not on PATH; a person can install it: ${entry.install}` };
      case 'refused':
        return { ...about, why: found.why };
      case 'found':
        return { ...about, ...(await assuranceOf(entry, found.agent)) };
    }
  }
  return {
    list: async () => [...(await Promise.all(entries.map(statusOf))), loop()],
    async find(id) {
      if (id === LOOP) return loop();
      const entry = entries.find((each) => each.id === id);
      return entry && (await statusOf(entry));
    },
  };
}
