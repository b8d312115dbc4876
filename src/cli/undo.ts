import { visible } from '../shell/visible.ts';
import type { KnownUndo, Restoration, RestoredPath, UndoJournal } from '../store/undo/undo.ts';
import { isUndoId } from '../store/undo/undo-id.ts';
import { oneLine } from './approvals-text.ts';
import { beginningOf, withoutPrefix } from './task-find.ts';

export interface Undoing {
  /** The id of a call, of a task, or the beginning of one; none lists the latest calls. */
  readonly operands: readonly string[];
  readonly force: boolean;
  readonly journal: Pick<UndoJournal, 'list' | 'restore' | 'restoreTask'>;
  readonly stdout: { write(text: string): unknown };
  readonly log: (line: string) => void;
}

const FAILED = 1;
const WRONG_USAGE = 64;
const LISTED = 20;
const MAX_WHAT = 60;

/**
 * `undo` lists the latest calls that changed files; `undo <call|task> [--force]` puts back what was there before, and says of each path
 * what became of it.
 * @returns the exit code: 0 when all is as it was, 1 when not all is, or nobody knows the call, 64 for wrong usage
 */
export async function undo(request: Undoing): Promise<number> {
  const { operands, force, journal, stdout, log } = request;
  const [operand, ...others] = operands;
  if (others.length > 0 || (operand === undefined && force)) {
    log('Usage: bailiwick undo, or bailiwick undo <call|task> [--force]');
    return WRONG_USAGE;
  }
  if (operand === undefined) {
    const known = await journal.list(LISTED);
    for (const call of known) stdout.write(line(call));
    if (known.length === 0) log('Nothing was changed lately that could be taken back.');
    return 0;
  }
  const restored = await restore(request, operand).catch((error: unknown) => {
    log(`Nothing more was put back: ${visible(error instanceof Error ? error.message : String(error))}`);
    return undefined;
  });
  if (restored === undefined) return FAILED;
  for (const one of restored) stdout.write(text(one));
  return restored.every(isWhole) ? 0 : FAILED;
}

async function restore({ journal, force, log }: Undoing, operand: string): Promise<readonly Restoration[] | undefined> {
  if (isUndoId(operand)) {
    const one = await journal.restore(operand, { force });
    if (one === undefined) log(`${operand} is not kept: it is older than 7 days, or was never there. \`bailiwick undo\` lists what is.`);
    return one && [one];
  }
  const known = await journal.list(Number.MAX_SAFE_INTEGER);
  const tasks = new Set(known.flatMap(({ task }) => (task === undefined ? [] : [task])));
  // As lists of tasks show them: what every id begins with names none.
  const beginning = beginningOf(operand);
  const isMeant = (task: string): boolean => beginning !== undefined && withoutPrefix(task).startsWith(beginning);
  const found = tasks.has(operand) ? [operand] : [...tasks].filter(isMeant);
  const [task, another] = found;
  if (task !== undefined && another === undefined) return await journal.restoreTask(task, { force });
  const why = another === undefined ? 'no call or task of this name changed anything that is kept' : 'more than one task begins like this';
  log(`${visible(operand)}: ${why}. \`bailiwick undo\` lists the latest calls.`);
  return undefined;
}

function isWhole({ paths, notes }: Restoration): boolean {
  return notes.length === 0 && paths.every(({ done }) => done !== 'left');
}

/** One call in one line: its name, when, by which tool, what it did, and to which files. */
function line({ call, at, tool, what, paths, complete, status }: KnownUndo): string {
  const [first, ...more] = paths;
  const files = first === undefined ? 'no file that is known' : `${oneLine(first)}${more.length === 0 ? '' : ` and ${more.length} more`}`;
  const when = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const marks = `${complete ? '' : ', perhaps others'}${status === undefined ? ' (has not ended)' : ''}`;
  return `${call}  ${when}  ${oneLine(tool)}  ${oneLine(what.slice(0, MAX_WHAT))}  -> ${files}${marks}\n`;
}

const DONE: Readonly<Record<RestoredPath['done'], string>> = {
  restored: 'restored ',
  removed: 'removed  ',
  same: 'as it was',
  left: 'NOT      ',
};

function text({ call, paths, notes, kept }: Restoration): string {
  return [
    `${call}:`,
    ...paths.map(({ path, done, why }) => `  ${DONE[done]} ${oneLine(path)}${why === undefined ? '' : `: ${oneLine(why)}`}`),
    ...notes.map((note) => `  NOT       ${oneLine(note)}`),
    ...(kept === undefined ? [] : [`  What was there until now is kept as ${kept}.`]),
    '',
  ].join('\n');
}
