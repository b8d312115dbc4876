import type { Span } from '../shell/analysis.ts';
import { visible } from '../shell/visible.ts';
import { displayWidth, graphemes } from './display-width.ts';

/** One row for the terminal; `marks` stands right below `text`. */
export interface Row {
  /** `12 | `, or nothing for a command of one line. */
  readonly gutter: string;
  readonly text: string;
  /** Blanks and `^`; empty when nothing of the row is marked. */
  readonly marks: string;
}

interface Line extends Span {
  readonly number: number;
}

interface Cell {
  readonly shown: string;
  readonly width: number;
  readonly marked: boolean;
}

/** Lines shown around the marked ones, and marked lines shown from the beginning. */
const AROUND = 2;
const MOST_MARKED = 8;
const SHORTEST = 20;

/**
 * The text of a command with a span of it underlined, as far as a person can take it in.
 * @param span what to mark; the whole is shown unmarked without it
 * @param columns the width that a row with its gutter may have; long lines are cut around the mark
 */
export function underlined(command: string, span: Span | undefined, columns: number): readonly Row[] {
  const lines = linesOf(command);
  const first = span === undefined ? 0 : lines.findLastIndex((line) => line.start <= span.start);
  const last =
    span === undefined
      ? 0
      : Math.max(
          first,
          lines.findLastIndex((line) => line.start < span.end),
        );
  const from = Math.max(0, first - AROUND);
  const to = Math.min(lines.length, Math.min(last + 1, first + MOST_MARKED) + AROUND);
  const digits = String(to).length;
  const gutterOf = (number: number | string): string => (lines.length === 1 ? '' : `${String(number).padStart(digits)} | `);
  const width = Math.max(SHORTEST, columns - gutterOf(1).length);
  const rows = lines.slice(from, to).map((line): Row => ({ gutter: gutterOf(line.number), ...layOut(command, line, span, width) }));
  const more = (count: number, where: string): Row[] =>
    count === 0 ? [] : [{ gutter: gutterOf(''), text: `\u2026 ${count} more ${count === 1 ? 'line' : 'lines'} ${where}`, marks: '' }];
  return [...more(from, 'before'), ...rows, ...more(lines.length - to, 'after')];
}

function linesOf(command: string): readonly Line[] {
  let start = 0;
  return command.split('\n').map((text, index) => {
    const line = { number: index + 1, start, end: start + text.length };
    start = line.end + 1;
    return line;
  });
}

function layOut(command: string, line: Line, span: Span | undefined, columns: number): Omit<Row, 'gutter'> {
  const marked = markedIn(line, span);
  // Nobody sees what lies further away than this, and a line may be very long.
  const start = boundary(command, Math.max(line.start, (marked?.start ?? line.start) - columns));
  const end = boundary(command, Math.min(line.end, Math.max(start, marked?.start ?? start) + 4 * columns));
  const cells = cellsOf(command.slice(start, end), start, marked);
  // What begins at the end of a line is marked behind its last sign.
  if (marked !== undefined && !cells.some((cell) => cell.marked)) cells.push({ shown: '', width: 1, marked: true });
  return cut(cells, columns, { before: start > line.start, after: end < line.end });
}

function markedIn(line: Line, span: Span | undefined): Span | undefined {
  if (span === undefined) return undefined;
  const start = Math.max(span.start, line.start);
  const end = Math.min(Math.max(span.end, span.start + 1), line.end);
  const behind = span.start === line.end;
  return start < end || behind ? { start, end } : undefined;
}

/** Never between the two halves of a character. */
function boundary(text: string, at: number): number {
  const low = text.charCodeAt(at);
  return low >= 0xdc00 && low <= 0xdfff && at > 0 ? at - 1 : at;
}

function cellsOf(text: string, offset: number, marked: Span | undefined): Cell[] {
  let at = offset;
  return graphemes(text).map((sign) => {
    const start = at;
    at += sign.length;
    const shown = visible(sign).replaceAll('\t', ' ');
    return { shown, width: displayWidth(shown), marked: marked !== undefined && start < marked.end && at > marked.start };
  });
}

/** Keeps what fits, beginning a little before the mark. */
function cut(cells: readonly Cell[], columns: number, open: { readonly before: boolean; readonly after: boolean }): Omit<Row, 'gutter'> {
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  const whole = total <= columns && !open.before && !open.after;
  let from = 0;
  if (!whole) {
    const firstMarked = cells.findIndex((cell) => cell.marked);
    const context = Math.floor(columns / 4);
    let before = widthOf(cells.slice(0, Math.max(0, firstMarked)));
    // The beginning stays when the mark is near it.
    if (open.before || before > columns / 2) while (before > context) before -= cells[from++]?.width ?? before;
  }
  let text = from > 0 || open.before ? '\u2026' : '';
  let marks = text === '' ? '' : ' ';
  let room = columns - displayWidth(text) - (whole ? 0 : 1);
  let to = from;
  for (let cell = cells[to]; cell !== undefined && cell.width <= room; cell = cells[++to]) {
    text += cell.shown;
    marks += (cell.marked ? '^' : ' ').repeat(cell.width);
    room -= cell.width;
  }
  const ended = to === cells.length && !open.after;
  const goesOn = cells[to]?.marked === true ? '^' : '';
  return ended ? { text, marks: marks.trimEnd() } : { text: `${text}\u2026`, marks: (marks + goesOn).trimEnd() };
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}
