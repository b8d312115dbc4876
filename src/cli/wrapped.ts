import { displayWidth, graphemes } from './display-width.ts';

/** Narrower than this nothing can be read. */
const LEAST = 8;

/**
 * A text behind a name, wrapped at its blanks to so many columns, its further lines below its first; a word that is longer than a line is
 * broken. Both without control characters.
 */
export function wrapped(name: string, text: string, columns: number): string {
  const indent = displayWidth(name);
  const width = Math.max(LEAST, columns - indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return name + [...lines, line].join(`\n${' '.repeat(indent)}`);
}

function pieces(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  for (const sign of graphemes(word)) {
    if (displayWidth(piece) + displayWidth(sign) > width) {
      found.push(piece);
      piece = '';
    }
    piece += sign;
  }
  return [...found, piece];
}
