import type { JournalEntry } from '../journal/entry.ts';
import type { CallList, CallRow } from './doc.ts';
import { shownLine } from './words.ts';

/** Puts together what belongs to one call: that it was made, what the gate said, and how what it ran has ended. */
export interface CallBook {
  called(entry: Extract<JournalEntry, { kind: 'call' }>, turn: number): void;
  answered(entry: Extract<JournalEntry, { kind: 'answered' }>): void;
  ran(entry: Extract<JournalEntry, { kind: 'ran' }>, turn: number): void;
  list(): CallList;
}

/** More than anybody reads; those after it are counted. */
const LISTED = 20_000;
const HINT = 300;
const NAME = 100;
/** Calls that may still be answered, or end. */
const OPEN = 64;
/** Tools that are counted by their names; the names are the child's to choose. */
const TOOLS = 100;
const OTHER_TOOLS = 'other tools';

type Row = { -readonly [K in keyof CallRow]: CallRow[K] };

interface Count {
  count: number;
  refused: number;
  failed: number;
}

export function createCallBook(): CallBook {
  const rows: Row[] = [];
  const open: Row[] = [];
  const tools = new Map<string, Count>();
  let total = 0;

  function countOf(tool: string): Count {
    const name = tools.has(tool) || tools.size < TOOLS ? tool : OTHER_TOOLS;
    const known = tools.get(name) ?? { count: 0, refused: 0, failed: 0 };
    tools.set(name, known);
    return known;
  }

  function add(row: Row): void {
    total += 1;
    countOf(row.tool).count += 1;
    if (rows.length < LISTED) rows.push(row);
    open.push(row);
    if (open.length > OPEN) open.shift();
  }

  /** Calls may run side by side: the one with the same words is meant, else the oldest that still waits for this. */
  function meant(what: string | undefined, waits: (row: Row) => boolean): Row | undefined {
    const line = what === undefined ? undefined : shownLine(what, HINT);
    let oldest: Row | undefined;
    let waiting = 0;
    for (const row of open) {
      if (!waits(row)) continue;
      if (line !== undefined && isSame(line, row.hint)) return row;
      oldest ??= row;
      waiting += 1;
    }
    return waiting === 1 || line === undefined ? oldest : undefined;
  }

  return {
    called({ at, tool, hint }, turn) {
      add({ at, turn, tool: shownLine(tool, NAME), hint: shownLine(hint, HINT), allowed: null, exitCode: null });
    },
    answered({ allowed, what }) {
      const row = meant(what, (one) => one.allowed === null);
      if (row === undefined) return;
      row.allowed = allowed;
      if (allowed) return;
      countOf(row.tool).refused += 1;
      open.splice(open.indexOf(row), 1);
    },
    ran({ at, what, exitCode }, turn) {
      const known = meant(what, (one) => one.exitCode === null);
      const row: Row = known ?? { at, turn, tool: 'command', hint: shownLine(what, HINT), allowed: true, exitCode: null };
      if (known === undefined) add(row);
      row.exitCode = exitCode ?? null;
      if (exitCode !== undefined && exitCode !== 0) countOf(row.tool).failed += 1;
      open.splice(open.indexOf(row), 1);
    },
    list: () => ({
      items: rows,
      total,
      tools: [...tools].map(([tool, count]) => ({ tool, ...count })).sort((a, b) => b.count - a.count),
    }),
  };
}

/** A hint is the beginning of what is done, or that without its first word. */
function isSame(what: string, hint: string): boolean {
  const begin = hint.endsWith('…') ? hint.slice(0, -1) : hint;
  return begin !== '' && (what.startsWith(begin) || begin.startsWith(what) || what.endsWith(begin));
}
