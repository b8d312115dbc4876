import { confined } from './confined.ts';
import { type Supervisor, startDetached } from './detached.ts';
import type { Guard } from './guard.ts';
import { startCommand } from './run.ts';
import type { OpenFile } from './spill-file.ts';
import { startAgent } from './start-agent.ts';
import type { Starter } from './starter.ts';

export interface StarterDeps {
  /** Ends what was started when this process is killed. */
  readonly guard?: Guard | undefined;
  /** How our own program is started as the supervisor of what goes on without this process. */
  readonly supervisor: Supervisor;
  /** How files for output are made; private ones when absent. */
  readonly openFile?: OpenFile | undefined;
}

/** Whatever is started here is confined first, whoever asks. */
export function createStarter({ guard, supervisor, openFile }: StarterDeps): Starter {
  return {
    command: (spec, within) => startCommand(confined(spec, within), openFile, guard),
    agent: (spec, within) => startAgent(confined(spec, within), guard),
    detached: (spec, within) => startDetached(confined(spec, within), supervisor),
  };
}
