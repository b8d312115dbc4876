import { codeAt } from '../../shell/code-at.ts';
import { visible } from '../../shell/visible.ts';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Look-alikes that no tag is made of. */
const BRACKETS: Readonly<Record<string, string>> = { '<': '‹', '>': '›' };

/**
 * Takes foreign text; returns it without anything that could be taken for a tag of ours, and with everything hidden made visible.
 * Comes before every cut: what is cut first could end within something that only the whole text shows to be harmful.
 */
export function neutralise(text: string): string {
  return visible(text.replace(/[<>]/g, (bracket) => BRACKETS[bracket] ?? '')).replace(/\ufe0f/g, '\\u{fe0f}');
}

/** Like `neutralise`, on one line: no foreign line may look like one of ours. */
export function neutraliseLine(text: string): string {
  return neutralise(text).replace(/\n/g, '␊').replace(/\t/g, '␉');
}

/** The first `limit` UTF-16 units of a text at most, never half of a pair, with a note of how many were cut. */
export function cut(text: string, limit: number): string {
  const { length } = text;
  if (length <= limit) return text;
  const end = limit > 0 && isHighSurrogate(codeAt(text, limit - 1)) ? limit - 1 : limit;
  return `${text.slice(0, end)} [cut: ${length - end} more characters]`;
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
