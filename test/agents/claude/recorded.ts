// Messages as Claude Code 2.1.330 wrote them, without the fields that nothing reads.
import type { Step } from './fake-claude.ts';

export const SESSION = '8a6275d4-9df4-4cf0-8af9-f29ec278cfdc';

export const READY = { hooks_applied: true, hook_on_failure_supported: true, current_permission_mode: 'default' };
/** Up to the first message of a turn. */
export const OPENED: readonly Step[] = [{ wait: 'control_request' }, { reply: READY }];
export const ASKED: readonly Step[] = [...OPENED, { wait: 'user' }];

export const say = (message: object): Step => ({ say: { session_id: SESSION, ...message } });

export const init = (more: object = {}): Step =>
  say({
    type: 'system',
    subtype: 'init',
    cwd: '/srv/project',
    tools: ['Task', 'Bash', 'Read'],
    mcp_servers: [],
    model: 'claude-opus-5-5',
    permissionMode: 'default',
    ...more,
  });

export const use = (id: string, name: string, input: unknown, more: object = {}): Step =>
  say({
    type: 'assistant',
    message: {
      id: `msg_${id}`,
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [{ type: 'tool_use', id, name, input }],
      usage: { input_tokens: 100, output_tokens: 20, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
    },
    parent_tool_use_id: null,
    ...more,
  });

export const words = (text: string, more: object = {}): Step =>
  say({
    type: 'assistant',
    message: { id: 'msg_words', role: 'assistant', content: [{ type: 'text', text }] },
    parent_tool_use_id: null,
    ...more,
  });

export const hook = (id: string, tool: string, input: unknown, more: object = {}): Step =>
  say({
    type: 'control_request',
    request_id: `hook-${id}`,
    request: {
      subtype: 'hook_callback',
      callback_id: 'bailiwick',
      input: {
        session_id: SESSION,
        cwd: '/srv/project',
        permission_mode: 'default',
        hook_event_name: 'PreToolUse',
        tool_name: tool,
        tool_input: input,
        tool_use_id: id,
        ...more,
      },
      tool_use_id: id,
    },
  });

export const prompt = (id: string, tool: string, input: unknown): Step =>
  say({
    type: 'control_request',
    request_id: `prompt-${id}`,
    request: { subtype: 'can_use_tool', tool_name: tool, display_name: tool, input, permission_suggestions: [], tool_use_id: id },
  });

export const outcome = (id: string, content: string, isError: boolean, kind?: string): Step =>
  say({
    type: 'user',
    message: { role: 'user', content: [{ type: 'tool_result', content, is_error: isError, tool_use_id: id }] },
    parent_tool_use_id: null,
    ...(kind === undefined ? {} : { tool_result_meta: [{ id, non_execution_kind: kind, permission_decision: { decision: 'reject' } }] }),
  });

export const RESULT = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'done',
  stop_reason: 'end_turn',
  terminal_reason: 'completed',
  total_cost_usd: 0.0056,
  modelUsage: {
    'claude-opus-5-5': { inputTokens: 700, outputTokens: 140, cacheReadInputTokens: 5, cacheCreationInputTokens: 1, costUSD: 0.0056 },
  },
  queued_turn_count: 0,
};
export const result = (more: object = {}): Step => say({ ...RESULT, ...more });
