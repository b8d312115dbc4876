import { linuxTable } from './linux-table.ts';
import { macosTable } from './macos-table.ts';
import { type StopResult, stopTree } from './stop-tree.ts';
import { createProcessTree } from './tree.ts';

/** What a command gets whose server is not there to wait for its result. */
const GRACE_MS = 3_000;
/** A number that no process has: descent from it proves nothing, only the mark does. */
const NOBODY = { pid: -1, ppid: -1, group: -1, session: -1, start: '' };

/**
 * Ends what carries the mark of a task, and all that belongs to it, from any process: for a task whose server can not do it. Never throws.
 * @param task the id that stands in the environment of its processes
 */
export async function stopMarked(task: string, { force = false }: { readonly force?: boolean } = {}): Promise<StopResult> {
  const table = process.platform === 'linux' ? linuxTable : macosTable;
  const tree = createProcessTree({ table, root: NOBODY, marks: { task, tag: undefined, pipes: [] } });
  tree.rootReaped();
  tree.look();
  return await stopTree(tree, { graceMs: force ? 0 : GRACE_MS });
}
