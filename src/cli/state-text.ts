import type { KnownSession } from '../store/sessions.ts';
import type { StateCounts } from '../store/state.ts';
import { oneLine } from './approvals-text.ts';
import { printable } from './check-json.ts';
import { fitWidth } from './display-width.ts';
import { shortId } from './task-find.ts';
import { wrapped } from './wrapped.ts';

/** What `state` tells. */
export interface StateReport {
  readonly dir: string;
  /** Absent when nothing is kept. */
  readonly kept?: Kept;
  /** Why nothing is kept, as a sentence. */
  readonly why?: string;
  readonly bytes: { readonly database: number; readonly journal: number; readonly output: number; readonly audit: number };
  readonly limits: { readonly retentionMs: number; readonly maxOutputBytes: number };
}

export interface Kept extends StateCounts {
  readonly file: string;
  readonly sqlite: string;
  /** `waitingApproval`: of those that are held. */
  readonly tasks: StateCounts['tasks'] & { readonly waitingApproval: number };
  readonly approvals: number;
  readonly list: readonly KnownSession[];
}

const DAY_MS = 86_400_000;
/** Sessions shown to people; programs get all. */
const SHOWN = 20;
const NAME_COLUMNS = 11;

/** The report as JSON on one line. */
export function stateJson({ dir, kept, why, bytes, limits }: StateReport): string {
  const { file, sqlite, list, schema, ...counts } = kept ?? {};
  const value = {
    dir,
    durability: kept === undefined ? 'memory' : 'file',
    ...(kept === undefined ? { why: why ?? '' } : { file, schema, sqlite, synchronous: 'full' }),
    bytes,
    ...(kept === undefined ? {} : counts),
    limits,
    ...(list === undefined ? {} : { list: list.map(({ pid, ...session }) => ({ ...session, pid: pid ?? null })) }),
  };
  return `${printable(JSON.stringify(value))}\n`;
}

/** The report for people. @param on milliseconds since 1970, and the width of the terminal, if it is one */
export function stateText(
  { dir, kept, bytes, limits }: StateReport,
  on: { readonly now: number; readonly columns: number | undefined },
): string {
  const { database, journal, output, audit } = bytes;
  const lines = [
    ['Directory', dir],
    [
      'Kept',
      kept === undefined
        ? 'nothing that can be read'
        : `in ${kept.file}, tables of version ${kept.schema}, SQLite ${kept.sqlite}; every write is on the disk before it counts`,
    ],
    ['Size', `database ${size(database)}, journal ${size(journal)}, output ${size(output)}, audit log ${size(audit)}`],
    ...(kept === undefined ? [] : countLines(kept)),
    ['Limits', `ended tasks are kept for ${days(limits.retentionMs)}, and ${size(limits.maxOutputBytes)} of their output`],
  ];
  const { columns } = on;
  const text = lines.map(([name = '', value = '']) => `${named(name.padEnd(NAME_COLUMNS), oneLine(value), columns)}\n`).join('');
  return kept === undefined ? text : text + sessionLines(kept.list, on);
}

function named(name: string, value: string, columns: number | undefined): string {
  return columns === undefined ? name + value : wrapped(name, value, columns);
}

function countLines({ sessions, todoItems, tasks, events, approvals, grants, proofs, processes }: Kept): readonly (readonly string[])[] {
  const { queued, held, waitingApproval, ended } = tasks;
  return [
    ['Processes', processes === 0 ? 'no other has it open' : `${processes} more ${processes === 1 ? 'has' : 'have'} it open`],
    ['Sessions', `${sessions.open} open, ${counted(sessions.kept, 'other')}; ${counted(todoItems, 'todo item')}`],
    [
      'Tasks',
      `${queued} queued, ${waitingApproval} waiting for approval, ${held - waitingApproval} running, ${ended} ended; ${counted(events, 'event')}`,
    ],
    ['Approvals', `${approvals} waiting; ${counted(grants, 'grant')}`],
    ...(proofs === 0 ? [] : [['Proofs', `${proofs} of how agents are held; \`bailiwick doctor\` shows them`]]),
  ];
}

function sessionLines(
  list: readonly KnownSession[],
  { now, columns }: { readonly now: number; readonly columns: number | undefined },
): string {
  const shown = list.slice(0, SHOWN).map(({ id, client, workspace, usedAt, pid }) => {
    const use = pid === undefined ? `used ${ago(now - usedAt)} ago` : `open in process ${pid}`;
    const line = `  ${shortId(id)}  ${use}  ${oneLine(client)}  ${oneLine(workspace)}`;
    return `${columns === undefined ? line : fitWidth(line, columns)}\n`;
  });
  const rest = list.length - shown.length;
  return shown.join('') + (rest > 0 ? `  and ${rest} more (--json shows all)\n` : '');
}

export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Takes bytes; returns them in the largest unit that leaves at least 1. */
export function size(bytes: number): string {
  const power = bytes < 1_024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return power === 0 ? counted(bytes, 'byte') : `${(bytes / 1_024 ** power).toFixed(1)} ${UNITS[power]}`;
}

function days(ms: number): string {
  return counted(Math.round((ms / DAY_MS) * 10) / 10, 'day');
}

function ago(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
}
