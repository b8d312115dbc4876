import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildEvent, ChildJob, ChildOutcome } from '../../src/agents/runner.ts';
import { createJournal } from '../../src/session/journal/journal.ts';
import { createTaskArchive } from '../../src/session/report/archive.ts';
import type { Session } from '../../src/session/session.ts';
import type { Task, TaskSpec } from '../../src/session/task-model.ts';
import { afterTest } from '../after-test.ts';
import { createBoard, EXECUTION, SPEC } from '../session/tasks-fixture.ts';

/** A session over a real board, whose children are played by a test; what is kept of them is in real files. */
export function childSession() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-children-')));
  afterTest(() => rmSync(root, { recursive: true, force: true }));
  const bench = createBoard({ concurrency: 10 });
  const dirOf = (taskId: string): string => join(root, taskId);
  const archive = createTaskArchive({ outputDirOf: dirOf, proofs: bench.store.proofs });
  const todos = { onChange: () => () => undefined };
  const session = { tasks: bench.board, archive, gate: { engine: () => ({ kind: 'rules', why: 'chosen' }) }, todos } as unknown as Session;

  /** Starts a child with a model. */
  async function child(changes: Partial<TaskSpec> = {}): Promise<Task> {
    const spec: TaskSpec = {
      ...SPEC,
      agent: 'codex',
      title: 'Fix it',
      job: { kind: 'loop', pursue: true } as ChildJob,
      held: { assurance: 'gated', version: '1.2' },
      ...changes,
    };
    const started = await bench.board.start({ spec, execution: EXECUTION, approved: true });
    if (started.kind !== 'new') throw new Error(`not a new task but ${started.kind}`);
    return started.task;
  }

  const runOf = (task: Task) => {
    const run = bench.runs.find(({ spec }) => spec.taskId === task.id);
    if (run === undefined) throw new Error('it has not begun');
    return run;
  };

  return {
    ...bench,
    session,
    dirOf,
    child,
    /** Plays what a child does, as its journal has it, too. */
    tell(task: Task, events: readonly ChildEvent[]): void {
      const journal = createJournal({ dir: dirOf(task.id), now: () => bench.time, log: () => undefined });
      for (const event of events) {
        runOf(task).context.report(event);
        journal.take(event);
      }
      journal.close();
    },
    async end(task: Task, outcome: ChildOutcome): Promise<void> {
      runOf(task).end(outcome);
      await task.ended;
    },
    keepPatch(task: Task, text: string): void {
      mkdirSync(dirOf(task.id), { recursive: true });
      writeFileSync(join(dirOf(task.id), 'patch.diff'), text);
    },
  };
}
