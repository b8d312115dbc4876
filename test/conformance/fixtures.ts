import { MissingRequiredClientCapabilityError } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Approval, Execution } from '../../src/policy/action.ts';
import { TASKS_EXTENSION } from '../../src/server/client.ts';
import type { TaskQuestions } from '../../src/server/task-questions.ts';
import type { TaskSpec } from '../../src/session/task-model.ts';
import { executionOf } from '../../src/tools/request.ts';
import { type Tool, type ToolCall, ToolError } from '../../src/tools/tool.ts';

/** What some fixtures must see of a request, and no tool of the product does. */
export interface Request {
  /** The client declares the tasks extension. */
  readonly takesTasks: boolean;
  /** The name among its answers. */
  readonly name: string | undefined;
}

/** The tools that the suite's scenarios of tasks call. What they start are real commands: judged by the gate, kept on the board. */
export function fixtureTools(questions: TaskQuestions, request: () => Request): readonly Tool[] {
  return [
    greet,
    jobTool('slow_compute', z.looseObject({ seconds: z.number().min(0).default(0), label: z.string().default('') }), {
      command: ({ seconds, label }) => `sleep ${seconds}; echo computed ${quoted(label)}`,
    }),
    requiringTasks(jobTool('failing_job', z.looseObject({}), { command: () => 'sleep 1; echo it fails >&2; exit 3' }), request),
    jobTool('protocol_error_job', z.looseObject({}), { command: () => 'echo never seen', execution: broken }),
    jobTool('confirm_delete', z.looseObject({ filename: z.string().default('') }), { command: needsPerson }),
    jobTool('multi_input', z.looseObject({}), { command: needsPerson, questions }),
    withoutPark(jobTool('test_tool_with_task', z.looseObject({}), { command: needsPerson, named: () => request().name })),
  ];
}

const hints = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false };

const greetInput = z.looseObject({ name: z.string().default('') });
const greetOutput = z.strictObject({ text: z.string() });
const greet: Tool<typeof greetInput, typeof greetOutput> = {
  name: 'greet',
  title: 'Greet',
  description: 'Answers at once.',
  input: greetInput,
  output: greetOutput,
  annotations: hints,
  handle: async ({ name }) => ({ text: `Hello, ${name}!` }),
  render: ({ text }) => text,
};

const jobOutput = z.looseObject({ status: z.string(), task_id: z.string().optional() });

interface Job<I extends z.ZodType> {
  readonly command: (args: z.output<I>) => string;
  readonly execution?: (allowed: Execution) => Execution;
  /** Where a second question is put beside the first. */
  readonly questions?: TaskQuestions;
  /** For whom it is, as part of the title. */
  readonly named?: () => string | undefined;
}

/** A tool whose every call is a task, as with `dispatch_child_task`. */
function jobTool<I extends z.ZodType>(name: string, input: I, job: Job<I>): Tool<I, typeof jobOutput> {
  const specOf = (args: z.output<I>, { session }: ToolCall, verdict: TaskSpec['verdict']): TaskSpec => {
    const command = job.command(args);
    const { access, workspace: cwd } = session;
    const person = job.named?.();
    const title = person === undefined ? command : `${command} (for ${person})`;
    const action = { kind: 'command', tool: 'bash', command, cwd, access } as const;
    return { tool: name, agent: 'shell', title, action, verdict, timeoutMs: 120_000, limit: 'timeout' };
  };
  const whole = async (args: z.output<I>, call: ToolCall): Promise<TaskSpec> => {
    const unjudged = specOf(args, call, NO_VERDICT);
    return { ...unjudged, verdict: (await call.session.gate.explain(unjudged.action)).verdict };
  };
  return {
    name,
    title: name,
    description: 'Goes on as a task.',
    input,
    output: jobOutput,
    annotations: hints,

    async handle(args, call) {
      const { session, signal, answer, canAsk } = call;
      const spec = await whole(args, call);
      const authorization = await session.gate.authorize(spec.action, { signal, answer: answerFor(answer), canAsk });
      if (authorization.decision === 'ask') call.needsApproval(authorization.approval);
      if (authorization.decision !== 'allow') return { status: authorization.decision };
      const allowed = executionOf(authorization);
      const execution = job.execution?.(allowed) ?? allowed;
      const started = await session.tasks.start({ spec, execution, approved: true, ended: authorization.ended });
      if (started.kind !== 'new') throw new ToolError('the session is closed');
      return { status: 'running', task_id: started.task.id };
    },

    async park(args, call, approval) {
      const parked = await call.session.tasks.park(await whole(args, call), approval);
      if (parked.kind !== 'new') throw new ToolError('the session is closed');
      const { task } = parked;
      const resume = job.questions === undefined ? parked.resume : afterBoth(job.questions, task.id, approval, parked.resume);
      return { result: { status: 'needs_approval', task_id: task.id }, resume };
    },

    render: ({ status, task_id }) => `${status} ${task_id ?? ''}`,
  };
}

const NO_VERDICT: TaskSpec['verdict'] = {
  decision: 'ask',
  tier: 5,
  reason: 'not judged yet',
  rule: 'none',
  signals: [],
  prefix: { kind: 'no_prefix', reason: 'not judged yet' },
};

type Resume = Parameters<TaskQuestions['ask']>[1]['resume'];

/** Puts a second question beside that of the gate; the task goes on when both are answered. */
function afterBoth(questions: TaskQuestions, taskId: string, approval: Approval, resume: Resume): Resume {
  const missing = new Set(['first', 'second']);
  const answered = (which: string): Resume => {
    return (answer) => {
      missing.delete(which);
      if (missing.size === 0) resume({ ...answer, approvalId: approval.id });
    };
  };
  questions.ask(taskId, { approval: { ...approval, id: `${approval.id}-second` }, resume: answered('second') });
  return answered('first');
}

/** The suite gives a name where the gate's form has choices; for the one tool without a task to wait with, that stands for a yes. */
function answerFor(answer: ToolCall['answer']): ToolCall['answer'] {
  return answer?.choice === 'deny' && answer.approvalId !== '' ? { ...answer, choice: 'allow_once' } : answer;
}

/** Asked about by the preset `standard`. */
const needsPerson = (): string => 'git init --quiet made';

const quoted = (text: string): string => `'${text.replaceAll("'", '')}'`;

/** Breaks the runner before anything is started. */
function broken(allowed: Execution): Execution {
  const env = {
    get BROKEN(): string {
      throw new Error('out of order');
    },
  };
  return { ...allowed, env };
}

/** So that its question waits with the call. */
function withoutPark<I extends z.ZodType, O extends z.ZodType>({ park: _, ...tool }: Tool<I, O>): Tool<I, O> {
  return tool;
}

/** No tool of the product is like this: each has an answer for every client. */
function requiringTasks<I extends z.ZodType, O extends z.ZodType>(tool: Tool<I, O>, request: () => Request): Tool<I, O> {
  return {
    ...tool,
    handle: async (args, call) => {
      if (request().takesTasks) return await tool.handle(args, call);
      throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } });
    },
  };
}
