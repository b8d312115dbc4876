import type { Effects, Word } from '../../analysis.ts';
import { effects } from '../effects.ts';

/** Sub-commands that are part of git itself: `git add -h` prints how it is used before it looks at anything. */
const BUILT_IN = new Set(
  (
    'add am annotate apply archive bisect blame branch bugreport bundle cat-file check-attr check-ignore check-mailmap check-ref-format checkout checkout-index cherry ' +
    'cherry-pick clean clone column commit commit-graph commit-tree config count-objects credential describe diagnose diff diff-files diff-index diff-tree difftool fast-export ' +
    'fast-import fetch fetch-pack fmt-merge-msg for-each-ref for-each-repo format-patch fsck gc get-tar-commit-id grep hash-object help hook index-pack init ' +
    'interpret-trailers log ls-files ls-remote ls-tree mailinfo mailsplit maintenance merge merge-base merge-file merge-index merge-tree mktag mktree multi-pack-index mv ' +
    'name-rev notes pack-objects pack-redundant pack-refs patch-id prune prune-packed pull push range-diff read-tree rebase reflog remote repack replace rerere reset ' +
    'restore rev-list rev-parse revert rm send-pack shortlog show show-branch show-index show-ref sparse-checkout stash status stripspace switch symbolic-ref tag ' +
    'unpack-file unpack-objects update-index update-ref update-server-info var verify-commit verify-pack verify-tag version whatchanged worktree write-tree'
  ).split(' '),
);

const MANUAL = { none: 'a manual is opened by what the configuration names' } as const;
const LISTS =
  /^(-a|-g|-c|-i|--all|--guides|--config|--user-interfaces|--developer-interfaces|--no-external-commands|--no-aliases|--verbose|--no-verbose)$/;
const TOPIC = /^[a-z][a-z-]*$/;

/**
 * What asks how git is used: `git -h`, `git add -h`, `git help`, `git help -a` print it; `git help add` and `git --help add` open a manual.
 * @returns undefined for all else.
 */
export function asksHow(args: readonly Word[]): Effects | undefined {
  const [first, second] = args;
  if (first === undefined || args.some((word) => word.kind !== 'static')) return undefined;
  const opens = first.value === 'help' || first.value === '--help' || first.value === '-h';
  if (opens && (second === undefined || (first.value === 'help' && args.slice(1).every((word) => LISTS.test(word.value)))))
    return effects('read-only', { none: 'it prints how it is used' });
  if (args.length !== 2 || second === undefined) return undefined;
  if (second.value === '-h' && BUILT_IN.has(first.value)) return effects('read-only', { none: 'it prints how it is used' });
  return opens && first.value !== '-h' && TOPIC.test(second.value) ? effects('workspace-code', MANUAL) : undefined;
}

/** `git log --help`, of a sub-command that only reads: only there git takes the word for a manual. */
export function manualOf(args: readonly Word[], judgedAlone: () => Effects): Effects | undefined {
  const [first, second] = args;
  if (args.length !== 2 || second?.kind !== 'static' || second.value !== '--help' || first?.kind !== 'static') return undefined;
  if (!BUILT_IN.has(first.value)) return undefined;
  const alone = judgedAlone();
  return alone.class === 'read-only' && alone.unproven === undefined ? effects('workspace-code', MANUAL) : undefined;
}
