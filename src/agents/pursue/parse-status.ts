import { visible } from '../../shell/visible.ts';

/** What a child says of itself at the end of a turn. */
export type ToldStatus =
  | { readonly kind: 'complete' }
  /** `why` is foreign text: one escaped line, empty when it gave none. */
  | { readonly kind: 'blocked' | 'decide'; readonly why: string };

/** Characters; what is longer is no such line. */
const MOST_LINE = 2_000;
/** Characters of a reason that are kept. */
const MOST_WHY = 500;

/** Marks of emphasis may stand around every word of it; four spaces before it would make it a quotation. */
const LINE = /^ {0,3}(?<begins>[*_]{0,3})status[*_]{0,3}[ \t]*:[ \t]*[*_]{0,3}[ \t]*(?<word>complete|blocked|decide)[*_]{0,3}(?<rest>.*)$/i;
const NOTHING_MORE = /^[ \t]*[.!]?[*_]{0,3}[ \t]*$/;
const REASON = /^[ \t]*(?:--|[-\u2013\u2014])[*_]{0,3}(?<why>.*)$/;
/** A fence may begin within an item of a list; four spaces before it make it a text. */
const FENCE = /^ {0,3}(?<item>(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?<fence>`{3,}|~{3,})(?<info>.*)$/;

/**
 * Takes the last message of a turn; returns the status that its last line tells. Only the last line that is not empty counts, and only where
 * it stands for itself: what is in a quotation or a code block was written by somebody, perhaps not by the child. `undefined` when there is
 * none.
 */
export function parseStatus(text: string): ToldStatus | undefined {
  const lines = text.split(/\r\n?|\n/);
  const at = lines.findLastIndex((line) => line.trim() !== '');
  const line = lines[at] ?? '';
  if (line.length > MOST_LINE) return undefined;
  const { begins = '', word = '', rest = '' } = LINE.exec(line)?.groups ?? {};
  if (word === '' || endsInFence(lines.slice(0, at))) return undefined;
  const kind = word.toLowerCase();
  if (NOTHING_MORE.test(rest)) return kind === 'complete' ? { kind } : { kind: kind === 'blocked' ? 'blocked' : 'decide', why: '' };
  const why = REASON.exec(rest)?.groups?.['why'];
  if (why === undefined || kind === 'complete') return undefined;
  // Names of files may end with such a mark, so one is taken away only where it closes something.
  const plain = (begins === '' ? why : why.replace(/[*_]{1,3}[ \t]*$/, '')).trim();
  return { kind: kind === 'blocked' ? 'blocked' : 'decide', why: visible(plain.slice(0, MOST_WHY)) };
}

/** Whether what follows these lines stands in a code block. */
function endsInFence(lines: readonly string[]): boolean {
  let open: string | undefined;
  for (const line of lines) {
    const { item, fence = '', info = '' } = FENCE.exec(line)?.groups ?? {};
    if (fence === '') continue;
    if (open === undefined) {
      // Backticks behind backticks are code within a line.
      if (fence.startsWith('~') || !info.includes('`')) open = fence;
    } else if (item === undefined && fence.startsWith(open) && info.trim() === '') open = undefined;
  }
  return open !== undefined;
}
