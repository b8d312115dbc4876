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

/**
 * Makes the line that comes after another.
 * @returns the text with its newline, and its hash: sha256, in hex, of the same JSON object without the member `hash`
 */
export function lineAfter(previous: string, seq: number, record: AuditRecord): { readonly text: string; readonly hash: string } {
  const body = `{"seq":${seq},"previous":"${previous}",${JSON.stringify(record).slice(1)}`;
  const digest = hash('sha256', body, 'hex');
  return { text: `${body.slice(0, -1)}${HASH_KEY}${digest}"}\n`, hash: digest };
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
  line[start] = 0x2c;
  return { carried, fits };
}
