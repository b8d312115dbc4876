import type { Word } from '../../analysis.ts';
import { derived } from '../words.ts';

/** Patterns, which stand for many addresses, and escapes, which only some programs leave as they are. */
const UNTOLD = /[{}[\]%\\]/;

/**
 * The file that a download of this address makes, named by the last part of its path.
 * @param empty the name where there is no such part.
 * @returns undefined when it is not told.
 */
export function fileOfUrl(word: Word, empty?: string): Word | undefined {
  if (word.kind !== 'static' || UNTOLD.test(word.value)) return undefined;
  const path = word.value.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[?#].*$/s, '');
  const slash = path.lastIndexOf('/');
  const name = slash < 0 ? '' : path.slice(slash + 1);
  const named = name === '' ? empty : name;
  return named === undefined || named === '.' || named === '..' ? undefined : derived(named, word);
}
