import type { Flags } from './flags.ts';
import { type Row, totalsOf } from './report.ts';

/** What one task of the scripted model was to come to; a real one is only scored. */
export function wrongWith({ real, lazy }: Flags, row: Omit<Row, 'wrong'>): readonly string[] {
  if (real !== undefined) return [];
  const { status, confidence, signals, questions } = row;
  const wrong = questions.map((one) => `a person was asked: ${one}`);
  // Nobody checks what it only says; what it was to change, we do.
  const done = row.kind === 'find' ? 'stated' : 'verified';
  const wanted = lazy && done === 'verified' ? 'uncertain' : done;
  if (confidence !== wanted) wrong.push(`its confidence is ${confidence ?? 'not told'}, not ${wanted}`);
  if (lazy) return wrong;
  if (status !== 'completed') wrong.push(`its status is ${status}`);
  if (signals.length > 0) wrong.push(`signals: ${signals.join(', ')}`);
  return wrong;
}

/** What of the whole run is otherwise than expected. */
export function missed(flags: Flags, rows: readonly Row[]): readonly string[] {
  const { passed, tasks } = totalsOf(rows);
  const wrong = rows.flatMap((row) => row.wrong.map((one) => `${row.task}: ${one}`));
  if (flags.lazy) return passed === 0 ? wrong : [...wrong, `${passed} tasks pass although nothing was done`];
  const atLeast = flags.atLeast ?? (flags.real === undefined ? tasks : 0);
  return passed >= atLeast ? wrong : [...wrong, `${passed} of ${tasks} tasks pass; wanted ${atLeast}`];
}
