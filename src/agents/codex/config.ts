import { MARKER } from '../../shell/process/marker.ts';
import type { HeldLevel } from '../assurance/assurance.ts';
import type { McpProgram } from '../catalogue/entry.ts';

type Value = string | number | boolean | readonly string[] | { readonly [key: string]: Value };
type Table = Readonly<Record<string, Value>>;

/** Seconds that our tools may take: a person may be asked meanwhile. */
const TOOL_SECONDS = 660;
const START_SECONDS = 30;

/**
 * Off: whatever runs programs, reaches out, reads or starts another agent without asking, and what a person's own installation adds.
 * `unified_exec_tty`: into a terminal more can be typed, and nobody is asked about that.
 */
const FEATURES_OFF = [
  'unified_exec_tty',
  'view_image',
  'image_generation',
  'hooks',
  'plugins',
  'remote_plugin',
  'apps',
  'multi_agent_v2',
  'goals',
  'memories',
  'guardian_approval',
  'exec_permission_approvals',
  'request_permissions_tool',
  'browser_use',
  'browser_use_external',
  'in_app_browser',
  'in_app_local_automation',
  'computer_use',
  'shell_snapshot',
  'skill_search',
  'skill_mcp_dependency_install',
  'tool_suggest',
  'workspace_dependencies',
  'daemon_auto_start',
  // Without a network it would try for ever.
  'unbounded_connection_retries',
] as const;

/** Its own tools: what stays without them can not do anything, since a caged thread has no environment. */
const CAGED_OFF = ['shell_tool', 'sleep_tool'] as const;

const off = (names: readonly string[]): Table => Object.fromEntries(names.map((name) => [name, false]));

/** The configuration of one child: a home of its own, in which nothing of the user's or the repository's is loaded. */
export function configOf(level: HeldLevel, { cwd, cage }: { readonly cwd: string; readonly cage: McpProgram | undefined }): string {
  const features = { ...off(FEATURES_OFF), ...(level === 'caged' ? off(CAGED_OFF) : {}) };
  return toml({
    approvals_reviewer: 'user',
    web_search: 'disabled',
    notify: [],
    // An instruction file of the repository may be a link to anything.
    project_doc_max_bytes: 0,
    project_root_markers: [],
    allow_login_shell: false,
    check_for_update_on_startup: false,
    include_apps_instructions: false,
    cli_auth_credentials_store: 'file',
    analytics: { enabled: false },
    feedback: { enabled: false },
    history: { persistence: 'none' },
    skills: { include_instructions: false, bundled: { enabled: false } },
    orchestrator: { skills: { enabled: false }, mcp: { enabled: false } },
    agents: { enabled: false },
    tools: { experimental_request_user_input: { enabled: false }, update_plan: { enabled: level === 'gated' } },
    // Keys are the agent's, not its commands'.
    shell_environment_policy: { ignore_default_excludes: false },
    features,
    // Unless a directory is called untrusted, opening a conversation in it makes it trusted, with its servers, hooks and rules.
    projects: { [cwd]: { trust_level: 'untrusted' } },
    ...(cage === undefined ? {} : { mcp_servers: { [cage.name]: serverOf(cage) } }),
  });
}

/** Its tools are judged on our side, so nobody is asked about them here. */
function serverOf({ command, args, env }: McpProgram): Table {
  return {
    command,
    args,
    env,
    env_vars: [MARKER],
    required: true,
    startup_timeout_sec: START_SECONDS,
    tool_timeout_sec: TOOL_SECONDS,
    default_tools_approval_mode: 'approve',
  };
}

/** One value a line, tables inline. */
function toml(table: Table): string {
  return Object.entries(table)
    .map(([key, value]) => `${quoted(key)} = ${inline(value)}\n`)
    .join('');
}

function inline(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(quoted).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${quoted(key)} = ${inline(one)}`)
    .join(', ')} }`;
}

/** JSON escapes all that TOML's basic strings must have escaped, but DEL. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\x7f', '\\u007f');
}
