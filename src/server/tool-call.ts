import { randomUUID } from 'node:crypto';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Answer, Approval } from '../policy/action.ts';
import { describeError } from '../shell/describe-error.ts';
import { StoreFailed } from '../store/store.ts';
import { type Tool, type ToolCall, ToolError } from '../tools/tool.ts';
import type { Log } from './app-port.ts';
import { describeArgumentErrors } from './argument-errors.ts';
import { inputSchema } from './tool-list.ts';

/** What the handler is given besides the answer to an approval. */
export type CallBase = Pick<ToolCall, 'session' | 'signal' | 'progress' | 'canAsk'>;

/** A call whose arguments are right; it may be run again with an answer. */
export interface PreparedCall {
  run(answer?: { readonly answer: Answer; readonly waitedMs: number } | undefined): Promise<Round>;
  /** Keeps the work for a late answer; `undefined` when the tool cannot. */
  park(approval: Approval): Promise<Parked | undefined>;
}

export interface Round {
  readonly result: CallToolResult;
  /** Set when a person could lift the refusal that `result` is. */
  readonly approval: Approval | undefined;
}

export interface Parked {
  readonly result: CallToolResult;
  /** Absent when nothing waits for the answer. */
  readonly resume: ((answer: Answer) => void) | undefined;
}

export type Preparation = { readonly ok: true; readonly call: PreparedCall } | { readonly ok: false; readonly result: CallToolResult };

/** Checks the arguments. Wrong ones are a result that the model can read and mend, as the protocol wants it since 2025-11-25. */
export function prepareCall(tool: Tool, input: unknown, base: CallBase): Preparation {
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) {
    return { ok: false, result: failure(describeArgumentErrors(tool.name, parsed.error.issues, inputSchema(tool), input)) };
  }
  const args = parsed.data;

  const run: PreparedCall['run'] = async (answered) => {
    let approval: Approval | undefined;
    const call: ToolCall = {
      ...base,
      ...answered,
      needsApproval: (asked) => {
        approval = asked;
      },
    };
    const value: unknown = await tool.handle(args, call);
    return { result: success(tool, value), approval };
  };

  const park: PreparedCall['park'] = async (approval) => {
    const parked = await tool.park?.(args, { ...base, needsApproval: () => undefined }, approval);
    return parked === undefined ? undefined : { result: success(tool, parked.result), resume: parked.resume };
  };

  return { ok: true, call: { run, park } };
}

/** The one place where an exception of a tool becomes a result. Only our own words leave here; the rest goes to the log. */
export function failureOf(tool: string, error: unknown, log: Log): CallToolResult {
  if (error instanceof ToolError || error instanceof StoreFailed) return failure(error.message);
  const reference = randomUUID();
  log(`internal error ${reference} in ${tool}: ${describeError(error)}`);
  return failure(`Internal error in ${tool}; the log of the server has it as ${reference}.`);
}

function success(tool: Tool, value: unknown): CallToolResult {
  return { content: [{ type: 'text', text: tool.render(value) }], structuredContent: value };
}

function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
