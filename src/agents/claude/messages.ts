import * as z from 'zod';
import { AgentError } from '../protocol.ts';

// Only what is used of each message is looked at: every version adds fields.

/** Characters of an id, a name, a kind. */
const MAX_NAME = 1_024;
const name = z.string().max(MAX_NAME);
const id = name.min(1);

export const toolUse = z.object({ type: z.literal('tool_use'), id, name, input: z.unknown() });
export const textBlock = z.object({ type: z.literal('text'), text: z.string() });

const usage = z.object({
  input_tokens: z.number().nonnegative(),
  output_tokens: z.number().nonnegative(),
  cache_creation_input_tokens: z.number().nonnegative().nullish(),
  cache_read_input_tokens: z.number().nonnegative().nullish(),
});

export const assistantMessage = z.object({
  message: z.object({ id: name.optional(), content: z.array(z.unknown()), usage: usage.optional().catch(undefined) }),
  /** Set where a sub-agent speaks. */
  parent_tool_use_id: name.nullish(),
});

export const toolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: id,
  is_error: z.boolean().nullish(),
  content: z.unknown(),
});
export const userMessage = z.object({
  message: z.object({ content: z.union([z.string(), z.array(z.unknown())]) }),
  /** Of a message that was told before. */
  isReplay: z.boolean().nullish(),
  tool_result_meta: z
    .array(z.object({ id, non_execution_kind: name.nullish() }))
    .optional()
    .catch(undefined),
});

const modelUsage = z.object({
  inputTokens: z.number().nonnegative(),
  outputTokens: z.number().nonnegative(),
  cacheReadInputTokens: z.number().nonnegative().catch(0),
  cacheCreationInputTokens: z.number().nonnegative().catch(0),
});

export const resultMessage = z.object({
  subtype: name,
  is_error: z.boolean().catch(true),
  result: z.string().optional().catch(undefined),
  errors: z.array(z.string()).optional().catch(undefined),
  stop_reason: name.nullish().catch(undefined),
  terminal_reason: name.nullish().catch(undefined),
  total_cost_usd: z.number().nonnegative().optional().catch(undefined),
  modelUsage: z.record(z.string(), modelUsage).optional().catch(undefined),
  /** Messages that wait for a turn of their own: at least one more result follows. */
  queued_turn_count: z.number().nonnegative().optional().catch(undefined),
  /** Which of our messages the turn has answered. */
  user_message_uuids: z.array(name).optional().catch(undefined),
});
export type ResultMessage = z.output<typeof resultMessage>;

export const initMessage = z.object({
  session_id: id,
  model: name.optional().catch(undefined),
  tools: z.array(name),
  mcp_servers: z.array(z.object({ name, status: name })).catch([]),
  permissionMode: name,
});
export const statusMessage = z.object({ permissionMode: name.optional() });

export const controlRequest = z.object({ request_id: id, request: z.looseObject({ subtype: name }) });
export const controlCancel = z.object({ request_id: id });
export const controlResponse = z.object({
  response: z.discriminatedUnion('subtype', [
    z.object({ subtype: z.literal('success'), request_id: id, response: z.unknown() }),
    z.object({ subtype: z.literal('error'), request_id: id, error: z.string().catch('') }),
  ]),
});

/** What the hook is asked before each call. */
export const hookCallback = z.object({
  input: z.object({
    hook_event_name: z.literal('PreToolUse'),
    tool_name: id,
    tool_input: z.record(z.string(), z.unknown()),
    tool_use_id: id,
    cwd: z.string(),
    permission_mode: name.optional(),
  }),
});
/** What a person would be asked. */
export const canUseTool = z.object({ tool_name: id, input: z.record(z.string(), z.unknown()), tool_use_id: id });

/** What the agent answers to `initialize`: without the two, its hook would not hold. */
export const initialized = z.object({
  hooks_applied: z.literal(true),
  hook_on_failure_supported: z.literal(true),
  current_permission_mode: name.optional(),
});

const message = z.looseObject({ type: name });
export type Message = z.output<typeof message>;

/** Takes a line; throws an `AgentError` when it is no message: nothing behind it can be trusted to be what it seems. */
export function messageOf(line: string): Message {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new AgentError('it wrote a line that is no JSON to its standard output');
  }
  const read = message.safeParse(value);
  if (!read.success) throw new AgentError('it wrote a line that is no message of its protocol to its standard output');
  return read.data;
}
