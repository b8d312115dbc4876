import type { ChangedFile } from '../../shell/git/compare.ts';
import { visible } from '../../shell/visible.ts';
import type { Changes } from '../work/work.ts';

/** Files that are named; the total counts the others too. */
const NAMED = 200;
/** Directories that are named. */
const NAMED_APART = 3;

/** What is said when nothing could be compared. @param why our own words */
export const notCompared = (why: string): Changes => ({ files: [], total: 0, unsure: `what changed was not compared: ${why}` });

/** What differs, in the form that is kept. @param unsure why it may not be all */
export function changesOf(files: readonly ChangedFile[], unsure: readonly string[]): Changes {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const counted = files.length === 0 || files.some(({ added }) => added !== undefined);
  return {
    files: sorted.slice(0, NAMED),
    total: files.length,
    ...(counted ? { added: sum(files, 'added'), removed: sum(files, 'removed') } : {}),
    ...(unsure.length === 0 ? {} : { unsure: unsure.join('; ') }),
  };
}

const sum = (files: readonly ChangedFile[], key: 'added' | 'removed'): number => files.reduce((all, file) => all + (file[key] ?? 0), 0);

/** Says which repositories in a tree were left out; nothing where there are none. */
export function apartText(apart: readonly string[]): readonly string[] {
  if (apart.length === 0) return [];
  const named = apart.slice(0, NAMED_APART).map(visible).join(', ');
  const more = apart.length > NAMED_APART ? ` and ${apart.length - NAMED_APART} more` : '';
  return [`repositories in it were not compared: ${named}${more}`];
}
