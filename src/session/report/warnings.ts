import type { WorkSignal } from '../../agents/work/work.ts';
import type { TaskSnapshot } from '../task-model.ts';
import type { TaskReportDoc, Warning } from './doc.ts';
import { shownLine } from './words.ts';

/** What each signal means, for people. */
const SIGNALS: Readonly<Record<WorkSignal, string>> = {
  'mutation-expected-but-none': 'It was asked to change files and says that it is done, and no file differs.',
  'budget-exhausted': 'Its budget was spent before it was done.',
  'no-formal-completion': 'It never said that it is done.',
  'checks-failed': 'A check failed.',
  'checks-not-run': 'A check that was asked for did not run.',
  'review-not-accepted': 'The reviewer did not accept it.',
  'changes-unknown': 'What it changed is not known.',
};

/** What to know before a report is believed. */
export function warningsOf(
  { signals, unapproved, changes, patch, journal, held }: Omit<TaskReportDoc, 'warnings' | 'next'>,
  { end, startedAt }: Pick<TaskSnapshot, 'end' | 'startedAt'>,
): readonly Warning[] {
  const survivors = (end?.survivors ?? []).map(({ pid, argv0 }) => `${shownLine(argv0, 100)} (${pid})`);
  const warnings: (Warning | false)[] = [
    ...signals.map((signal) => ({ text: SIGNALS[signal], detail: null })),
    unapproved.total > 0 && { text: `Calls that nobody had allowed ran: ${unapproved.total}.`, detail: null },
    held?.assurance === 'observed' && {
      text: 'It was only observed: nothing held it, and what it did unseen is not in here.',
      detail: null,
    },
    changes?.unsure !== undefined && { text: 'About its changes:', detail: changes.unsure },
    patch !== null && patch.problem !== null && { text: 'About its patch:', detail: patch.problem },
    survivors.length > 0 && { text: 'Processes of it could not be ended:', detail: survivors.join(', ') },
    held !== null &&
      startedAt !== undefined &&
      journal === null && { text: 'There is no journal of it: only its last calls are known.', detail: null },
    ...ofJournal(journal),
  ];
  return warnings.filter((warning) => warning !== false);
}

function ofJournal(journal: TaskReportDoc['journal']): readonly (Warning | false)[] {
  if (journal === null) return [];
  const { lost, skipped, full, problem } = journal;
  return [
    problem !== undefined && { text: 'Its journal could not be read, so that this is not all that it did.', detail: null },
    lost > 0 && { text: `Things that it did and that could not be written down: ${lost}.`, detail: null },
    skipped > 0 && { text: `Lines of its journal that can not be read: ${skipped}.`, detail: null },
    full && { text: 'Its journal was full: what it did after that is not in here.', detail: null },
  ];
}
