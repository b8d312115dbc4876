import { type HookHost, yesOrNo } from './host.ts';
import { delegates, type Fields, type Intent, listed, mcpCalls, nothing, type Reading, searched, tool } from './intent.ts';

const SEARCH = 'https://api.moonshot.ai/search?q=';

const TOOLS: Readonly<Record<string, Reading>> = {
  Bash: tool(
    { needs: ['command'], texts: ['cwd'], also: ['timeout', 'description', 'run_in_background', 'disable_timeout'] },
    ({ command, cwd }) => [{ do: 'command', command, cwd }],
  ),
  Read: tool({ needs: ['path'], also: ['line_offset', 'column_offset', 'n_lines', 'max_chars'] }, ({ path }) => [{ do: 'read', path }]),
  ReadMediaFile: tool({ needs: ['path'], also: ['region', 'full_resolution'] }, ({ path }) => [{ do: 'read', path }]),
  Write: tool({ needs: ['path', 'content'], also: ['mode'] }, ({ path, content }) => [{ do: 'write', path, text: content }]),
  Edit: tool({ needs: ['path', 'old_string', 'new_string'], also: ['replace_all'] }, ({ path, new_string }) => [
    { do: 'write', path, text: new_string },
  ]),
  Glob: tool(
    { needs: ['pattern'], texts: ['path'], also: ['head_limit', 'offset', 'include_ignored', 'include_dirs'] },
    ({ pattern, path }) => listed(pattern, path),
  ),
  Grep: tool(
    {
      needs: ['pattern'],
      texts: ['path'],
      also: ['glob', 'type', 'output_mode', '-i', '-n', '-A', '-B', '-C', 'head_limit', 'offset', 'multiline', 'include_ignored'],
    },
    ({ path }) => [{ do: 'read', path: path ?? '.' }],
  ),
  FetchURL: tool({ needs: ['url'] }, ({ url }) => [{ do: 'fetch', url }]),
  WebSearch: tool({ needs: ['query'] }, ({ query }) => searched(SEARCH, query)),
  Agent: delegates,
  AgentSwarm: delegates,
  ...Object.fromEntries(
    [
      ...['AskUserQuestion', 'CreateGoal', 'CronList', 'EnterPlanMode', 'ExitPlanMode', 'GetGoal', 'SetGoalBudget', 'TaskList'],
      ...['TaskOutput', 'TaskStop', 'TodoList', 'UpdateGoal', 'WaitFor'],
    ].map((name) => [name, nothing]),
  ),
};

/** What a call of Kimi Code would do; `undefined`: not understood. */
export function kimiIntents(name: string, input: Fields): readonly Intent[] | undefined {
  return Object.hasOwn(TOOLS, name) ? TOOLS[name]?.(input) : mcpCalls(name, input);
}

export const kimi: HookHost = {
  name: 'kimi',
  event: 'PreToolUse',
  shell: () => 'bash',
  intents: ({ tool: name, input }) => kimiIntents(name, input),
  answer: yesOrNo,
};
