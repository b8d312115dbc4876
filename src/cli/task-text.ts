import { visible } from '../shell/visible.ts';
import type { KnownSession } from '../store/sessions.ts';
import type { StoredTask } from '../store/tasks/engine.ts';
import { printable } from './check-json.ts';
import { displayWidth, fitWidth } from './display-width.ts';
import { type ShownSpec, shortId } from './task-find.ts';

/** A task as a list shows it. */
export interface ListedTask {
  readonly task: StoredTask;
  readonly spec: ShownSpec;
  /** Its place in its queue, from 1; only while it waits there. */
  readonly position: number | undefined;
  /** How long it waits, runs or ran. */
  readonly time: string;
}

/** The cells of a line. */
interface Cells {
  readonly id: string;
  readonly status: string;
  readonly agent: string;
  readonly time: string;
  readonly title: string;
}

const HEAD: Cells = { id: 'ID', status: 'STATUS', agent: 'AGENT', time: 'TIME', title: 'TASK' };
const COLUMNS = ['id', 'status', 'agent', 'time'] as const;
type Column = (typeof COLUMNS)[number];
/** What goes first where there is little room. */
const DROPPED: readonly Column[] = ['agent', 'time'];
/** With less room for what a task is to do, another column goes. */
const TITLE_COLUMNS = 16;
/** Foreign words must not push everything else out. */
const CELL_COLUMNS = 20;
const GAP = '  ';

/** The session of the tasks below it, as one line. @param columns of the terminal; `undefined` for what is none */
export function sessionLine(sessionId: string, session: KnownSession | undefined, columns: number | undefined): string {
  const id = shortId(sessionId);
  if (session === undefined) return `${fitted(`session ${id}, not known any more`, columns)}\n`;
  const head = `${oneLine(session.client)} in ${oneLine(session.workspace)}`;
  const tail = `  (session ${id}, ${session.pid === undefined ? 'closed' : `pid ${session.pid}`})`;
  // What it is called comes last and is of more use than the end of a path.
  const room = columns === undefined ? undefined : Math.max(1, columns - tail.length);
  return `${fitted(`${fitted(head, room)}${tail}`, columns)}\n`;
}

/**
 * Returns what makes a line of a task, all of them with the same columns: its id, what became of it, who does it, for how long, and what it
 * is to do; and the line of their names. On a terminal a line is cut to its width, and columns go before what is to be done does.
 */
export function taskLines(
  listed: readonly ListedTask[],
  columns: number | undefined,
): { readonly head: string; readonly line: (task: ListedTask) => string } {
  const widths = widthsOf(listed.map(cellsOf));
  const taken = (shown: readonly Column[]): number => shown.reduce((sum, name) => sum + GAP.length + widths[name], GAP.length);
  let shown: readonly Column[] = COLUMNS;
  for (const dropped of DROPPED) {
    if (columns === undefined || columns - taken(shown) >= TITLE_COLUMNS) break;
    shown = shown.filter((name) => name !== dropped);
  }
  const text = (cells: Cells): string =>
    `${fitted(GAP + [...shown.map((name) => padded(cells[name], widths[name])), cells.title].join(GAP), columns)}\n`;
  return { head: text(HEAD), line: (task) => text(cellsOf(task)) };
}

function cellsOf({ task, spec, position, time }: ListedTask): Cells {
  const status = oneLine(task.status);
  return {
    id: shortId(task.id),
    status: fitWidth(position === undefined ? status : `${status} (${position})`, CELL_COLUMNS),
    agent: fitWidth(oneLine(spec.agent === '' ? task.tool : spec.agent), CELL_COLUMNS),
    time,
    title: oneLine(spec.title === '' ? (spec.command ?? '(unreadable)') : spec.title),
  };
}

function widthsOf(lines: readonly Cells[]): Readonly<Record<Column, number>> {
  const widths = { id: 0, status: 0, agent: 0, time: 0 };
  for (const cells of [HEAD, ...lines]) for (const name of COLUMNS) widths[name] = Math.max(widths[name], displayWidth(cells[name]));
  return widths;
}

/** A task as JSON on one line. */
export function taskJson({ task, spec, position }: Omit<ListedTask, 'time'>, session: KnownSession | undefined): string {
  const { id, sessionId, tool, status, phase, createdAt, endedAt } = task;
  const { client, workspace, pid } = session ?? {};
  const { title, agent, command, cwd } = spec;
  const value = { id, status, phase, position, tool, agent, title, command, cwd, createdAt, endedAt };
  return `${printable(JSON.stringify({ ...value, session: { id: sessionId, client, workspace, pid } }))}\n`;
}

/** Foreign text as one line, every sign of it visible. */
function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '\u240a').replaceAll('\t', ' ');
}

function fitted(text: string, columns: number | undefined): string {
  return columns === undefined ? text : fitWidth(text, columns);
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}
