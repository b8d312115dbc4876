import type { AgentRunner, ChildOutcome, RunnerContext } from '../agents/runner.ts';
import type { TaskGroups } from './task-groups.ts';
import type { TaskState } from './task-life.ts';
import type { TaskRegistry } from './task-registry.ts';
import type { TaskTree } from './task-tree.ts';

export interface WatchedDeps {
  readonly runner: AgentRunner;
  readonly registry: Pick<TaskRegistry, 'get'>;
  readonly groups: Pick<TaskGroups, 'used' | 'mayEnd'>;
  readonly tree: Pick<TaskTree, 'follow' | 'endBelow'>;
}

/**
 * The runner of a board: what a child comes to is told when nothing below it runs any more, and when its group says that it may. One whose
 * end is wanted already begins nothing.
 */
export function watched({ runner, registry, groups, tree }: WatchedDeps): AgentRunner {
  async function watch<T extends ChildOutcome | undefined>(
    { taskId, isNew }: { readonly taskId: string; readonly isNew: boolean },
    context: RunnerContext,
    drive: (context: RunnerContext) => Promise<T>,
  ): Promise<T> {
    const state = registry.get(taskId);
    if (state === undefined) return await drive(context);
    tree.follow(state);
    // Also when the runner throws, nothing is left below.
    const outcome = await drive({ ...context, report: reporting(state, context) }).finally(() => tree.endBelow(state, isNew));
    if (outcome !== undefined) await groups.mayEnd(state, outcome);
    return outcome;
  }

  const reporting =
    (state: TaskState, { report }: RunnerContext): RunnerContext['report'] =>
    (event) => {
      report(event);
      if (event.kind === 'used') groups.used(state);
    };

  return {
    agent: runner.agent,
    run: (child, context) =>
      watch({ taskId: child.taskId, isNew: true }, context, async (own) =>
        own.signal.aborted ? { status: 'stopped', reason: '' } : await runner.run(child, own),
      ),
    goOn: (child, context) => watch({ taskId: child.taskId, isNew: false }, context, async (own) => await runner.goOn(child, own)),
  };
}
