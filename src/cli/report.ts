import path from 'node:path';
import type { Writable } from 'node:stream';
import { createTaskArchive } from '../session/report/archive.ts';
import { groupReportOf } from '../session/report/group.ts';
import { groupPage } from '../session/report/group-page.ts';
import { html } from '../session/report/html.ts';
import { markdown } from '../session/report/markdown.ts';
import type { Page } from '../session/report/page.ts';
import { reportOf } from '../session/report/report.ts';
import { taskPage } from '../session/report/task-page.ts';
import { visible } from '../shell/visible.ts';
import type { Store } from '../store/store.ts';
import type { StoredTask } from '../store/tasks/engine.ts';
import { written } from './check-batch.ts';
import { printable } from './check-json.ts';
import { auditDirectory } from './log-directory.ts';
import { deniedInLog, groupNamed, snapshotOf } from './report-find.ts';
import { FAILED, isShared, namedTask, outputDirOf, type TasksWorld, WRONG_USAGE } from './task-find.ts';

export interface Reporting extends TasksWorld {
  readonly store: Pick<Store, 'tasks' | 'sessions' | 'durability' | 'why' | 'proofs'>;
  /** The id of a task, or the beginning of one, or the name of a group. */
  readonly operands: readonly string[];
  readonly html: boolean;
  readonly json: boolean;
  /** A file that takes it, from `cwd`; `undefined` for `stdout`. */
  readonly out: string | undefined;
  /** Absolute. */
  readonly cwd: string;
  readonly stdout: Writable;
  /** Whether `stdout` is one. */
  readonly terminal: boolean;
  /** Replaces a file whole, 0600. Throws as the file system does. */
  readonly replaceFile: (file: string, text: string) => void;
}

const USAGE = 'Usage: bailiwick report <task|group> [--html|--json] [--out <file>]';

/** What a report is, whoever it is about. */
interface Found {
  readonly doc: object;
  readonly page: Page;
}

/**
 * `report <task|group> [--html|--json] [--out <file>]` writes what a task did, changed and was refused, or what a group of them came to: as
 * Markdown, as one HTML page, or as JSON.
 * @returns the exit code: 0, 1 when there is no such task or it can not be read or written, 64 for wrong usage
 */
export async function report(request: Reporting): Promise<number> {
  const { operands, html: asHtml, json, out, cwd, stdout, terminal, replaceFile, log } = request;
  const [operand, ...others] = operands;
  if (operand === undefined || others.length > 0 || (asHtml && json) || out === '') {
    log(USAGE);
    return WRONG_USAGE;
  }
  if (!isShared(request)) return FAILED;
  const found = await foundFor(request, operand);
  if (found === undefined) return FAILED;
  const { doc, page } = found;
  const text = json ? `${printable(JSON.stringify(doc))}\n` : asHtml ? html(page) : markdown(page);
  if (out === undefined) {
    await written(stdout, terminal ? visible(text) : text);
    return 0;
  }
  const file = path.resolve(cwd, out);
  try {
    replaceFile(file, text);
  } catch (error) {
    log(`${visible(file)} could not be written: ${visible(error instanceof Error ? error.message : String(error))}`);
    return FAILED;
  }
  log(`Written to ${visible(file)}.`);
  return 0;
}

/** An id says more than a name: a group is looked for only where no task has that very id. */
async function foundFor(request: Reporting, operand: string): Promise<Found | undefined> {
  const exact = await request.store.tasks.get(operand);
  if (exact !== undefined) return await ofTask(request, exact);
  const members = await groupNamed(request, operand);
  if (members !== undefined) return await ofGroup(request, members);
  const task = await namedTask(request, operand);
  return task === undefined ? undefined : await ofTask(request, task);
}

async function ofTask(request: Reporting, task: StoredTask): Promise<Found | undefined> {
  const { store, stateDir } = request;
  const snapshot = await snapshotOf(request, task);
  if (snapshot === undefined) return undefined;
  const dir = outputDirOf(stateDir, task);
  const archive = createTaskArchive({ outputDirOf: () => dir ?? '/nonexistent/output', proofs: store.proofs });
  const denials = (): ReturnType<typeof deniedInLog> => deniedInLog(auditDirectory(stateDir), task.id);
  const doc = await reportOf({ snapshot, journal: archive.journal(task.id), proof: archive.proof(snapshot), denials });
  return { doc, page: taskPage(doc) };
}

async function ofGroup(request: Reporting, tasks: readonly StoredTask[]): Promise<Found | undefined> {
  const members = [];
  for (const task of tasks) {
    const snapshot = await snapshotOf(request, task);
    if (snapshot !== undefined) members.push(snapshot);
  }
  const doc = groupReportOf({ members });
  return doc === undefined ? undefined : { doc, page: groupPage(doc) };
}
