import type { Stream } from '../shell/process/output.ts';

/** What a client can read besides calling tools, as plain data. */
export type ResourceRef = { readonly kind: 'session' | 'policy' | 'todos' | 'tasks' } | TaskRef;

/** What can be read of one task. */
export type TaskRef =
  | { readonly kind: 'output'; readonly taskId: string; readonly stream: Stream; readonly from: number; readonly max: number }
  /** `transcript`: what was written and said, in order. `events`: the journal. `diff`: the patch. */
  | { readonly kind: (typeof TASK_PAGES)[number]; readonly taskId: string; readonly from: number; readonly max: number }
  | { readonly kind: 'report'; readonly taskId: string; readonly format: (typeof REPORT_FORMATS)[number] };

export const TASK_PAGES = ['transcript', 'events', 'diff'] as const;
export const REPORT_FORMATS = ['markdown', 'html'] as const;

export interface ResourceText {
  readonly mimeType: string;
  readonly text: string;
  /** Bytes: where the text starts, where the next part starts, how much there is now. */
  readonly range?: { readonly from: number; readonly next: number; readonly total: number };
}

export type ResourceChange = { readonly kind: 'list' } | { readonly kind: 'updated'; readonly ref: ResourceRef };
