import { hash } from 'node:crypto';
import type { AuditRecord } from './record.ts';

/** Where a chain stands: its last line. `seq` is 0 and `hash` is `FIRST_PREVIOUS` before there is one. */
export interface AuditHead {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

/** What the first line of a chain names as the hash before it. */
export const FIRST_PREVIOUS = '0'.repeat(64);

const HASH_KEY = ',"hash":"';
/** Bytes of the end of a line: the key, 64 digits, the quote and the brace. */
const TAIL_BYTES = HASH_KEY.length + 64 + 2;
const TAIL = /^,"hash":"([0-9a-f]{64})"\}$/;
const CLOSING_BRACE = 0x7d;
const COMMA = 0x2c;

/** Where a line stands. */
export interface LinePlace {
  /** In its chain, from 1. */
  readonly seq: number;
  /** Number of its file in the chain, and of the line in that file, each from 1. */
  readonly file: number;
  readonly line: number;
  /** Hash of the line before. */
  readonly previous: string;
}

/** A line as bytes with its newline, and its hash: sha256, in hex, of the same JSON object without the member `hash`. */
export interface WrittenLine {
  /** Valid until the next line is made. */
  readonly bytes: Buffer;
  readonly hash: string;
}

const FIRST_BYTES = 8 * 1024;

/** Makes the function that makes the line that comes after another. The bytes are written once, into the same memory for each line. */
export function createLineWriter(): (place: LinePlace, record: AuditRecord) => WrittenLine {
  let memory = Buffer.allocUnsafe(FIRST_BYTES);
  return ({ seq, file, line, previous }, record) => {
    const place = `{"seq":${seq},"place":"${file}:${line}","previous":"${previous}"`;
    const told = JSON.stringify(record);
    // No character of UTF-16 takes more than three bytes.
    const most = place.length + told.length * 3 + TAIL_BYTES + 1;
    if (memory.length < most) memory = Buffer.allocUnsafe(most);
    const begun = memory.write(place, 0, 'latin1');
    const length = begun + memory.write(told, begun, 'utf8');
    // In the place of the brace that the record begins with.
    memory[begun] = COMMA;
    const digest = hash('sha256', memory.subarray(0, length));
    const end = length - 1 + memory.write(`${HASH_KEY}${digest}"}\n`, length - 1, 'latin1');
    return { bytes: memory.subarray(0, end), hash: digest };
  };
}

/**
 * Takes the bytes of a line without its newline, which it may change.
 * @returns the hash that the line carries and whether it is that of the line's other bytes; `undefined` when it carries none
 */
export function hashOfLine(line: Buffer): { readonly carried: string; readonly fits: boolean } | undefined {
  const start = line.length - TAIL_BYTES;
  if (start < 1) return undefined;
  const carried = TAIL.exec(line.toString('latin1', start))?.[1];
  if (carried === undefined) return undefined;
  line[start] = CLOSING_BRACE;
  const fits = hash('sha256', line.subarray(0, start + 1), 'hex') === carried;
  line[start] = COMMA;
  return { carried, fits };
}
