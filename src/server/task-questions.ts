import type { InputRequests } from '@modelcontextprotocol/server';
import { inputRequired } from '@modelcontextprotocol/server';
import type { Answer, Approval } from '../policy/action.ts';
import { approvalForm, readChoice } from './approval.ts';

/** A question that a task waits for. */
export interface TaskQuestion {
  readonly approval: Approval;
  /** Only the first answer counts. */
  resume(answer: Answer): void;
}

/**
 * The questions of one client's tasks. A question is known by the id of its approval, which nobody can guess: a response under any other
 * name answers nothing, and whether the approval is still pending only the gate knows.
 */
export interface TaskQuestions {
  ask(taskId: string, question: TaskQuestion): void;
  /** What the task waits for; `undefined` when that is nothing. */
  requestsOf(taskId: string): InputRequests | undefined;
  /** Hands over the responses that answer a question of this task; the others are nothing. */
  answer(taskId: string, responses: Readonly<Record<string, unknown>>): void;
  /** Nobody waits for an answer any more. */
  forget(taskId: string): void;
}

export function createTaskQuestions(): TaskQuestions {
  const pending = new Map<string, Map<string, TaskQuestion>>();
  return {
    ask(taskId, question) {
      const questions = pending.get(taskId) ?? new Map<string, TaskQuestion>();
      questions.set(question.approval.id, question);
      pending.set(taskId, questions);
    },
    requestsOf(taskId) {
      const questions = pending.get(taskId);
      if (questions === undefined) return undefined;
      const requests = [...questions].map(([id, { approval }]) => [id, inputRequired.elicit(approvalForm(approval, undefined))] as const);
      return Object.fromEntries(requests);
    },
    answer(taskId, responses) {
      const questions = pending.get(taskId);
      for (const [id, response] of Object.entries(responses)) {
        const question = questions?.get(id);
        if (question === undefined) continue;
        questions?.delete(id);
        question.resume({ approvalId: id, choice: readChoice(response) });
      }
      if (questions?.size === 0) pending.delete(taskId);
    },
    forget: (taskId) => void pending.delete(taskId),
  };
}
