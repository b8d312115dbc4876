import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { visible } from '../shell/visible.ts';
import type { Tool } from '../tools/tool.ts';
import { answerOf } from './approval.ts';
import { askByResult, askElsewhere, askWhileWaiting } from './ask.ts';
import { answerChildren, askWithResult } from './child-questions.ts';
import { callerOf, takesForms, takesTasks } from './client.ts';
import { callParams, pageParams } from './params.ts';
import { type ProgressReporter, progressReporter } from './progress.ts';
import type { ServerScope } from './scope.ts';
import { type TaskHandle, taskHandle, waitAsTask } from './tasks-extension.ts';
import { failureOf, prepareCall } from './tool-call.ts';
import { listedTools } from './tool-list.ts';

const MAX_NAME_SHOWN = 100;

/** `tools/list` and `tools/call`. */
export function handleTools(scope: ServerScope): void {
  const { app, server, log } = scope;
  let known: ReadonlyMap<string, Tool> | undefined;
  let listed: ReturnType<typeof listedTools> | undefined;

  server.setRequestHandler('tools/list', { params: pageParams }, async () => {
    listed ??= listedTools(await app.tools());
    return { tools: listed };
  });

  server.setRequestHandler('tools/call', { params: callParams }, async ({ name, arguments: input = {} }, context) => {
    known ??= new Map((await app.tools()).map((tool) => [tool.name, tool]));
    const tool = known.get(name);
    if (tool === undefined) throw unknownTool(name, known);
    const progress = progressReporter(context);
    try {
      return await call(scope, tool, input, context, progress.report);
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      return failureOf(tool.name, error, context.mcpReq.signal.aborted ? () => undefined : log);
    } finally {
      await scope.notices.flush(context);
      progress.stop();
    }
  });
}

async function call(
  scope: ServerScope,
  tool: Tool,
  input: Readonly<Record<string, unknown>>,
  context: ServerContext,
  progress: ProgressReporter['report'],
): Promise<CallToolResult | InputRequiredResult | TaskHandle> {
  const { server, era, limits, log } = scope;
  const { signal, inputResponses, requestState } = context.mcpReq;
  const session = await scope.session(context);
  const caller = callerOf(server, era, context);
  const canAsk = takesForms(caller);
  const prepared = prepareCall(tool, input, { session, signal, progress, canAsk });
  if (!prepared.ok) return prepared.result;
  // Only the modern era has answers in a request; in the legacy era these are fields that anybody may add, without meaning.
  const carries = tool.carriesQuestions === true && canAsk && era === 'modern';
  if (carries && inputResponses !== undefined) answerChildren(session.tasks.questions(), inputResponses);
  const answer = era === 'modern' && !carries ? answerOf(inputResponses, requestState()) : undefined;
  const { result, approval } = await prepared.call.run(answer && { answer, waitedMs: 0 });
  const asked = carries && inputResponses === undefined ? askWithResult(session) : undefined;
  if (asked !== undefined) return asked;
  if (approval === undefined) return (await taskHandle(scope, context, { session, tool: tool.name, result })) ?? result;
  if (answer !== undefined) {
    session.gate.withdraw(approval.id);
    return result;
  }
  const question = { gate: session.gate, approval, refusal: result, call: prepared.call, log };
  if (!canAsk) return (await askElsewhere(question)).result;
  if (era === 'modern') {
    const asTask = takesTasks(caller) && (await import('../tools/task-result.ts')).asksForTask(tool, input);
    return asTask ? await waitAsTask(scope, context, { session, tool: tool.name, question }) : askByResult(approval);
  }
  return await askWhileWaiting({ ...question, server, signal, limits });
}

function unknownTool(name: string, tools: ReadonlyMap<string, Tool>): ProtocolError {
  const shown = visible(name.slice(0, MAX_NAME_SHOWN));
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${shown}. Known: ${[...tools.keys()].join(', ')}`);
}
