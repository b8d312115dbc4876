/** What a host has to start. All paths absolute: a host started from a desktop has a poor PATH. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Host {
  readonly name: string;
  /** Where a person puts the block. */
  readonly place: string;
  /** True when the host tells no root and starts us elsewhere than in a project, so that a workspace must be given. */
  readonly needsWorkspace: boolean;
  readonly render: (launch: Launch) => string;
}

const NAME = 'bailiwick';

/** The hosts that `print-config` knows. Places and shapes: the documentation of each host. */
export const HOSTS: readonly Host[] = [
  {
    name: 'claude-desktop',
    place:
      'claude_desktop_config.json (Settings, Developer, Edit Config): ~/Library/Application Support/Claude on macOS, ~/.config/Claude on Linux',
    needsWorkspace: true,
    render: (launch) => json({ mcpServers: { [NAME]: server(launch) } }),
  },
  {
    name: 'claude-code',
    place: '~/.claude.json for yourself, or .mcp.json in a project',
    needsWorkspace: false,
    render: (launch) => json({ mcpServers: { [NAME]: { type: 'stdio', ...server(launch) } } }),
  },
  {
    name: 'cursor',
    place: '~/.cursor/mcp.json, or .cursor/mcp.json in a project',
    needsWorkspace: false,
    render: (launch) => json({ mcpServers: { [NAME]: server(launch) } }),
  },
  {
    name: 'vscode',
    place: "the user's mcp.json (command: MCP: Open User Configuration), or .vscode/mcp.json in a project",
    needsWorkspace: false,
    render: (launch) => json({ servers: { [NAME]: { type: 'stdio', ...server(launch) } } }),
  },
  { name: 'codex', place: '~/.codex/config.toml', needsWorkspace: false, render: codex },
  {
    name: 'gemini',
    place: '~/.gemini/settings.json, or .gemini/settings.json in a project',
    needsWorkspace: false,
    render: (launch) => json({ mcpServers: { [NAME]: server(launch) } }),
  },
  {
    name: 'opencode',
    place: '~/.config/opencode/opencode.json, or opencode.json in a project',
    needsWorkspace: false,
    render: ({ command, args, env }) =>
      json({ mcp: { [NAME]: { type: 'local', command: [command, ...args], ...section('environment', env), enabled: true } } }),
  },
];

function server({ command, args, env }: Launch): Record<string, unknown> {
  return { command, args, ...section('env', env) };
}

function section(name: string, env: Launch['env']): Record<string, unknown> {
  return Object.keys(env).length === 0 ? {} : { [name]: env };
}

function json(block: unknown): string {
  return `${JSON.stringify(block, null, 2)}\n`;
}

function codex({ command, args, env }: Launch): string {
  const entries = Object.entries(env);
  const lines = [
    `[mcp_servers.${NAME}]`,
    `command = ${tomlString(command)}`,
    `args = [${args.map(tomlString).join(', ')}]`,
    // Above our own answer window of 45 s.
    'tool_timeout_sec = 60',
    ...(entries.length === 0 ? [] : ['', `[mcp_servers.${NAME}.env]`, ...entries.map(([key, value]) => `${key} = ${tomlString(value)}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A TOML basic string: JSON's escapes are TOML's, but for DEL, which TOML wants escaped. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007F');
}
