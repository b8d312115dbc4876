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
}

/** Of a list: `waiting_approval`, the longest status there is. */
const STATUS_COLUMNS = 16;
const AGENT_COLUMNS = 8;
const AGE_COLUMNS = 9;
/** A narrower terminal gets lines that are too long for it rather than nothing. */
const NARROWEST = 60;

/** The session of the tasks below it, as one line. */
export function sessionLine(sessionId: string, session: KnownSession | undefined, columns: number): string {
  const id = shortId(sessionId);
  if (session === undefined) return `session ${id}, not known any more\n`;
  const lives = session.pid === undefined ? 'closed' : `pid ${session.pid}`;
  return `${fitWidth(`${oneLine(session.client)} in ${oneLine(session.workspace)}  (session ${id}, ${lives})`, Math.max(NARROWEST, columns))}\n`;
}

/** A task as one line, cut to the width: its id, what became of it, who does it, how long ago it began, and what it is to do. */
export function taskLine({ task, spec, position }: ListedTask, now: number, columns: number): string {
  const status = position === undefined ? oneLine(task.status) : `${oneLine(task.status)} (${position})`;
  const cells = [
    `  ${shortId(task.id)}`,
    padded(status, STATUS_COLUMNS),
    padded(oneLine(spec.agent === '' ? task.tool : spec.agent), AGENT_COLUMNS),
    padded(age(now - task.createdAt), AGE_COLUMNS),
    oneLine(spec.title === '' ? (spec.command ?? '(unreadable)') : spec.title),
  ];
  return `${fitWidth(cells.join('  '), Math.max(NARROWEST, columns))}\n`;
}

/** A task as JSON on one line. */
export function taskJson({ task, spec, position }: ListedTask, session: KnownSession | undefined): string {
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

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

const UNITS = [
  [86_400, 'd', 3_600, 'h'],
  [3_600, 'h', 60, 'min'],
  [60, 'min', 1, 's'],
] as const;

/** Takes milliseconds; returns them in the two units that say most, e.g. `3 h 5 min`. */
function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  for (const [big, bigName, small, smallName] of UNITS) {
    if (seconds >= big) return `${Math.floor(seconds / big)} ${bigName} ${Math.floor((seconds % big) / small)} ${smallName}`;
  }
  return `${seconds} s`;
}
