import type { Some } from './doc.ts';
import type { Block, Section, Words } from './page.ts';

/** A section, where there is something to say. */
export const when = (is: boolean, title: string, ...blocks: readonly Block[]): readonly Section[] => (is ? [{ title, blocks }] : []);

export const list = (items: readonly Words[]): Block => ({ kind: 'list', items, total: items.length });

const SOME = 50;

/** No more than a page can bear; the rest is counted. */
export function some<T>({ items, total }: Some<T>, words: (item: T) => Words): Block {
  return { kind: 'list', items: items.slice(0, SOME).map(words), total };
}
