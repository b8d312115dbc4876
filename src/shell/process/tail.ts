import { tailText } from './utf8.ts';

/** The end of a text of any length. */
export interface Tail {
  /** At most as many bytes as it may keep, whole characters only. */
  text(): string;
  write(chunk: Buffer): void;
}

/** @param bytes how many are kept; while more comes it holds at most twice as many */
export function createTail(bytes: number): Tail {
  let kept = Buffer.alloc(0);
  return {
    text: () => tailText(kept, bytes).text,
    write(chunk) {
      // A copy of the end alone: the chunk itself is let go.
      const end = Buffer.from(chunk.subarray(-bytes));
      kept = Buffer.concat([kept, end]);
      if (kept.length > 2 * bytes) kept = Buffer.from(kept.subarray(-bytes));
    },
  };
}
