import { PRESET_DECISIONS } from '../policy/presets.ts';
import type { FilePage } from '../session/report/file-page.ts';
import type { Session } from '../session/session.ts';
import type { Task, TaskSnapshot } from '../session/task-model.ts';
import type { Stream } from '../shell/process/output.ts';
import { visible } from '../shell/visible.ts';
import { CHILD_SAYS, foreign, written } from './foreign-text.ts';
import type { ResourceRef, ResourceText, TaskRef } from './resource-ref.ts';
import { evidenceOf } from './task-evidence.ts';
import { watchResources } from './watch-resources.ts';

const TITLE_SHOWN = 120;
/** Rows of one table in a page that goes through a host; `bailiwick report --html` has all. */
const ROWS_SHOWN = 1_000;

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
          team: session.team.others(),
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
      case 'transcript':
      case 'events':
      case 'diff':
      case 'report':
        return await readTask(session, ref);
    }
  },

  watch: watchResources,
};

function json(value: unknown): ResourceText {
  return { mimeType: 'application/json', text: JSON.stringify(value, null, 2) };
}

/** A foreign id is answered exactly like an unknown one, whatever is asked of it: first of all the session is to have the task. */
async function readTask(session: Session, ref: TaskRef): Promise<ResourceText | undefined> {
  const task = await session.tasks.get(ref.taskId);
  if (task === undefined) return undefined;
  switch (ref.kind) {
    case 'output':
      return await readOutput(task, ref);
    case 'transcript':
      return await readOutput(task, { ...ref, stream: 'combined' });
    case 'events':
      // As it stands in the journal it is JSON, and stays that: only brackets are exchanged, which there stand in texts alone.
      return pageText('application/x-ndjson', await session.archive.events(task.id, ref.from, ref.max), foreign);
    case 'diff':
      return pageText('text/x-diff', await session.archive.patch(task.id, ref.from, ref.max), (text) => written(text, isAgent(task)));
    case 'report': {
      // A host waits for the start of a server, and few read a report.
      const { reportHtml, reportText } = await import('./task-views.ts');
      if (ref.format === 'markdown') return { mimeType: 'text/markdown', text: await reportText(session, task) };
      return { mimeType: 'text/html', text: await reportHtml(session, task, { rows: ROWS_SHOWN }) };
    }
  }
}

const isAgent = (task: Task): boolean => task.snapshot().held !== undefined;

async function readOutput(
  task: Task,
  { stream, from, max }: { readonly stream: Stream; readonly from: number; readonly max: number },
): Promise<ResourceText> {
  const { text, ...range } = (await task.output()?.read(stream, from, max)) ?? { text: '', from: 0, next: 0, total: 0 };
  const byAgent = isAgent(task);
  return { mimeType: 'text/plain', text: `${byAgent ? `${CHILD_SAYS}\n` : ''}${written(text, byAgent)}`, range };
}

function pageText(mimeType: string, page: FilePage | undefined, shown: (text: string) => string): ResourceText {
  const { text, ...range } = page ?? { text: '', from: 0, next: 0, total: 0 };
  return { mimeType, text: shown(text), range };
}

function describeTask(snapshot: TaskSnapshot): object {
  const { command: _, verdict: __, final: ___, work: ____, end, title, cwd, reason, group, waitingFor, ...rest } = snapshot;
  const evidence = evidenceOf(snapshot);
  return {
    ...rest,
    title: cut(title),
    cwd: visible(cwd),
    ...(reason === undefined ? {} : { reason: foreign(reason) }),
    ...(waitingFor === undefined ? {} : { waitingFor: foreign(waitingFor) }),
    ...(group === undefined ? {} : { group: { ...group, name: cut(group.name) } }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(end === undefined ? {} : { exitCode: end.exitCode, signal: end.signal, durationMs: end.durationMs }),
  };
}

function cut(title: string): string {
  const shown = visible(title).replaceAll('\n', ' ');
  return shown.length > TITLE_SHOWN ? `${shown.slice(0, TITLE_SHOWN - 1)}…` : shown;
}
