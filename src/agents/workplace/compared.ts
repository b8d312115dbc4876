import { compareTrees } from '../../shell/git/compare.ts';
import type { PrivateRepository } from '../../shell/git/private-repository.ts';
import { type HeadOf, type Snapshot, snapshotOf } from '../../shell/git/snapshot.ts';
import type { TreeCall } from '../../shell/git/tree-run.ts';
import type { Changes } from '../work/work.ts';
import { apartText, changesOf, ignoredText, notCompared } from './changes-of.ts';

/** A tree that was looked at once. */
export interface Seen {
  readonly at: PrivateRepository;
  readonly before: Pick<Snapshot, 'tree' | 'apart' | 'ignored'>;
  readonly head: HeadOf;
  /** Why a look may not be all there is. */
  readonly unsure: readonly string[];
}

/** Looks again: what differs, and the name of the tree as it is now where it could be told. */
export async function lookAgain(
  call: TreeCall,
  { at, before, head, unsure }: Seen,
): Promise<{ readonly changes: Changes; readonly now: Snapshot | undefined }> {
  const now = await snapshotOf(call, at, head);
  if (!now.ok) return { changes: notCompared(now.problem), now: undefined };
  const compared = await compareTrees(call, at, before.tree, now.tree);
  if (!compared.ok) return { changes: notCompared(compared.problem), now };
  const apart = [...new Set([...before.apart, ...now.apart])];
  const ignored = now.ignored.filter((name) => !before.ignored.includes(name));
  return { changes: changesOf(compared.files, [...unsure, ...apartText(apart), ...ignoredText(ignored)]), now };
}
