import { type TreeState, treeChanges } from './tree-state.ts';

/** What other programs of the user are started or let in by; no agent has anything to do there. */
const OTHERS = /^\.(?:ssh|bash\w*|profile|zsh\w*|zlogin|kshrc|inputrc|git\w+|config\/(?:autostart|systemd|git|fish)|local\/bin)(?:\/|$)/;

/** What became of the home of a proof, in words. An agent keeps its own state in places of its own, which begin with a dot. */
export function homeChanges(before: TreeState, after: TreeState): readonly string[] {
  return treeChanges(before, after).flatMap(({ path, how }) =>
    path.startsWith('.') && !OTHERS.test(path) ? [] : [`${how} in the home: ${path}`],
  );
}
