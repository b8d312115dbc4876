import type { RunAllowed } from '../child-tools/child-tool-deps.ts';
import type { Hold } from '../hold/hold.ts';
import { createDirector } from '../pursue/create-director.ts';
import type { Director, Reviewed } from '../pursue/director.ts';
import { createCheckRunner } from '../pursue/run-check.ts';
import type { ChildJob, ChildSpec, RunnerContext } from '../runner.ts';
import type { Workplace } from '../workplace/workplace.ts';
import type { UseSum } from './use-sum.ts';

/** What a check of a directory is called with. */
export type CheckRunnerDeps = Parameters<typeof createCheckRunner>[0];

/** What the checks of one child's work are run with. */
export interface ChecksOf {
  /** What the name of a check stands for in a directory. */
  resolve(name: string, directory: string): ReturnType<CheckRunnerDeps['resolve']>;
  /** What runs their commands, and how what was started is ended. */
  commands(of: { readonly taskId: string; readonly workspace: string; readonly privateDir: string }): {
    readonly run: RunAllowed;
    close(): Promise<void>;
  };
  /** What they may do: they are the parent's, and not the child's. */
  readonly access: CheckRunnerDeps['access'];
}

export interface Directing {
  readonly spec: ChildSpec;
  readonly job: ChildJob;
  readonly context: RunnerContext;
  readonly workplace: Workplace;
  readonly hold: Hold;
  readonly run: RunAllowed;
  readonly checks: ChecksOf;
  readonly spending: UseSum;
}

/** Who decides, turn by turn, whether a child goes on. */
export function directorFor({ spec, job, context, workplace, hold, run, checks, spending }: Directing): Director {
  const { report, plan } = context;
  const { cwd } = workplace;
  const check = createCheckRunner({ resolve: (name) => checks.resolve(name, cwd), hold, run, cwd, access: checks.access });
  return createDirector({
    pursue: job.pursue,
    expectsChange: job.expectsChange && context.access !== 'read-only',
    verify: job.verify,
    changes: workplace.changes,
    check,
    async review(request, signal): Promise<Reviewed> {
      if (spec.review === undefined) return { agent: '', taskId: '', text: undefined, problem: 'there is nobody to review it' };
      const root = workplace.workspace ?? job.within;
      const reviewed = await spec.review({ ...request, cwd, workspace: root }, { parent: spec.taskId, judge: hold.judge, signal });
      if (reviewed.use !== undefined) spending.add(reviewed.use);
      return reviewed;
    },
    plan,
    seen: (result) => report('verdict' in result ? { kind: 'reviewed', result } : { kind: 'checked', result }),
  });
}
