/** The limit of the SDK's own stdio transport. */
export const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

const NEWLINE = 0x0a;
const FIRST_CAPACITY = 64 * 1024;

export interface LineHandler {
  /** `bytes` are what the text was read from; they hold until this returns. */
  line(text: string, bytes: Buffer): void;
  /** A line passed the limit; the rest of it is skipped unread. */
  tooLong(): void;
}

export interface LineSplitter {
  push(chunk: Buffer): void;
  /** Gives out a last line that has no newline. */
  end(): void;
}

/** Cuts a byte stream into lines of UTF-8 text, in linear time, holding at most `maxBytes` of an unfinished line. */
export function createLineSplitter(maxBytes: number, handler: LineHandler): LineSplitter {
  let held = Buffer.alloc(0);
  let length = 0;
  let skipping = false;

  const hold = (piece: Buffer): void => {
    if (skipping || piece.length === 0) return;
    if (length + piece.length > maxBytes) {
      skipping = true;
      drop();
      handler.tooLong();
      return;
    }
    if (length + piece.length > held.length) {
      const grown = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(FIRST_CAPACITY, 2 * (length + piece.length))));
      held.copy(grown, 0, 0, length);
      held = grown;
    }
    piece.copy(held, length);
    length += piece.length;
  };

  const drop = (): void => {
    held = held.length > FIRST_CAPACITY ? Buffer.alloc(0) : held;
    length = 0;
  };

  const finish = (piece: Buffer): void => {
    if (length === 0 && !skipping && piece.length <= maxBytes) {
      handler.line(piece.toString('utf8'), piece);
      return;
    }
    hold(piece);
    if (skipping) {
      skipping = false;
      return;
    }
    const bytes = held.subarray(0, length);
    drop();
    handler.line(bytes.toString('utf8'), bytes);
  };

  return {
    push: (chunk) => {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        finish(chunk.subarray(from, at));
        from = at + 1;
      }
      hold(chunk.subarray(from));
    },
    end: () => {
      if (length > 0) finish(Buffer.alloc(0));
    },
  };
}
