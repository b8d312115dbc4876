import type { ChangedFile } from '../../shell/git/compare.ts';
import { visible } from '../../shell/visible.ts';
import type { Changes } from '../work/work.ts';

/** Files that are named; the total counts the others too. */
const NAMED = 200;
/** Of what was left out. */
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
  return apart.length === 0 ? [] : [`repositories in it were not compared: ${someOf(apart)}`];
}

/** Says what is new and ignored by git: whoever makes it can make the rule as well, and no patch holds it. */
export function ignoredText(ignored: readonly string[]): readonly string[] {
  return ignored.length === 0 ? [] : [`new, and left out because git ignores it: ${someOf(ignored)}`];
}

function someOf(names: readonly string[]): string {
  const named = names
    .slice(0, NAMED_APART)
    .map((name) => visible(name).replaceAll('\n', '\u240a'))
    .join(', ');
  return names.length > NAMED_APART ? `${named} and ${names.length - NAMED_APART} more` : named;
}
