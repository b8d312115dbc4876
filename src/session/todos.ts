import type { Answer, Approval } from '../policy/action.ts';
import { describeError } from '../shell/describe-error.ts';
import { StoreFailed } from '../store/store.ts';
import { CHECK_NAMES } from './check-names.ts';
import type { Checks } from './evaluators.ts';
import { type Judgement, judge, skipped, unknownCheck } from './todo-evaluation.ts';
import { type Applied, applyTodo } from './todo-list.ts';
import {
  EMPTY_LIST,
  type Evaluation,
  isOpen,
  TODO_TOOL,
  type TodoItem,
  type TodoList,
  type TodoOp,
  type TodoResult,
  type TodoScope,
  visibleTo,
} from './todo-model.ts';
import type { TodoPort } from './todo-store.ts';
import { applyVerdict, nextRound, type TodoVerdict } from './todo-verdict.ts';
import { visibleItems, visibleResult } from './todo-view.ts';

/** One caller of one operation. */
export interface TodoCall extends TodoScope {
  readonly signal: AbortSignal;
  /** Milliseconds that this call may wait for a check. */
  readonly windowMs: number;
  /** A person's answer to the approval that an earlier call asked for. */
  readonly answer?: Answer | undefined;
  /** Told when a person could let the check of an item run. */
  readonly needsApproval: (approval: Approval) => void;
}

/** What can be seen of a list; every text is escaped. */
export interface TodoView {
  readonly version: number;
  readonly items: readonly TodoItem[];
}

/** The todo list of one session. */
export interface TodoBoard {
  /** Never rejects: what can not be done is an answer. Operations take effect in the order in which they came, checks aside. */
  apply(op: TodoOp, call: TodoCall): Promise<TodoResult>;
  list(scope?: TodoScope): TodoView;
  /** What a verdict on the work means for these items. Never rejects; what can not be kept is said in the log. */
  judge(verdict: TodoVerdict, scope: TodoScope): Promise<void>;
  /** Failed items are open again. Never rejects. */
  nextRound(scope: TodoScope): Promise<void>;
  /** Counts one tool call of the session; called before the call is made. */
  noteToolCall(tool: string): void;
  /** A line for the result of the call that was counted last, when the list was forgotten for long; then it counts anew. */
  reminder(): string | undefined;
  /** Told after every change that is kept; returns the way to stop it. */
  onChange(listener: () => void): () => void;
}

export interface TodoBoardDeps {
  readonly sessionId: string;
  readonly store: TodoPort;
  readonly checks: Checks;
  readonly log: (line: string) => void;
}

const CALLS_BEFORE_REMINDER = 8;
/** Somebody else may be saving the same list; that this happens every time is not to be expected. */
const SAVE_ATTEMPTS = 5;

interface Due {
  readonly id: string;
  readonly evaluator: string;
}

/** Makes the board of one session. Throws when its list can not be loaded. */
export function createTodoBoard({ sessionId, store, checks, log }: TodoBoardDeps): TodoBoard {
  const listeners = new Set<() => void>();
  let list = load();
  let queue: Promise<unknown> = Promise.resolve();
  let calls = 0;

  function load(): TodoList {
    return store.load(sessionId) ?? EMPTY_LIST;
  }

  function refused(reason: string, evaluation?: Evaluation): TodoResult {
    return { ok: false, reason, version: list.version, ...(evaluation === undefined ? {} : { evaluation }) };
  }

  function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  /** Takes what was checked so far; returns the answer, or what has to be checked first. */
  function commit(op: TodoOp, call: TodoCall, checked?: Due & { readonly evaluation: Evaluation }): TodoResult | { readonly due: Due } {
    for (let attempt = 0; attempt < SAVE_ATTEMPTS; attempt += 1) {
      const before = list;
      const after = applyTodo(before, op, call);
      const due = dueCheck(op, before, after.list);
      if (due !== undefined && checked === undefined) return { due };
      if (due !== undefined && due.evaluator !== checked?.evaluator)
        return refused(`${due.id} changed while its check ran; look at it and send the update again`);
      if (after.list === before || store.save(sessionId, after.list, before.version)) {
        list = after.list;
        if (after.list !== before) tell();
        return { ...after.result, ...(checked === undefined ? {} : { evaluation: checked.evaluation }) };
      }
      list = load();
    }
    return refused('others change the list all the time; send it again');
  }

  async function first(op: TodoOp, call: TodoCall): Promise<TodoResult | { readonly due: Due }> {
    for (const evaluator of namedEvaluators(op)) {
      const found = await checks.resolve(evaluator);
      if (found.kind === 'refused') return refused(found.reason);
    }
    return commit(op, call);
  }

  async function evaluate({ id, evaluator }: Due, call: TodoCall): Promise<Judgement> {
    const found = await checks.resolve(evaluator);
    if (found.kind === 'missing') return skipped(evaluator, found.detail);
    if (found.kind === 'refused') return unknownCheck(id, evaluator, found.reason);
    const { command } = found;
    const run = await checks.outcome(id, command, call);
    if (run?.kind === 'needs_approval') call.needsApproval(run.approval);
    return judge({ id, evaluator, command }, run);
  }

  async function apply(op: TodoOp, call: TodoCall): Promise<TodoResult> {
    const answer = await inTurn(() => first(op, call));
    if (!('due' in answer)) return answer;
    const { due } = answer;
    // Nobody waits in the queue for a check.
    const judgement = await evaluate(due, call);
    if (!judgement.ok) return refused(judgement.reason, judgement.evaluation);
    const { evaluation } = judgement;
    const checked = await inTurn(() => commit(op, call, { ...due, evaluation }));
    return 'due' in checked ? refused(`${due.id} changed while its check ran`) : checked;
  }

  async function changed(change: (list: TodoList) => Applied): Promise<void> {
    try {
      await inTurn(() => {
        for (let attempt = 0; attempt < SAVE_ATTEMPTS; attempt += 1) {
          const before = list;
          const { list: after, result } = change(before);
          if (!result.ok) log(`the todo list: ${result.reason}`);
          if (after === before) return;
          if (store.save(sessionId, after, before.version)) {
            list = after;
            tell();
            return;
          }
          list = load();
        }
        log('the todo list: others change it all the time');
      });
    } catch (error) {
      log(`the todo list: ${describeError(error)}`);
    }
  }

  function tell(): void {
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        log(`a listener of the todo list: ${describeError(error)}`);
      }
    }
  }

  return {
    async apply(op, call) {
      try {
        return visibleResult(await apply(op, call));
      } catch (error) {
        log(`the todo list: ${describeError(error)}`);
        const why = error instanceof StoreFailed ? error.message : 'the reason is in the log';
        return refused(`the list could not be kept, so nothing was changed; ${why}`);
      }
    },
    judge: (verdict, scope) => changed((before) => applyVerdict(before, verdict, scope)),
    nextRound: (scope) => changed((before) => nextRound(before, scope)),
    list: (scope = {}) => ({ version: list.version, items: visibleItems(visibleTo(list.items, scope)) }),
    noteToolCall(tool) {
      calls = tool === TODO_TOOL || !list.items.some(isOpen) ? 0 : calls + 1;
    },
    reminder() {
      const open = list.items.filter(isOpen).length;
      // The call that was just counted is the one after those.
      if (open === 0 || calls <= CALLS_BEFORE_REMINDER) return undefined;
      calls = 0;
      return `Reminder: ${open} todo ${open === 1 ? 'item is' : 'items are'} open and the list has not been touched for ${CALLS_BEFORE_REMINDER} tool calls; bring it up to date with ${TODO_TOOL}.`;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The item that an update would complete although its check has not been run. */
function dueCheck(op: TodoOp, before: TodoList, after: TodoList): Due | undefined {
  if (op.op !== 'update') return undefined;
  const isCompleted = (list: TodoList): TodoItem | undefined => list.items.find(({ id, status }) => id === op.id && status === 'completed');
  const evaluator = isCompleted(after)?.evaluator;
  return evaluator === undefined || isCompleted(before) !== undefined ? undefined : { id: op.id, evaluator };
}

/** The names that have to stand for something; those of the usual checks always do. */
function namedEvaluators(op: TodoOp): readonly string[] {
  const items = op.op === 'init' ? op.items : op.op === 'add' ? [op.item] : op.op === 'update' ? [op.fields] : [];
  const given = new Set(items.flatMap(({ evaluator }) => (evaluator === undefined || evaluator.trim() === '' ? [] : [evaluator])));
  return [...given].filter((one) => !CHECK_NAMES.some((usual) => usual === one));
}
