import { join } from 'node:path';
import * as z from 'zod';
import { visible } from '../shell/visible.ts';
import { outputOf } from '../store/output-files.ts';
import type { Store } from '../store/store.ts';
import type { StoredTask, TaskRecord } from '../store/tasks/engine.ts';
import { unreadableState } from './unreadable-state.ts';

/** Exit codes of sysexits.h. */
export const FAILED = 1;
export const WRONG_USAGE = 64;

/** What the commands about tasks are given. */
export interface TasksWorld {
  readonly store: Pick<Store, 'tasks' | 'sessions' | 'durability' | 'why'>;
  readonly stateDir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Writes a line for people to stderr. */
  readonly log: (line: string) => void;
}

/** Enough of an id to name a task. */
export const SHORTEST = 4;
const SHORT_ID = 8;
/** How far back a task is found by a part of its id. */
export const LOOKED_THROUGH = 20_000;

/** What every id of a task begins with, which nobody needs to type. */
export const PREFIX = 'task_';

/** What stands for the id of a task or a session in a list; safe to show. */
export function shortId(id: string): string {
  return visible(withoutPrefix(id)).slice(0, SHORT_ID);
}

export function withoutPrefix(id: string): string {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : id;
}

/** What a person typed of an id, as ids begin behind their prefix; `undefined` when it is too little to name anything. */
export function beginningOf(typed: string): string | undefined {
  const beginning = withoutPrefix(typed.toLowerCase());
  return beginning.length < SHORTEST ? undefined : beginning;
}

/** False, and said, when the tasks of other processes can not be seen. */
export function isShared({ store, stateDir, log }: TasksWorld): boolean {
  if (store.durability === 'file') return true;
  log(unreadableState(stateDir, store.why ?? ''));
  return false;
}

/** The one task whose id is, or begins with, what a person typed; `undefined`, and said why, when there is none or there are several. */
export async function namedTask({ store, log }: TasksWorld, operand: string): Promise<StoredTask | undefined> {
  const exact = await store.tasks.get(operand);
  if (exact !== undefined) return exact;
  const shown = JSON.stringify(visible(operand));
  const beginning = beginningOf(operand);
  if (beginning === undefined) {
    log(`${shown} is too short; give at least ${SHORTEST} characters of the id. \`bailiwick tasks --all\` lists them.`);
    return undefined;
  }
  const tasks = await store.tasks.list({ limit: LOOKED_THROUGH });
  const found = tasks.filter(({ id }) => withoutPrefix(id).startsWith(beginning));
  const [task] = found;
  if (task !== undefined && found.length === 1) return task;
  if (task === undefined) log(`No task is called ${shown}. \`bailiwick tasks --all\` lists them.`);
  else log(`${found.length} tasks begin with ${shown}: ${found.map(({ id }) => visible(id)).join(', ')}. Give more of the id.`);
  return undefined;
}

const specSchema = z.looseObject({
  title: z.string().catch(''),
  agent: z.string().catch(''),
  command: z.string().optional().catch(undefined),
  cwd: z.string().optional().catch(undefined),
});

/** What a person is shown of a task's request; foreign text. */
export type ShownSpec = Pick<z.infer<typeof specSchema>, 'title' | 'agent' | 'command' | 'cwd'>;

/** What is to be shown of a request; empty texts for one that this program can not read. */
export function shownSpec({ spec }: Pick<TaskRecord, 'spec'>): ShownSpec {
  const unread: ShownSpec = { title: '', agent: '' };
  try {
    return specSchema.safeParse(JSON.parse(spec)).data ?? unread;
  } catch {
    return unread;
  }
}

/** The directory of a task's output below the state directory; `undefined` for ids that are no plain names. */
export function outputDirOf(stateDir: string, { id: taskId, sessionId }: Pick<TaskRecord, 'id' | 'sessionId'>): string | undefined {
  return outputOf(join(stateDir, 'output'), { sessionId, taskId });
}
