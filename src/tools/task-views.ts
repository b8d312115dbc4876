import { isCompared } from '../agents/work/work.ts';
import { groupReportOf } from '../session/report/group.ts';
import { groupPage } from '../session/report/group-page.ts';
import type { HtmlOptions } from '../session/report/html.ts';
import { html } from '../session/report/html.ts';
import { markdown } from '../session/report/markdown.ts';
import { reportOf } from '../session/report/report.ts';
import { taskPage } from '../session/report/task-page.ts';
import type { Session } from '../session/session.ts';
import { hasEnded, type Task, type TaskSnapshot } from '../session/task-model.ts';
import { CHILD_SAYS, foreign } from './foreign-text.ts';
import { reportUri } from './request.ts';
import type { TaskText } from './task-text.ts';

/** The report of a task as Markdown. @param maxBytes sections that do not fit are named instead; all of it when it is not given */
export async function reportText(session: Session, task: Task, maxBytes?: number): Promise<string> {
  const page = taskPage(await docOf(session, task));
  const rest = `${reportUri(task.id)}, or \`bailiwick report ${task.id}\``;
  // A child's words are in it: nothing of them may end an envelope.
  return foreign(markdown(page, maxBytes === undefined ? undefined : { bytes: maxBytes, rest }));
}

/** The same as one HTML page. */
export async function reportHtml(session: Session, task: Task, options: HtmlOptions): Promise<string> {
  return html(taskPage(await docOf(session, task)), options);
}

async function docOf({ archive }: Session, task: Task): ReturnType<typeof reportOf> {
  const snapshot = task.snapshot();
  return await reportOf({ snapshot, journal: archive.journal(task.id), proof: archive.proof(snapshot) });
}

/** The report of a group as Markdown. */
export function groupText(group: Parameters<typeof groupReportOf>[0], maxBytes: number): string {
  const doc = groupReportOf(group);
  if (doc === undefined) return '';
  return foreign(markdown(groupPage(doc), { bytes: maxBytes, rest: 'view "report" of each task' }));
}

/** What a task has changed: the patch of a child with a work tree of its own, from a byte on; of any other a list of the files. */
export async function diffOf(
  { archive }: Session,
  { id, snapshot }: { readonly id: string; readonly snapshot: TaskSnapshot },
  { from, max }: { readonly from: number; readonly max: number },
): Promise<TaskText & { readonly diagnosis?: string }> {
  const page = await archive.patch(id, from, max);
  // Of one that has changed nothing the patch is empty.
  if (page === undefined || page.total === 0) return { ...listed(snapshot), diagnosis: noPatch(snapshot) };
  const { text, next, total } = page;
  const marker = next < total ? `\n[… ${total - next} bytes after this: cursor ${next} …]` : '';
  return { text: `${CHILD_SAYS}\n${foreign(text)}${marker}`, cursor: next, total, truncated: next < total };
}

const FILES = 100;

function listed({ work }: TaskSnapshot): TaskText {
  const { changes } = work ?? {};
  if (changes === undefined || changes.total === 0) return {};
  const lines = changes.files.slice(0, FILES).map(({ kind, path, added, removed }) => {
    const stat = added === undefined || removed === undefined ? '' : ` (+${added} -${removed})`;
    return `${kind} ${foreign(path).replaceAll('\n', '\u240a')}${stat}`;
  });
  const rest = changes.total - lines.length;
  return { text: [...lines, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n'), truncated: rest > 0 };
}

function noPatch({ held, work, status }: TaskSnapshot): string {
  const changes = work?.changes;
  const isSame = changes !== undefined && isCompared(changes) && changes.total === 0;
  if (held?.isolation === undefined) {
    const told = isSame ? 'no file differs' : 'without isolation it works in the workspace itself, where `git diff` shows what changed';
    return `no diff: ${told}${changes?.unsure === undefined ? '' : `; ${foreign(changes.unsure)}`}`;
  }
  if (!hasEnded(status)) return 'no diff yet: the patch is kept when it ends';
  if (work?.patch?.problem !== undefined) return `no diff: ${foreign(work.patch.problem)}`;
  if (work === undefined) return 'no diff: it ended before it had a tree of its own';
  return isSame ? 'no diff: no file differs' : 'no diff: no patch is kept';
}
