const NEWLINE = 0x0a;

/** Some lines out of a stream of bytes. */
export interface LineWindow {
  push(chunk: Buffer): void;
  /** No byte that is still to come belongs to it. */
  readonly full: boolean;
  /** What was taken so far. */
  result(): WindowResult;
}

export interface WindowResult {
  /** The lines with their line ends. */
  readonly bytes: Buffer;
  /** Whole lines in it; the last one of a file needs no line end. */
  readonly lines: number;
  /** It holds nothing but the beginning of a line that is longer than a window may be. */
  readonly cut: boolean;
  /** Lines seen, those outside of the window included. */
  readonly seen: number;
}

export interface WindowOptions {
  /** Number of the first line wanted; counts from 1. */
  readonly first: number;
  readonly maxLines: number;
  readonly maxBytes: number;
}

/** Takes lines from `first` on: whole ones, as many as both limits let through, or the beginning of one that alone is too long. */
export function createLineWindow({ first, maxLines, maxBytes }: WindowOptions): LineWindow {
  const pieces: Buffer[] = [];
  let kept = 0;
  /** Bytes of `pieces` up to the end of the last whole line. */
  let whole = 0;
  let lines = 0;
  let line = 1;
  /** Whether the line that is being read has bytes yet. */
  let begun = false;
  let full = false;

  const take = (piece: Buffer, ends: boolean): void => {
    begun = !ends;
    if (line >= first && !full) {
      const room = maxBytes - kept;
      if (piece.length > room || lines === maxLines) full = true;
      if (lines < maxLines) {
        pieces.push(Buffer.from(piece.subarray(0, room)));
        kept += Math.min(room, piece.length);
      }
      if (ends && !full) {
        whole = kept;
        lines += 1;
      }
    }
    if (ends) line += 1;
  };

  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, at + 1), true);
        from = at + 1;
      }
      if (from < chunk.length) take(chunk.subarray(from), false);
    },
    get full() {
      return full;
    },
    result() {
      const bytes = Buffer.concat(pieces);
      const seen = begun ? line : line - 1;
      // Nothing came behind the last line, so it is whole without a line end.
      if (!full && kept > whole) return { bytes, lines: lines + 1, cut: false, seen };
      const cut = full && lines === 0;
      return { bytes: cut ? bytes : bytes.subarray(0, whole), lines, cut, seen };
    },
  };
}
