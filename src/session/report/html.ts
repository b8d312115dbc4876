import { visible } from '../../shell/visible.ts';
import type { BarPart, Block, Page, Section, Words } from './page.ts';

export interface HtmlOptions {
  /** Rows of a table that are shown at most; all when it is not given. */
  readonly rows?: number;
}

const STYLE = `
:root{color-scheme:light dark;--text:#1f2328;--soft:#59636e;--line:#d1d9e0;--back:#fff;--code:#f2f4f7;--good:#1a7f37;--bad:#cf222e}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9198a1;--line:#3d444d;--back:#0d1117;--code:#1b222c;--good:#3fb950;--bad:#f85149}}
body{margin:2rem auto;max-width:70rem;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back)}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid var(--line)}
code,pre{font:.9em/1.45 ui-monospace,monospace;background:var(--code);border-radius:.25rem;unicode-bidi:isolate;overflow-wrap:anywhere}
code{padding:.1em .3em;white-space:pre-wrap}pre{padding:.75rem;white-space:pre-wrap}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600}.soft{color:var(--soft)}svg{display:block;width:100%;height:1rem;margin:.5rem 0}
.good{fill:var(--good)}.bad{fill:var(--bad)}
@media print{:root{--text:#000;--soft:#444;--line:#bbb;--back:#fff;--code:#fff}body{margin:0;max-width:none}tr,pre{break-inside:avoid}}
`.trim();

/**
 * Writes a page as one HTML document that loads nothing and runs nothing, and that needs nothing beside it. Every text is escaped; no text
 * is put anywhere but between tags.
 */
export function html({ title, sections }: Page, { rows = Number.POSITIVE_INFINITY }: HtmlOptions = {}): string {
  const plain = title.map((word) => (typeof word === 'string' ? word : word.foreign)).join('');
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
    `<title>${escaped(plain)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>${wordsHtml(title)}</h1>`,
    ...sections.map((section) => sectionHtml(section, rows)),
    '</main></body></html>\n',
  ].join('\n');
}

function sectionHtml({ title, blocks }: Section, most: number): string {
  const head = title === '' ? '' : `<h2>${escaped(title)}</h2>\n`;
  return `<section>${head}${blocks.map((block) => blockHtml(block, most)).join('\n')}</section>`;
}

function blockHtml(block: Block, most: number): string {
  switch (block.kind) {
    case 'facts':
      return `<table>${block.rows.map(([label, value]) => `<tr><th scope="row">${escaped(label)}</th><td>${wordsHtml(value)}</td></tr>`).join('\n')}</table>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${wordsHtml(item)}</li>`).join('\n')}</ul>${more(block.total - block.items.length)}`;
    case 'table': {
      const shown = Array.from({ length: Math.min(block.count, most) }, (_, index) => block.row(index));
      const head = block.head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
      const body = shown.map((cells) => `<tr>${cells.map((cell) => `<td>${wordsHtml(cell)}</td>`).join('')}</tr>`).join('\n');
      return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${more(block.total - shown.length)}`;
    }
    case 'bar':
      return barHtml(block.parts);
    case 'note':
      return `<p>${wordsHtml(block.words)}</p>`;
    case 'text':
      return `<pre dir="auto">${escaped(block.foreign)}</pre>`;
  }
}

const more = (count: number): string => (count > 0 ? `<p class="soft">… and ${count.toLocaleString('en')} more</p>` : '');

const BAR = 1_000;

function barHtml(parts: readonly BarPart[]): string {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  let at = 0;
  const shapes = parts.map(({ count, tone }) => {
    const width = total === 0 ? 0 : (count / total) * BAR;
    at += width;
    return `<rect class="${tone}" x="${(at - width).toFixed(1)}" y="0" width="${width.toFixed(1)}" height="16"/>`;
  });
  const words = escaped(parts.map(({ label, count }) => `${count.toLocaleString('en')} ${label}`).join(', '));
  const drawn = `<svg viewBox="0 0 ${BAR} 16" preserveAspectRatio="none" aria-hidden="true">${shapes.join('')}</svg>`;
  return `${total === 0 ? '' : drawn}<p>${words}</p>`;
}

function wordsHtml(words: Words): string {
  return words.map((word) => (typeof word === 'string' ? escaped(word) : `<code>${escaped(word.foreign)}</code>`)).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

function escaped(text: string): string {
  return visible(text).replace(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? '');
}
