import type { Session } from '../session/session.ts';
import { hasEnded, type Task } from '../session/task-model.ts';
import type { ResourceChange, TaskRef } from './resource-ref.ts';

/** What of a task changes when it writes or says something; told without a range. */
const refsOf = (taskId: string): readonly TaskRef[] => [
  { kind: 'output', taskId, stream: 'combined', from: 0, max: 0 },
  { kind: 'transcript', taskId, from: 0, max: 0 },
  ...othersOf(taskId),
];

/** What changes also when it does something without a word. */
const othersOf = (taskId: string): readonly TaskRef[] => [
  { kind: 'events', taskId, from: 0, max: 0 },
  { kind: 'report', taskId, format: 'markdown' },
  { kind: 'diff', taskId, from: 0, max: 0 },
];

/** Tells of changes until the function that it returns is called. */
export function watchResources(session: Session, listener: (change: ResourceChange) => void): () => void {
  const outputs = new Map<string, () => void>();
  const tell = (refs: readonly TaskRef[]): void => {
    for (const ref of refs) listener({ kind: 'updated', ref });
  };
  const watchOutput = (task: Task): void => {
    const changed = (): void => tell(refsOf(task.id));
    outputs.set(task.id, () => undefined);
    void task.started.then(() => {
      const output = task.output();
      if (output === undefined || !outputs.has(task.id)) return;
      listener({ kind: 'list' });
      outputs.set(task.id, output.onData(changed));
    });
    void task.ended.then(() => {
      outputs.get(task.id)?.();
      if (outputs.delete(task.id)) changed();
    });
  };
  const watchOpen = (): void => {
    for (const task of session.tasks.own()) if (!outputs.has(task.id) && !hasEnded(task.snapshot().status)) watchOutput(task);
  };
  watchOpen();
  const forgetTasks = session.tasks.onChange(({ taskId, status }) => {
    listener({ kind: 'updated', ref: { kind: 'tasks' } });
    tell(othersOf(taskId));
    if (status === 'running') watchOpen();
  });
  const forgetTodos = session.todos.onChange(() => listener({ kind: 'updated', ref: { kind: 'todos' } }));
  return () => {
    forgetTasks();
    forgetTodos();
    for (const forget of outputs.values()) forget();
    outputs.clear();
  };
}
