import { visible } from './visible.ts';

const PLAIN = /^[\x20-\x7e]*$/;

/** Takes JSON text; writes whatever acts on a terminal, or hides on it, as an escape of JSON: the value stays the same. */
export function printable(json: string): string {
  return PLAIN.test(json) ? json : json.replace(/[^\x20-\x7e]/gu, (sign) => (visible(sign) === sign ? sign : escaped(sign)));
}

function escaped(sign: string): string {
  return sign
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
