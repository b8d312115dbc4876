import { type HookHost, yesOrNo } from './host.ts';
import { delegates, type Fields, type Intent, mcpCalls, nothing, type Reading, tool } from './intent.ts';
import { patched } from './patch.ts';

/** It tells where a command would run as the directory of the whole call. */
const TOOLS: Readonly<Record<string, Reading>> = {
  Bash: tool({ needs: ['command'] }, ({ command }) => [{ do: 'command', command }]),
  apply_patch: tool({ needs: ['command'] }, ({ command }) => patched(command)),
  view_image: tool({ needs: ['path'], also: ['detail'] }, ({ path }) => [{ do: 'read', path }]),
  spawn_agent: delegates,
  ...Object.fromEntries(
    [
      ...['close_agent', 'create_goal', 'get_goal', 'request_user_input', 'resume_agent', 'send_input', 'update_goal', 'update_plan'],
      'wait_agent',
    ].map((name) => [name, nothing]),
  ),
};

/** What a call of Codex would do; `undefined`: not understood. */
export function codexIntents(name: string, input: Fields): readonly Intent[] | undefined {
  return Object.hasOwn(TOOLS, name) ? TOOLS[name]?.(input) : mcpCalls(name, input);
}

export const codex: HookHost = {
  name: 'codex',
  event: 'PreToolUse',
  shell: (env, ofUser) => ofUser ?? env['SHELL'] ?? '',
  intents: ({ tool: name, input }) => codexIntents(name, input),
  answer: yesOrNo,
};
