import { randomBytes } from 'node:crypto';

/** Without letters that look like others: people type them. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 9;

/** A name for one call: 45 random bits. */
export function undoId(): string {
  return `u${[...randomBytes(LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`;
}

export function isUndoId(text: string): boolean {
  return new RegExp(`^u[${LETTERS}]{${LENGTH}}$`).test(text);
}
