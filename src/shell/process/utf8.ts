/** Length in bytes that the lead byte of a UTF-8 character announces; 1 for ASCII and for bytes that lead nothing. */
function announcedLength(byte: number): number {
  if (byte >= 0xf0 && byte < 0xf8) return 4;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  if (byte >= 0xc0 && byte < 0xe0) return 2;
  return 1;
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Takes bytes; returns how many of the last ones (0 to 3) begin a UTF-8 character without completing it. */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (!isContinuation(byte)) return announcedLength(byte) > back ? back : 0;
  }
  return 0;
}

/**
 * Takes bytes and the index where somebody wants to begin; returns the first index at or after it that does not lie
 * inside a character. Bytes that are not UTF-8 count as characters of one byte.
 */
export function characterStart(bytes: Uint8Array, index: number): number {
  const begun = incompleteTail(bytes.subarray(Math.max(0, index - 3), index));
  if (begun === 0) return index;
  const missing = announcedLength(bytes[index - begun] ?? 0) - begun;
  let start = index;
  while (start - index < missing && isContinuation(bytes[start] ?? 0)) start += 1;
  return start;
}

/** A piece of text and how many of the bytes it was cut from it stands for. */
export interface TextCut {
  readonly text: string;
  readonly bytes: number;
}

/** Takes bytes and a cap in bytes; returns a beginning of them that keeps characters whole and, encoded again, fits the cap. */
export function headText(bytes: Buffer, cap: number): TextCut {
  let cut = Math.max(0, Math.min(bytes.length, cap));
  for (;;) {
    if (cut < bytes.length) cut -= incompleteTail(bytes.subarray(0, cut));
    const text = bytes.toString('utf8', 0, cut);
    // Bytes that are not UTF-8 become U+FFFD, three bytes each, so that the text can be longer than what it was made of.
    const over = Buffer.byteLength(text) - cap;
    if (over <= 0) return { text, bytes: cut };
    cut -= Math.max(1, Math.floor(over / 3));
  }
}

/** As headText, for the end. */
export function tailText(bytes: Buffer, cap: number): TextCut {
  let start = Math.max(0, bytes.length - Math.max(0, cap));
  for (;;) {
    if (start > 0) start = characterStart(bytes, start);
    const text = bytes.toString('utf8', start);
    const over = Buffer.byteLength(text) - Math.max(0, cap);
    if (over <= 0) return { text, bytes: bytes.length - start };
    start += Math.max(1, Math.floor(over / 3));
  }
}
