import type { RunEnd } from '../../shell/process/run.ts';
import type { Meter } from '../pursue/meter.ts';
import type { ChildJob, ChildSpec, RunnerContext } from '../runner.ts';
import type { Transcript } from '../transcript.ts';
import type { Workplace, Workplaces } from '../workplace/workplace.ts';
import type { ChecksOf } from './directed.ts';
import type { Observed } from './observed.ts';
import type { PartnerDeps } from './partners.ts';
import type { Stop } from './stopping.ts';
import type { UseSum } from './use-sum.ts';

export interface ModelRunnerDeps extends PartnerDeps {
  readonly workplaces: Workplaces;
  readonly checks: ChecksOf;
  /** Ends what is left of a child of a process that has died. */
  readonly stopLeft: (taskId: string) => Promise<unknown>;
  /** The private directory of one child. */
  readonly privateDir: (taskId: string) => string;
  /** Milliseconds that an agent has until it can be talked to, and that it has to end a turn when it is to stop. */
  readonly limits?: { readonly openMs: number; readonly cancelMs: number };
}

/** What is known of the process of a child. */
export interface Running {
  end: RunEnd | undefined;
  /** The last of what it wrote to standard error; foreign text. */
  errors: () => string;
}

export interface Child {
  readonly deps: ModelRunnerDeps;
  readonly spec: ChildSpec;
  readonly job: ChildJob;
  readonly context: RunnerContext;
  readonly workplace: Workplace;
  readonly transcript: Transcript;
  readonly stop: Stop;
  readonly meter: Meter;
  readonly observed: Observed;
  readonly spending: UseSum;
  readonly privateDir: string;
  readonly running: Running;
}
