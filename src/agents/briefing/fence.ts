import { createHash } from 'node:crypto';
import { visible } from '../../shell/visible.ts';

/** A text of somebody else's with what it is. */
export interface Part {
  readonly tag: string;
  /** Foreign, too; empty where the tag says all. */
  readonly label: string;
  readonly text: string;
  /** Our own words about it. */
  readonly note: string | undefined;
}

/**
 * A mark for tags around foreign texts that none of them can have: it is made from all of them, so that whoever writes one can not know it.
 * @param texts every foreign text, labels among them
 */
export function markFor(texts: readonly string[]): string {
  const all = texts.join('\0');
  for (let round = 0; ; round += 1) {
    const mark = createHash('sha256').update(`${round}\0${all}`).digest('hex').slice(0, 16);
    if (!all.includes(mark)) return mark;
  }
}

/** A text between tags with a mark that does not stand in it; everything in it shows itself. */
export function fenced({ tag, label, text, note }: Part, mark: string): string {
  const of = label === '' ? '' : ` of=${JSON.stringify(visible(label).replaceAll('\n', ' '))}`;
  const notes = note === undefined ? '' : ` note=${JSON.stringify(note)}`;
  return `<${tag}-${mark}${of}${notes}>\n${visible(text)}\n</${tag}-${mark}>`;
}
