import { visible } from '../shell/visible.ts';
import type { StateStore } from '../store/state.ts';
import type { Named } from './state-plan.ts';
import type { StateRequest } from './state-request.ts';
import { beginningOf, LOOKED_THROUGH, SHORTEST, withoutPrefix } from './task-find.ts';

const LISTS = '`bailiwick state` and `bailiwick tasks --all` list them.';

/** What a person named, by an id or the beginning of one; `undefined`, and said why, when that is nothing or several things. */
export async function namedState({ store, log }: StateRequest, state: StateStore, operand: string): Promise<Named | undefined> {
  if (operand === 'all') return { kind: 'all' };
  const sessions = store.sessions.list();
  if (sessions.some(({ id }) => id === operand)) return { kind: 'session', id: operand };
  if (state.task(operand) !== undefined) return { kind: 'task', id: operand };
  const shown = visible(JSON.stringify(operand));
  const beginning = beginningOf(operand);
  if (beginning === undefined) {
    log(`${shown} is too short; give at least ${SHORTEST} characters of the id. ${LISTS}`);
    return undefined;
  }
  const tasks = await store.tasks.list({ limit: LOOKED_THROUGH });
  const found: readonly Extract<Named, { id: string }>[] = [
    ...sessions.filter(({ id }) => id.startsWith(operand.toLowerCase())).map(({ id }) => ({ kind: 'session' as const, id })),
    ...tasks.filter(({ id }) => withoutPrefix(id).startsWith(beginning)).map(({ id }) => ({ kind: 'task' as const, id })),
  ];
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  if (one === undefined) log(`There is no session and no task ${shown}. ${LISTS}`);
  else
    log(`${found.length} begin with ${shown}: ${found.map(({ kind, id }) => `${kind} ${visible(id)}`).join(', ')}. Give more of the id.`);
  return undefined;
}
