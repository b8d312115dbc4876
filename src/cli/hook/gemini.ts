import { type HookHost, json, yesOrNo } from './host.ts';
import { delegates, type Fields, type Intent, listed, nothing, type Reading, searched, staysBelow, tool } from './intent.ts';

const SEARCH = 'https://generativelanguage.googleapis.com/search?q=';
/** What every tool may be given: it only says when the call is made. */
const WHEN = 'wait_for_previous';
const FILTERS = ['respect_git_ignore', 'respect_gemini_ignore', 'file_filtering_options', WHEN];
const EDITED = ['modified_by_user', 'ai_proposed_content', WHEN];

const TOOLS: Readonly<Record<string, Reading>> = {
  run_shell_command: tool(
    { needs: ['command'], texts: ['dir_path'], also: ['description', 'is_background', 'delay_ms', WHEN] },
    ({ command, dir_path }) => [{ do: 'command', command, cwd: dir_path }],
  ),
  read_file: tool({ needs: ['file_path'], also: ['start_line', 'end_line', WHEN] }, ({ file_path }) => [{ do: 'read', path: file_path }]),
  read_many_files: (input) => readMany(input),
  write_file: tool({ needs: ['file_path', 'content'], also: EDITED }, ({ file_path, content }) => [
    { do: 'write', path: file_path, text: content },
  ]),
  replace: tool(
    { needs: ['file_path', 'old_string', 'new_string'], also: ['instruction', 'allow_multiple', 'expected_replacements', ...EDITED] },
    ({ file_path, new_string }) => [{ do: 'write', path: file_path, text: new_string }],
  ),
  list_directory: tool({ needs: ['dir_path'], also: ['ignore', ...FILTERS] }, ({ dir_path }) => [{ do: 'list', path: dir_path }]),
  glob: tool({ needs: ['pattern'], texts: ['dir_path'], also: ['case_sensitive', ...FILTERS] }, ({ pattern, dir_path }) =>
    listed(pattern, dir_path),
  ),
  grep_search: tool(
    {
      needs: ['pattern'],
      texts: ['dir_path', 'include_pattern'],
      also: [
        ...['exclude_pattern', 'names_only', 'max_matches_per_file', 'total_max_matches', 'case_sensitive'],
        ...['fixed_strings', 'context', 'after', 'before', 'no_ignore', WHEN],
      ],
    },
    ({ dir_path, include_pattern = '' }) => (staysBelow(include_pattern) ? [{ do: 'read', path: dir_path ?? '.' }] : undefined),
  ),
  web_fetch: tool({ texts: ['prompt', 'url'], also: [WHEN] }, ({ prompt = '', url = '' }) => fetched(`${prompt} ${url}`)),
  google_web_search: tool({ needs: ['query'], also: [WHEN] }, ({ query }) => searched(SEARCH, query)),
  invoke_agent: delegates,
  ...Object.fromEntries(
    [
      ...['ask_user', 'complete_task', 'enter_plan_mode', 'exit_plan_mode', 'get_internal_docs', 'list_background_processes'],
      ...['read_background_output', 'update_topic', 'write_todos'],
    ].map((name) => [name, nothing]),
  ),
};

function readMany(input: Fields): readonly Intent[] | undefined {
  const { include } = input;
  if (!Array.isArray(include) || include.length === 0) return undefined;
  const known = ['include', 'exclude', 'recursive', 'useDefaultExcludes', ...FILTERS];
  const fits =
    include.every((one) => typeof one === 'string' && staysBelow(one)) && Object.keys(input).every((name) => known.includes(name));
  return fits ? [{ do: 'read', path: '.' }] : undefined;
}

/** Every address in a text, as the tool finds them. */
function fetched(text: string): readonly Intent[] | undefined {
  const addresses = text.split(/\s+/).filter((word) => word.includes('://'));
  return addresses.length === 0 ? undefined : addresses.map((url) => ({ do: 'fetch', url }));
}

/** What a call of Gemini CLI would do; `undefined`: not understood. @param mcp what it tells of a tool of an MCP server */
export function geminiIntents(name: string, input: Fields, mcp: unknown): readonly Intent[] | undefined {
  if (mcp === undefined) return Object.hasOwn(TOOLS, name) ? TOOLS[name]?.(input) : undefined;
  if (typeof mcp !== 'object' || mcp === null || !('server_name' in mcp) || !('tool_name' in mcp)) return undefined;
  const { server_name, tool_name } = mcp;
  if (typeof server_name !== 'string' || typeof tool_name !== 'string') return undefined;
  return [{ do: 'tool', server: server_name, name: tool_name, arguments: JSON.stringify(input) }];
}

export const gemini: HookHost = {
  name: 'gemini',
  event: 'BeforeTool',
  projectVariable: 'GEMINI_PROJECT_DIR',
  shell: () => 'bash',
  intents: ({ tool: name, input, mcp }) => geminiIntents(name, input, mcp),
  // It has an `ask` of its own, which waits for ever where nobody sits before it, and which older versions take for a yes.
  answer: (told, onlyBlock) => (told.decision === 'allow' && !onlyBlock ? json({ decision: 'allow', reason: told.reason }) : yesOrNo(told)),
};
