import { type Changes, type FileChange, isCompared } from '../../agents/work/work.ts';
import { list, some, when } from './blocks.ts';
import type { TaskReportDoc } from './doc.ts';
import { type Block, joined, own, type Section, say, type Words } from './page.ts';

const SHARED = 'It worked in the workspace itself: what somebody else changed there meanwhile is counted, too.';

/** What it changed, as far as we know. */
export function changeSections({
  changes,
  wrote,
  patch,
  claimedButNothingChanged,
  access,
  isolation,
  times,
}: TaskReportDoc): readonly Section[] {
  const blocks: Block[] = [];
  if (changes === null) {
    const notYet = times.ended === null ? 'It has not ended: what it changed is looked at then.' : 'What it changed was not looked at.';
    const why = access === 'read-only' ? 'It had no right to change files.' : notYet;
    blocks.push({ kind: 'note', words: say`${own(why)}` });
  } else {
    blocks.push({ kind: 'note', words: totals(changes) });
    if (changes.files.length > 0) blocks.push(some({ items: changes.files, total: changes.total }, fileWords));
    if (changes.total > 0 && isolation === 'none') blocks.push({ kind: 'note', words: say`${own(SHARED)}` });
  }
  if (claimedButNothingChanged)
    blocks.push({ kind: 'note', words: say`It was asked to change files, says that it is done, and changed nothing.` });
  if (wrote.total > 0)
    blocks.push(
      { kind: 'note', words: say`Written by tools of ours for it:` },
      some(wrote, (path) => say`${path}`),
    );
  if (patch !== null) blocks.push({ kind: 'note', words: patchWords(patch) });
  return [{ title: 'What it changed', blocks }];
}

/** In words, e.g. `3 files, 12 lines added, 4 removed`. */
export function totals(changes: Pick<Changes, 'total' | 'added' | 'removed' | 'unsure'>): Words {
  if (!isCompared(changes)) return say`Not known.`;
  const { total, added, removed } = changes;
  const lines =
    added === undefined || removed === undefined
      ? 'lines not compared'
      : `${added.toLocaleString('en')} lines added, ${removed.toLocaleString('en')} removed`;
  return total === 0 ? say`No file differs.` : say`${total} ${own(total === 1 ? 'file' : 'files')}, ${own(lines)}.`;
}

function fileWords({ path, kind, added, removed }: FileChange): Words {
  const lines = added === undefined || removed === undefined ? '' : ` (+${added} -${removed})`;
  return say`${own(kind)} ${path}${own(lines)}`;
}

function patchWords({ bytes, base, problem }: NonNullable<TaskReportDoc['patch']>): Words {
  if (problem !== null) return say`No patch is kept: ${problem}`;
  return say`A patch of ${bytes} bytes is kept, for the commit ${base}.`;
}

/** What somebody else than the child found. */
export function checkSections({ checks, review }: TaskReportDoc): readonly Section[] {
  const blocks: Block[] = [];
  if (checks.length > 0) {
    const items = checks.map(({ name, command, status, exitCode }) =>
      joined(
        [say`${name}: ${own(status)}`, exitCode !== undefined && say`exit code ${exitCode}`, command !== undefined && say`${command}`],
        '; ',
      ),
    );
    blocks.push(list(items));
    for (const { name, status, detail } of checks) {
      if (status !== 'passed' && detail !== undefined)
        blocks.push({ kind: 'note', words: say`Of ${name}:` }, { kind: 'text', foreign: detail });
    }
  }
  if (review !== null) {
    const { agent, taskId, verdict, note, followups, score, scores = {} } = review;
    const scored = score === undefined ? '' : `, score ${score.toFixed(2)}`;
    blocks.push({ kind: 'note', words: say`Reviewed by ${agent} (${taskId}): ${own(verdict)}${own(scored)}` });
    const items = [
      ...Object.entries(scores).map(([name, one]) => say`${name}: ${own(one.toFixed(2))}`),
      ...followups.map((one) => say`to do: ${one}`),
    ];
    if (items.length > 0) blocks.push(list(items));
    if (note !== '') blocks.push({ kind: 'text', foreign: note });
  }
  return when(blocks.length > 0, 'Checks and review', ...blocks);
}
