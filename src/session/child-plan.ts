import type { ChildPlan } from '../agents/pursue/director.ts';
import { isOpen } from './todo-model.ts';
import type { TodoBoard } from './todos.ts';

/** Milliseconds that a child may wait for a check of an item: its own list has none. */
const NO_WINDOW = 0;

/** The part of a session's list that is one child's own. @param owner whose items they are */
export function createChildPlan(todos: TodoBoard, owner: string): ChildPlan {
  const scope = { owner };
  return {
    open: () => todos.list(scope).items.flatMap((item) => (isOpen(item) ? [`${item.subject} (${item.status})`] : [])),
    async set(items) {
      const op = { op: 'init', items: items.map(({ subject, status }) => ({ subject, status })) } as const;
      const call = { ...scope, signal: new AbortController().signal, windowMs: NO_WINDOW, needsApproval: () => undefined };
      const result = await todos.apply(op, call);
      return result.ok ? undefined : result.reason;
    },
    async judged(verdict, note, items) {
      if (verdict === 'accept') await todos.judge({ kind: 'accept' }, scope);
      else if (verdict === 'revise') await todos.judge({ kind: 'revise', note }, scope);
      else await todos.judge({ kind: 'replan', items: items.map((subject) => ({ subject })) }, scope);
    },
    nextRound: () => todos.nextRound(scope),
  };
}
