import { wantedOf } from '../../agents/claude/tools.ts';
import { type HookHost, json, SILENT } from './host.ts';
import { delegates, type Fields, type Intent, mcpCalls, nothing, type Reading, tool } from './intent.ts';

const EVENT = 'PreToolUse';

/** Calls of a sub-agent come here as well; one that would work elsewhere has arguments that are not named. */
const agent = tool(
  { needs: ['prompt'], also: ['description', 'subagent_type', 'model', 'effort', 'run_in_background', 'name'] },
  ({ prompt }) => delegates({ prompt }),
);

/** What children that we start do not have. */
const TOOLS: Readonly<Record<string, Reading>> = {
  Agent: agent,
  Task: agent,
  LS: tool({ needs: ['path'], also: ['ignore'] }, ({ path }) => [{ do: 'list', path }]),
  Monitor: tool({ needs: ['command'], also: ['description', 'timeout_ms', 'persistent'] }, ({ command }) => [{ do: 'command', command }]),
  MultiEdit: tool({ needs: ['file_path'], also: ['edits'] }, ({ file_path }) => [{ do: 'write', path: file_path }]),
  NotebookRead: tool({ needs: ['notebook_path'], also: ['cell_id'] }, ({ notebook_path }) => [{ do: 'read', path: notebook_path }]),
  ...Object.fromEntries(
    [
      ...['AskUserQuestion', 'BashOutput', 'CronList', 'EnterPlanMode', 'ExitPlanMode', 'KillBash', 'KillShell', 'ListAgents'],
      ...['ReportFindings', 'ScheduleWakeup', 'StructuredOutput', 'TaskOutput', 'TaskStop', 'TodoWrite', 'ToolSearch'],
    ].map((name) => [name, nothing]),
  ),
};

/** What a call of Claude Code would do; `undefined`: not understood. */
export function claudeIntents(name: string, input: Fields): readonly Intent[] | undefined {
  if (Object.hasOwn(TOOLS, name)) return TOOLS[name]?.(input);
  const mcp = mcpCalls(name, input);
  if (mcp !== undefined) return mcp;
  // Our yes would also spare the agent's own question whether its sandbox may be left.
  if (name === 'Bash' && (input['dangerouslyDisableSandbox'] ?? false) !== false) return undefined;
  const wanted = wantedOf({ id: '', tool: name, title: '', kind: undefined, input, locations: [], diffs: [] });
  return name === 'Glob' ? wanted?.map((one): Intent => (one.do === 'read' ? { do: 'list', path: one.path } : one)) : wanted;
}

export const claudeCode: HookHost = {
  name: 'claude-code',
  event: EVENT,
  projectVariable: 'CLAUDE_PROJECT_DIR',
  shell: (env, ofUser) => env['CLAUDE_CODE_SHELL'] ?? env['SHELL'] ?? ofUser ?? '',
  intents: ({ tool: name, input }) => claudeIntents(name, input),
  answer({ decision, reason }, onlyBlock) {
    if (decision === 'pass' || (decision === 'allow' && onlyBlock)) return SILENT;
    return json({ hookSpecificOutput: { hookEventName: EVENT, permissionDecision: decision, permissionDecisionReason: reason } });
  },
};
