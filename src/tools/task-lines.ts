import type { TaskReport } from './task-report.ts';

/** What `task_output` tells of one task. */
export interface TaskLines extends TaskReport {
  readonly retrieval_status: string;
  readonly text?: string | undefined;
  readonly cursor?: number | undefined;
  readonly events?: readonly { readonly seq: number; readonly status: string; readonly detail?: string | undefined }[] | undefined;
}

/** A task in a few lines, for hosts that show no structured content. */
export function renderTask(result: TaskLines): string {
  if (result.status === undefined) return `${result.retrieval_status}: this session has no such task`;
  const facts = [
    result.position === undefined ? '' : `position ${result.position}`,
    result.approval === undefined
      ? ''
      : `question ${result.approval} waits for a person${result.waiting_for === undefined ? '' : `: ${result.waiting_for}`}`,
    result.stopped_by === undefined ? '' : `by ${result.stopped_by}`,
    result.reason ?? '',
    result.exit_code === undefined ? (result.signal ?? '') : `exit ${result.exit_code}`,
    result.duration_ms === undefined ? '' : `${result.duration_ms} ms`,
  ].filter((fact) => fact !== '');
  return [
    `${result.task_id ?? ''} ${result.status}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}: ${result.title ?? ''}`,
    evidenceLine(result.evidence),
    result.diagnosis ?? '',
    ...(result.events ?? []).map(({ seq, status, detail }) => `${seq} ${status}${detail === undefined ? '' : `: ${detail}`}`),
    result.text ?? '',
    result.cursor === undefined ? '' : `cursor ${result.cursor}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function evidenceLine(evidence: TaskReport['evidence']): string {
  if (evidence === undefined) return '';
  const { confidence, signals, files_changed: files, unsure, added, removed, checks, review } = evidence;
  const lines = added === undefined || removed === undefined ? '' : ` (+${added} -${removed})`;
  return [
    confidence === undefined ? '' : `confidence ${confidence}`,
    ...signals,
    files === undefined ? '' : `${files} files changed${lines}`,
    unsure ?? '',
    ...checks.map(({ name, status }) => `${name} ${status}`),
    review === undefined ? '' : `review: ${review}`,
  ]
    .filter((fact) => fact !== '')
    .join(', ');
}
