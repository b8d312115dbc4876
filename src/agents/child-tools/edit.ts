const NEWLINE = 0x0a;

export interface Edit {
  readonly oldText: string;
  readonly newText: string;
  readonly all: boolean;
}

/** First and last line of a changed place, as they count now; from 1. */
export interface ChangedLines {
  readonly from: number;
  readonly to: number;
}

export type Edited =
  | { readonly ok: true; readonly bytes: Buffer; readonly changed: readonly ChangedLines[] }
  | { readonly ok: false; readonly reason: string };

/** Puts one text in the place of another; every other byte stays, whether it is text or not. */
export function applyEdit(content: Buffer, { oldText, newText, all }: Edit): Edited {
  const problem = textProblem(oldText, newText);
  if (problem !== undefined) return { ok: false, reason: problem };
  const wanted = Buffer.from(oldText);
  const put = Buffer.from(newText);
  const places = all ? placesOf(content, wanted) : somePlaces(content, wanted);
  if (places.length === 0) return { ok: false, reason: notFound(content, oldText) };
  if (!all && places.length > 1) {
    return { ok: false, reason: '`old_text` occurs more than once; add the lines around it, or set `replace_all`.' };
  }
  return { ok: true, ...replaced(content, places, wanted.length, put) };
}

function textProblem(oldText: string, newText: string): string | undefined {
  if (!oldText.isWellFormed() || !newText.isWellFormed()) return 'The text holds half a character (a lone surrogate).';
  return oldText === newText ? '`old_text` and `new_text` are the same; there is nothing to change.' : undefined;
}

/** As `String.split` finds them: from the left, none inside another. */
function placesOf(content: Buffer, wanted: Buffer): number[] {
  const places: number[] = [];
  for (let at = content.indexOf(wanted); at !== -1; at = content.indexOf(wanted, at + wanted.length)) places.push(at);
  return places;
}

/** The first two; overlapping ones count, because nobody could say which was meant. */
function somePlaces(content: Buffer, wanted: Buffer): number[] {
  const first = content.indexOf(wanted);
  if (first === -1) return [];
  const second = content.indexOf(wanted, first + 1);
  return second === -1 ? [first] : [first, second];
}

function replaced(content: Buffer, places: readonly number[], length: number, put: Buffer): { bytes: Buffer; changed: ChangedLines[] } {
  const pieces: Buffer[] = [];
  const changed: ChangedLines[] = [];
  const added = newlines(put);
  let line = 1;
  let from = 0;
  for (const at of places) {
    const before = content.subarray(from, at);
    pieces.push(before, put);
    line += newlines(before);
    changed.push({ from: line, to: line + added });
    line += added;
    from = at + length;
  }
  pieces.push(content.subarray(from));
  return { bytes: Buffer.concat(pieces), changed };
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function notFound(content: Buffer, oldText: string): string {
  const crlf = oldText.includes('\n') && !oldText.includes('\r\n') && content.includes('\r\n');
  const hint = crlf ? ' The lines of this file end with CR LF.' : ' It must be there byte for byte, blanks included; read the lines again.';
  return `\`old_text\` does not occur in the file.${hint}`;
}
