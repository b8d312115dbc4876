import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { LaunchProfile, McpProgram, ProfilePlace } from '../catalogue/entry.ts';
import { GATED_TOOLS } from './tools.ts';

/** Milliseconds: a person may take ten minutes, and one more is left for the call itself. */
const TOOL_TIMEOUT_MS = 11 * 60_000;
const SETTINGS = 'claude-settings.json';
const MCP_CONFIG = 'claude-mcp.json';

/** Talked to over standard streams; no settings of the user or the repository, no server but those given, no commands, no browser. */
const COMMON_ARGS = [
  ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
  ...['--permission-prompt-tool', 'stdio', '--permission-mode', 'manual', '--setting-sources', ''],
  ...['--strict-mcp-config', '--disable-slash-commands', '--no-chrome'],
];

/** What it would do beside what it is told, or read without a call: all of it off. */
const COMMON_ENV = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  // A path behind an @ in any message would be read without a question.
  CLAUDE_CODE_DISABLE_FILE_MENTIONS: '1',
  CLAUDE_CODE_DISABLE_CLAUDE_MDS: '1',
  CLAUDE_CODE_DISABLE_GIT_INSTRUCTIONS: '1',
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
  CLAUDE_CODE_DISABLE_BUNDLED_SKILLS: '1',
  CLAUDE_CODE_DISABLE_FILE_CHECKPOINTING: '1',
  CLAUDE_CODE_AUTO_CONNECT_IDE: 'false',
  CLAUDE_CODE_IDE_SKIP_AUTO_INSTALL: '1',
  // What goes on behind the end of a turn would be nobody's.
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
  CLAUDE_CODE_DISABLE_CRON: '1',
  CLAUDE_CODE_MAX_SUBAGENT_SPAWN_DEPTH: '1',
  // Each command starts where the child was started: that is where its paths are judged from.
  CLAUDE_BASH_MAINTAIN_PROJECT_WORKING_DIR: '1',
  CLAUDE_CODE_ENABLE_TASKS: '1',
  // Else tools are handed to the model by a tool that looks for them.
  ENABLE_TOOL_SEARCH: 'false',
  MCP_TOOL_TIMEOUT: String(TOOL_TIMEOUT_MS),
};

/** It asks before each call, twice: its hook, and its prompt for permission, which a rule makes it show for every tool. */
export function gated(place: ProfilePlace): LaunchProfile {
  return profile(place, ['--tools', GATED_TOOLS.join(',')], {
    [SETTINGS]: settings({ ask: GATED_TOOLS }),
  });
}

/** None of its own tools, and one server. */
export function caged(place: ProfilePlace): LaunchProfile {
  if (place.cage === undefined) throw new Error('a caged profile without its cage');
  return profile(place, ['--tools', '', '--mcp-config', join(place.privateDir, MCP_CONFIG)], {
    [SETTINGS]: settings({}),
    [MCP_CONFIG]: mcpConfig(place.cage),
  });
}

function profile(place: ProfilePlace, args: readonly string[], files: Readonly<Record<string, string>>): LaunchProfile {
  const { privateDir, model, resume } = place;
  const sessionId = resume ?? sessionIdOf(privateDir);
  return {
    args: [
      ...COMMON_ARGS,
      ...['--settings', join(privateDir, SETTINGS)],
      ...args,
      ...(model === undefined ? [] : ['--model', model]),
      ...(resume === undefined ? ['--session-id', sessionId] : ['--resume', resume]),
    ],
    // Its socket, and what its commands print, would be in the shared /tmp.
    env: { ...COMMON_ENV, XDG_RUNTIME_DIR: privateDir, CLAUDE_CODE_TMPDIR: privateDir },
    files,
    session: { sessionId },
  };
}

function settings(permissions: object): string {
  return JSON.stringify({ permissions: { ...permissions, disableBypassPermissionsMode: 'disable', disableAutoMode: 'disable' } });
}

function mcpConfig({ name, command, args, env }: McpProgram): string {
  const server = { type: 'stdio', command, args, env, timeout: TOOL_TIMEOUT_MS, alwaysLoad: true };
  return JSON.stringify({ mcpServers: { [name]: server } });
}

/** The agent takes the id of a new conversation from us, as a UUID; the private directory is that of one child alone. */
function sessionIdOf(privateDir: string): string {
  const hex = createHash('sha256').update(privateDir).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
