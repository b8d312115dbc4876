import type { Task } from '../session/task-model.ts';
import { CHILD_SAYS, written } from './foreign-text.ts';
import { outputUri } from './request.ts';

/** What a task wrote, as far as one reply holds it. */
export interface TaskText {
  readonly text?: string;
  /** Where the next read goes on, in bytes. */
  readonly cursor?: number;
  readonly total?: number;
  /** Something before or after the text is missing from it. */
  readonly truncated?: boolean;
}

/** The last `maxBytes` of what a task wrote; what is left out is counted and its way told. */
export async function tailOf(task: Task, maxBytes: number): Promise<TaskText> {
  const output = task.output();
  if (output === undefined) return {};
  const { text, from, next, total } = await output.read('combined', Math.max(0, output.bytes.combined - maxBytes), maxBytes);
  const marker = from === 0 ? '' : `[… ${from} bytes before this: view "output" with a cursor, or ${outputUri(task.id)} …]\n`;
  return { text: `${labelOf(task)}${marker}${written(text, isAgent(task))}`, cursor: next, total, truncated: from > 0 };
}

/** Up to `maxBytes` of what a task wrote, from a byte on. */
export async function textFrom(task: Task, cursor: number, maxBytes: number): Promise<TaskText> {
  const output = task.output();
  if (output === undefined) return { cursor };
  const { text, next, total } = await output.read('combined', cursor, maxBytes);
  const marker = next < total ? `\n[… ${total - next} bytes after this: cursor ${next} …]` : '';
  return { text: `${labelOf(task)}${written(text, isAgent(task))}${marker}`, cursor: next, total, truncated: next < total };
}

/** The last message of a model agent, which is its result; `undefined` for other tasks. */
export function finalOf(task: Task): TaskText | undefined {
  const { final } = task.snapshot();
  if (final === undefined) return undefined;
  const cut = final.bytes - Buffer.byteLength(final.text);
  const marker = cut === 0 ? '' : `[… ${cut} bytes before this: view "output" with a cursor, or ${outputUri(task.id)} …]\n`;
  return { text: `${labelOf(task)}${marker}${written(final.text, true)}`, total: final.bytes, truncated: cut > 0 };
}

const isAgent = (task: Task): boolean => task.snapshot().held !== undefined;
const labelOf = (task: Task): string => (isAgent(task) ? `${CHILD_SAYS}\n` : '');
