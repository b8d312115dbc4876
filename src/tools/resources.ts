import { PRESET_DECISIONS } from '../policy/presets.ts';
import type { Session } from '../session/session.ts';
import { hasEnded, type Task, type TaskSnapshot } from '../session/task-model.ts';
import type { Stream } from '../shell/process/output.ts';
import { visible } from '../shell/visible.ts';
import { CHILD_SAYS, written } from './foreign-text.ts';

/** What a client can read besides calling tools, as plain data. */
export type ResourceRef =
  | { readonly kind: 'session' | 'policy' | 'todos' | 'tasks' }
  | { readonly kind: 'output'; readonly taskId: string; readonly stream: Stream; readonly from: number; readonly max: number };

export interface ResourceText {
  readonly mimeType: string;
  readonly text: string;
  /** Bytes: where the text starts, where the next part starts, how much there is now. */
  readonly range?: { readonly from: number; readonly next: number; readonly total: number };
}

export type ResourceChange = { readonly kind: 'list' } | { readonly kind: 'updated'; readonly ref: ResourceRef };

const TITLE_SHOWN = 120;

export const resources = {
  tasks: async (session: Session): Promise<readonly { readonly id: string; readonly title: string }[]> =>
    (await session.tasks.list()).flatMap((task) =>
      task.output() === undefined ? [] : [{ id: task.id, title: cut(task.snapshot().title) }],
    ),

  /** `undefined` for a task that this session does not have. */
  async read(session: Session, ref: ResourceRef): Promise<ResourceText | undefined> {
    switch (ref.kind) {
      case 'session':
        return json({
          id: session.id,
          client: session.clientName,
          workspace: visible(session.workspace),
          access: session.access,
          preset: session.preset,
          sandbox: 'none',
          kept: session.keeps.durability,
          ...(session.keeps.why === undefined ? {} : { why: visible(session.keeps.why) }),
        });
      case 'policy':
        return json({
          preset: session.preset,
          access: session.access,
          sandbox: 'none',
          decisions: PRESET_DECISIONS[session.preset],
          grants: session.grants().map(visible),
          engine: session.gate.engine(),
          costs: session.gate.costs(),
        });
      case 'todos':
        return json(session.todos.list());
      case 'tasks':
        return json((await session.tasks.list()).map((task) => describeTask(task.snapshot())));
      case 'output':
        return await readOutput(session, ref);
    }
  },

  /** Tells of changes until the function that it returns is called. */
  watch(session: Session, listener: (change: ResourceChange) => void): () => void {
    const outputs = new Map<string, () => void>();
    const watchOutput = (task: Task): void => {
      const changed = (): void =>
        listener({ kind: 'updated', ref: { kind: 'output', taskId: task.id, stream: 'combined', from: 0, max: 0 } });
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
    const forgetTasks = session.tasks.onChange(({ status }) => {
      listener({ kind: 'updated', ref: { kind: 'tasks' } });
      if (status === 'running') watchOpen();
    });
    const forgetTodos = session.todos.onChange(() => listener({ kind: 'updated', ref: { kind: 'todos' } }));
    return () => {
      forgetTasks();
      forgetTodos();
      for (const forget of outputs.values()) forget();
      outputs.clear();
    };
  },
};

function json(value: unknown): ResourceText {
  return { mimeType: 'application/json', text: JSON.stringify(value, null, 2) };
}

async function readOutput(session: Session, ref: Extract<ResourceRef, { kind: 'output' }>): Promise<ResourceText | undefined> {
  const task = await session.tasks.get(ref.taskId);
  if (task === undefined) return undefined;
  const output = task.output();
  const { text, ...range } = (await output?.read(ref.stream, ref.from, ref.max)) ?? { text: '', from: 0, next: 0, total: 0 };
  const byAgent = task.snapshot().held !== undefined;
  return { mimeType: 'text/plain', text: `${byAgent ? `${CHILD_SAYS}\n` : ''}${written(text, byAgent)}`, range };
}

function describeTask({ command: _, verdict: __, end, title, cwd, reason, ...rest }: TaskSnapshot): object {
  return {
    ...rest,
    title: cut(title),
    cwd: visible(cwd),
    ...(reason === undefined ? {} : { reason: visible(reason) }),
    ...(end === undefined ? {} : { exitCode: end.exitCode, signal: end.signal, durationMs: end.durationMs }),
  };
}

function cut(title: string): string {
  const shown = visible(title).replaceAll('\n', ' ');
  return shown.length > TITLE_SHOWN ? `${shown.slice(0, TITLE_SHOWN - 1)}…` : shown;
}
