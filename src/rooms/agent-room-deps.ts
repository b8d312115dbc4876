import type { ModelAgentsOf } from '../agents/model-agents.ts';
import type { Surroundings } from '../agents/program/closure.ts';
import type { Config } from '../config.ts';
import type { Starter } from '../shell/process/starter.ts';
import type { Store } from '../store/store.ts';

/** What the children of every session are driven with. */
export interface AgentRoomDeps {
  readonly config: Config;
  readonly starter: Starter;
  readonly store: Pick<Store, 'proofs' | 'tasks'>;
  /** Names that no child gets from the login environment. */
  readonly drop: readonly string[];
  /** Ends what is left of a child by its mark. */
  readonly stopLeft: (outputDir: string, taskId: string) => Promise<unknown>;
  /** The address of a source file in the directory that `main.ts`, or the bundle, lies in. */
  readonly url: string;
  readonly log: (line: string) => void;
}

/** Of whose children, and where they keep what they need. */
export interface RunnerOf extends Omit<ModelAgentsOf, 'login'> {
  readonly login: () => Promise<Readonly<Record<string, string>>>;
  readonly surroundings: () => Promise<Surroundings>;
  readonly privateDir: (taskId: string) => string;
  /** The user's, or that of a proof. */
  readonly home: string;
}
