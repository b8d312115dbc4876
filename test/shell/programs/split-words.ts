import type { Word } from '../../../src/shell/analysis.ts';
import { UNKNOWN } from '../../../src/shell/analysis.ts';

/**
 * Splits a test command at blanks, with simple quotes; an unquoted or double-quoted `$x` makes a dynamic word, an unquoted `*` a glob.
 * Enough for examples, no more.
 */
export function splitWords(command: string): readonly Word[] {
  const words: Word[] = [];
  for (const found of command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    let kind: Word['kind'] = 'static';
    const value = found[0].replace(/'([^']*)'|"([^"]*)"|([^'"]+)/g, (_, single?: string, double?: string, bare?: string) => {
      if (single !== undefined) return single;
      const text = double ?? bare ?? '';
      if (/\$[\w!]/.test(text)) kind = 'dynamic';
      else if (bare !== undefined && /[*?]/.test(bare) && kind === 'static') kind = 'glob';
      return text.replace(/\$[\w!]+/g, UNKNOWN);
    });
    words.push({ span: { start: found.index, end: found.index + found[0].length }, value, kind });
  }
  return words;
}
