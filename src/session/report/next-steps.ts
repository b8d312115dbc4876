import { hasEnded, type TaskSnapshot } from '../task-model.ts';
import type { NextStep, TaskReportDoc } from './doc.ts';

/** What may be gone on with: a child that was stopped or has ended can know more than its words said. */
export function nextSteps(doc: Omit<TaskReportDoc, 'warnings' | 'next'>, { report, status, startedAt }: TaskSnapshot): readonly NextStep[] {
  const { id, patch, isolation, changes, wrote } = doc;
  const hasWritten = wrote.total > 0 || (changes?.total ?? 0) > 0;
  const steps: (NextStep | false)[] = [
    { command: `bailiwick log --task ${id}`, why: 'every decision about it, and what asked for it' },
    startedAt !== undefined && { command: `bailiwick output ${id}`, why: 'all that it wrote' },
    { command: 'bailiwick replay', why: "what today's rules would say to everything in the log" },
    patch !== null &&
      patch.bytes > 0 && { command: `bailiwick patch ${id}`, why: 'its changes as a patch; `--apply` puts them into the workspace' },
    isolation === 'none' && hasWritten && { command: `bailiwick undo ${id}`, why: 'takes back what it wrote, as far as that is kept' },
    hasEnded(status) &&
      report?.conversation !== undefined && {
        command: `dispatch_child_task {"resume": ${JSON.stringify(id)}}`,
        why: 'a call of that tool: another child goes on with what this one knew',
      },
  ];
  return steps.filter((step) => step !== false);
}
