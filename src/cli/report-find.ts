import type { KnownDenial } from '../session/report/doc.ts';
import type { TaskSnapshot } from '../session/task-model.ts';
import { keptSpec } from '../session/task-record.ts';
import { restoredTask } from '../session/task-restored.ts';
import { openOutput } from '../shell/process/open-output.ts';
import { visible } from '../shell/visible.ts';
import { readAudit } from '../store/audit/read.ts';
import { auditedWords } from '../store/audit/record.ts';
import type { StoredTask } from '../store/tasks/engine.ts';
import { LOOKED_THROUGH, outputDirOf, shortId, type TasksWorld } from './task-find.ts';

/** What a task was and is, from what the store keeps; `undefined`, and said, when another version has written that. */
export async function snapshotOf({ store, stateDir, now, log }: TasksWorld, task: StoredTask): Promise<TaskSnapshot | undefined> {
  try {
    // Without a place of its own it has written nothing that could be found.
    const open = (): ReturnType<typeof openOutput> => openOutput(outputDirOf(stateDir, task) ?? '/nonexistent/output');
    return (await restoredTask(task, { engine: store.tasks, openOutput: open, now })).snapshot();
  } catch (error) {
    log(
      `${shortId(task.id)} has no report: what is kept of it can not be read (${visible(error instanceof Error ? error.name : String(error))}).`,
    );
    return undefined;
  }
}

/** The tasks of the group of that name, in the session that used it last; `undefined` when there is none. */
export async function groupNamed({ store, log }: TasksWorld, name: string): Promise<readonly StoredTask[] | undefined> {
  const tasks = await store.tasks.list({ limit: LOOKED_THROUGH });
  const found = tasks.filter((task) => groupOf(task) === name);
  const [newest] = found;
  if (newest === undefined) return undefined;
  const members = found.filter(({ sessionId }) => sessionId === newest.sessionId);
  const sessions = new Set(found.map(({ sessionId }) => sessionId));
  if (sessions.size > 1) {
    log(`${sessions.size} sessions have a group of that name; this is that of session ${shortId(newest.sessionId)}, which is the latest.`);
  }
  return members;
}

function groupOf(task: StoredTask): string | undefined {
  // Most have none, and are not taken apart.
  if (!task.spec.includes('"group"')) return undefined;
  try {
    return keptSpec(task).group?.name;
  } catch {
    return undefined;
  }
}

/** What the log says was refused to a task; for those that have no journal. */
export async function deniedInLog(dir: string, taskId: string): Promise<readonly KnownDenial[]> {
  const denials: KnownDenial[] = [];
  // Whoever wants to know what is wrong with the log asks `log verify`.
  for await (const { line } of readAudit(dir, { denied: true, unreadable: () => undefined })) {
    if (line.kind !== 'decision' || line.task !== taskId) continue;
    denials.push({ rule: line.rule, reason: line.reason, what: auditedWords(line.tool, line.action) });
  }
  return denials;
}
