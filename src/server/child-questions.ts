import type { InputRequests, InputRequiredResult, Server } from '@modelcontextprotocol/server';
import { inputRequired } from '@modelcontextprotocol/server';
import type { Session } from '../session/session.ts';
import type { ChildQuestion } from '../session/task-model.ts';
import type { Limits, Log } from './app-port.ts';
import { approvalForm, readChoice } from './approval.ts';
import { elicit } from './ask.ts';

/** The questions of running children as forms, each known by the id of its approval, which nobody can guess. */
export function childRequests(questions: readonly ChildQuestion[]): InputRequests | undefined {
  if (questions.length === 0) return undefined;
  return Object.fromEntries(
    questions.map(({ approval }) => [approval.id, inputRequired.elicit(approvalForm(approval, undefined))] as const),
  );
}

/** Modern era: what the children of a session ask rides on a result; `undefined` when they ask nothing. */
export function askWithResult(session: Session): InputRequiredResult | undefined {
  const inputRequests = childRequests(session.tasks.questions());
  return inputRequests && inputRequired({ inputRequests, requestState: CHILDREN });
}

/** Says that a retry answers children; it proves nothing, the ids do. */
const CHILDREN = 'children';

/** Hands over the responses that answer a question of these; the others are nothing. Whether one is still pending only the gate knows. */
export function answerChildren(questions: readonly ChildQuestion[], responses: Readonly<Record<string, unknown>>): void {
  for (const { approval, answer } of questions) {
    if (Object.hasOwn(responses, approval.id)) answer({ approvalId: approval.id, choice: readChoice(responses[approval.id]) });
  }
}

/** Legacy era: each question is asked when it comes, one after the other. Returns the way to stop it. */
export function askWhenTheyCome(session: Session, { server, limits, log }: { server: Server; limits: Limits; log: Log }): () => void {
  let last = Promise.resolve();
  return session.tasks.onQuestion(({ approval, answer, over }) => {
    last = last.then(async () => {
      if (over.aborted) return;
      const choice = await elicit(server, approval, { signal: over, timeout: limits.approvalMs }, log);
      if (!over.aborted) answer({ approvalId: approval.id, choice });
    });
  });
}
