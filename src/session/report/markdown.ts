import type { Block, Page, Section, Table, Words } from './page.ts';

export interface MarkdownLimit {
  readonly bytes: number;
  /** Where the rest is; our own words. */
  readonly rest: string;
}

/** Of a long table these are shown, from its beginning and from its end. */
const FIRST = 10;
const LAST = 10;

/**
 * Writes a page as Markdown. Foreign text stands in code and nowhere else, so that nothing of it becomes markup: no link, no image, no HTML.
 * @param limit leaves out the sections that do not fit beside those before them, and says which
 */
export function markdown({ title, sections }: Page, limit?: MarkdownLimit): string {
  const head = `# ${wordsText(title)}\n`;
  const parts = sections.map(sectionText);
  const whole = [head, ...parts].join('\n');
  if (limit === undefined || Buffer.byteLength(whole) <= limit.bytes) return whole;
  // As long as what is said of them would be if none fitted.
  let room = limit.bytes - Buffer.byteLength([head, ...omitted(sections, limit)].join('\n'));
  const fits = parts.map((part) => {
    const bytes = Buffer.byteLength(part) + 1;
    if (bytes > room) return false;
    room -= bytes;
    return true;
  });
  const left = sections.filter((_, index) => fits[index] === false);
  return [head, ...parts.filter((_, index) => fits[index]), ...omitted(left, limit)].join('\n');
}

function omitted(sections: readonly Section[], { rest }: MarkdownLimit): readonly string[] {
  if (sections.length === 0) return [];
  return [`[… left out here: ${sections.map(({ title }) => title).join('; ')}. All of it: ${rest} …]\n`];
}

function sectionText({ title, blocks }: Section): string {
  return [...(title === '' ? [] : [`## ${title}\n`]), ...blocks.map(blockText)].join('\n');
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'facts':
      return lines(block.rows.map(([label, value]) => `${label}: ${wordsText(value)}`));
    case 'list':
      return lines([...block.items.map(wordsText), ...more(block.total - block.items.length)]);
    case 'table':
      return lines(tableLines(block));
    case 'bar':
      return `${block.parts.map(({ label, count }) => `${count.toLocaleString('en')} ${label}`).join(', ')}\n`;
    case 'note':
      return `${wordsText(block.words)}\n`;
    case 'text':
      return fenced(block.foreign);
  }
}

/** Cells in a row: in a table of Markdown foreign text could end its cell. */
function tableLines({ count, row, total }: Table): readonly string[] {
  const texts = (from: number, to: number): readonly string[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) =>
      row(from + index)
        .map(wordsText)
        .filter((cell) => cell !== '')
        .join(' '),
    );
  if (total <= FIRST + LAST) return texts(0, count);
  // Of what was not listed nobody knows the end.
  const last = total === count ? LAST : 0;
  const first = Math.min(count, FIRST + LAST - last);
  return [...texts(0, first), ...more(total - first - last), ...texts(count - last, count)];
}

const more = (count: number): readonly string[] => (count > 0 ? [`… and ${count.toLocaleString('en')} more`] : []);

const lines = (items: readonly string[]): string => items.map((item) => `* ${item}\n`).join('');

function wordsText(words: Words): string {
  return words.map((word) => (typeof word === 'string' ? word : code(word.foreign))).join('');
}

/** In a code span nothing is markup; it ends where as many backticks stand as it began with, and no text holds so many. */
function code(text: string): string {
  const line = text.replaceAll(/[\n\r]/g, '\u240a');
  if (line === '') return '(nothing)';
  const fence = '`'.repeat(longestRun(line) + 1);
  const room = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return `${fence}${room}${line}${room}${fence}`;
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text.replaceAll('\r', '\u240d')}${text.endsWith('\n') ? '' : '\n'}${fence}\n`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}
