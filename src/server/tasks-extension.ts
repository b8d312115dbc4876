import {
  type CallToolResult,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Session } from '../session/session.ts';
import { hasEnded, type Task, type TaskSnapshot } from '../session/task-model.ts';
import { askElsewhere, type Question } from './ask.ts';
import { answerChildren, childRequests } from './child-questions.ts';
import { callerOf, TASKS_EXTENSION, takesForms, takesTasks } from './client.ts';
import { INTERNAL_ERROR, isObject } from './json-rpc.ts';
import { guarded } from './resource-handlers.ts';
import type { ServerScope } from './scope.ts';
import { type WireTask, wireTask } from './task-wire.ts';

const taskParams = z.object({ taskId: z.string() });

/** A task of this session, asked about by a client that knows the extension. */
interface Asked {
  readonly session: Session;
  readonly task: Task;
  readonly context: ServerContext;
}

/** `tasks/get`, `tasks/update` and `tasks/cancel`. A client that does not declare the extension with the request has none of them. */
export function handleTasks(scope: ServerScope): void {
  const methods = {
    'tasks/get': (asked: Asked) => taskNow(scope, asked),
    'tasks/update': async ({ task, context }: Asked) => {
      const { inputResponses } = context.mcpReq;
      if (inputResponses === undefined || !waits(task.snapshot())) return {};
      answerChildren(task.questions(), inputResponses);
      scope.questions.answer(task.id, inputResponses);
      return {};
    },
    'tasks/cancel': async ({ session, task }: Asked) => {
      await session.tasks.stop(task.id, { by: 'host', reason: 'the client cancelled it', force: false });
      return {};
    },
  };
  for (const [method, handle] of Object.entries(methods)) {
    scope.server.setRequestHandler(method, { params: taskParams }, ({ taskId }, context) =>
      guarded(method, scope.log, async () => {
        if (!takesTasks(callerOf(scope.server, scope.era, context))) throw new MissingRequiredClientCapabilityError(REQUIRED);
        const session = await scope.session(context);
        const task = await session.tasks.get(taskId);
        // The same words for one that never was, that has expired, and that is another session's.
        if (task === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Unknown task');
        return await handle({ session, task, context });
      }),
    );
  }
}

const REQUIRED = { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } };

/** What `tools/call` answers for a call that goes on as a task. */
export type TaskHandle = WireTask & { readonly resultType: 'task' };

/**
 * Takes the result of a call; returns the handle of the task that the call goes on as. `undefined` when it is over, when it waits for
 * somebody whom this client cannot ask, and when the result only speaks of a task that an other tool has made.
 */
export async function taskHandle(
  scope: ServerScope,
  context: ServerContext,
  call: { readonly session: Session; readonly tool: string; readonly result: CallToolResult },
): Promise<TaskHandle | undefined> {
  const { session, tool, result } = call;
  // A handle is worth something only where `tasks/get` is.
  const caller = callerOf(scope.server, scope.era, context);
  if (scope.era !== 'modern' || !takesTasks(caller)) return undefined;
  const named = taskIdIn(result);
  const task = named === undefined ? undefined : await session.tasks.get(named);
  const snapshot = task?.snapshot();
  if (snapshot === undefined || snapshot.tool !== tool || hasEnded(snapshot.status)) return undefined;
  const requests = requestsNow(scope, context, task, snapshot);
  // The same request at the same time finds the task a moment before its question can be asked: `tasks/get` has it then.
  if (waits(snapshot) && requests === undefined && !takesForms(caller)) return undefined;
  return { resultType: 'task', ...wireTask(snapshot, { asks: requests !== undefined, retentionMs: session.limits.retentionMs }) };
}

/** Keeps the work of a call as a task that waits for a person, whom this client or a terminal asks. */
export async function waitAsTask(
  scope: ServerScope,
  context: ServerContext,
  { session, tool, question }: { readonly session: Session; readonly tool: string; readonly question: Question },
): Promise<CallToolResult | TaskHandle> {
  const { result, resume } = await askElsewhere(question);
  const named = taskIdIn(result);
  const task = resume === undefined || named === undefined ? undefined : await session.tasks.get(named);
  if (task !== undefined && resume !== undefined) {
    scope.questions.ask(task.id, { approval: question.approval, resume });
    void task.ended.then(() => scope.questions.forget(task.id));
  }
  return (await taskHandle(scope, context, { session, tool, result })) ?? result;
}

function taskIdIn({ structuredContent }: CallToolResult): string | undefined {
  const named = isObject(structuredContent) ? structuredContent['task_id'] : undefined;
  return typeof named === 'string' ? named : undefined;
}

async function taskNow(scope: ServerScope, { session, task, context }: Asked) {
  const snapshot = task.snapshot();
  const inputRequests = requestsNow(scope, context, task, snapshot);
  const wire = wireTask(snapshot, { asks: inputRequests !== undefined, retentionMs: session.limits.retentionMs });
  switch (wire.status) {
    case 'input_required':
      return { ...wire, inputRequests };
    case 'completed':
      return { ...wire, result: await resultOf(session, task) };
    case 'failed':
      return { ...wire, error: { code: INTERNAL_ERROR, message: whyFailed(snapshot, wire) } };
    case 'working':
    case 'cancelled':
      return wire;
  }
}

/** The tools are loaded already when there is a task. */
async function resultOf(session: Session, task: Task): Promise<CallToolResult> {
  const { taskResult } = await import('../tools/task-result.ts');
  const { value, text, isError } = await taskResult(session, task);
  return { content: [{ type: 'text', text }], structuredContent: value, ...(isError ? { isError } : {}) };
}

function whyFailed({ id, status }: TaskSnapshot, { statusMessage = 'it could not be run' }: WireTask): string {
  const why = status === 'interrupted' ? `the server that ran it has ended: ${statusMessage}` : statusMessage;
  return `${why}. What it wrote, if anything: bailiwick://tasks/${id}/output`;
}

/** The questions of a waiting task that this client can put to its person. */
function requestsNow({ server, era, questions }: ServerScope, context: ServerContext, task: Task | undefined, snapshot: TaskSnapshot) {
  if (!waits(snapshot) || !takesForms(callerOf(server, era, context))) return undefined;
  return questions.requestsOf(snapshot.id) ?? childRequests(task?.questions() ?? []);
}

const waits = ({ status }: TaskSnapshot): boolean => status === 'waiting_approval';
