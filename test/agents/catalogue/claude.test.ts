import { expect, test } from 'vitest';
import { claudeEntry } from '../../../src/agents/catalogue/claude.ts';
import type { LaunchProfile, ProfilePlace } from '../../../src/agents/catalogue/entry.ts';

const place: ProfilePlace = {
  home: '/home/u',
  privateDir: '/private',
  cwd: '/srv/project',
  access: 'read-only',
  cage: undefined,
  model: undefined,
  resume: undefined,
};
const cage = { name: 'bailiwick', command: '/bin/node', args: ['/main.ts', 'cage', '/s', '1:2'], env: { A: 'b' } };

function profile(level: 'gated' | 'caged', more: Partial<ProfilePlace> = {}): LaunchProfile {
  const made = claudeEntry.profiles[level]?.({ ...place, ...more });
  if (made === undefined) throw new Error(level);
  return made;
}

const COMMON =
  '-p --input-format stream-json --output-format stream-json --verbose --permission-prompt-tool stdio --permission-mode manual --setting-sources  --strict-mcp-config --disable-slash-commands --no-chrome --settings /private/claude-settings.json';
const TOOLS = 'Agent,Bash,Edit,Glob,Grep,NotebookEdit,Read,TaskCreate,TaskGet,TaskList,TaskUpdate,TodoWrite,WebFetch,WebSearch,Write';
const ID = 'e2ebbbf4-e0b0-4be6-8cfc-77d4f8b4f4d6';

test('gated: nobody else has a say, and a rule makes it ask for every tool that it has', () => {
  const { args, files, session } = profile('gated');
  const id = session?.['sessionId'];
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(args.join(' ')).toBe(`${COMMON} --tools ${TOOLS} --session-id ${id}`);
  expect(files).toEqual({
    'claude-settings.json': JSON.stringify({
      permissions: { ask: TOOLS.split(','), disableBypassPermissionsMode: 'disable', disableAutoMode: 'disable' },
    }),
  });
});

test('a model and a conversation to go on with', () => {
  const { args, session } = profile('gated', { model: 'haiku', resume: ID });
  expect(args.slice(-4)).toEqual(['--model', 'haiku', '--resume', ID]);
  expect(session).toEqual({ sessionId: ID });
  expect(profile('gated', { privateDir: '/other' }).session).not.toEqual(profile('gated').session);
});

test('caged: none of its tools, and our server, which may take eleven minutes', () => {
  const { args, files, session } = profile('caged', { cage });
  expect(args.join(' ')).toBe(`${COMMON} --tools  --mcp-config /private/claude-mcp.json --session-id ${session?.['sessionId']}`);
  const { name, ...server } = cage;
  expect(JSON.parse(files['claude-mcp.json'] ?? '')).toEqual({
    mcpServers: { [name]: { type: 'stdio', ...server, timeout: 660_000, alwaysLoad: true } },
  });
  expect(() => profile('caged')).toThrow('a caged profile without its cage');
});

test('what it would do or read by itself is off, and what it leaves lies in the private directory', () => {
  expect(profile('gated').env).toEqual({
    CLAUDE_BASH_MAINTAIN_PROJECT_WORKING_DIR: '1',
    CLAUDE_CODE_AUTO_CONNECT_IDE: 'false',
    CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    CLAUDE_CODE_DISABLE_BUNDLED_SKILLS: '1',
    CLAUDE_CODE_DISABLE_CLAUDE_MDS: '1',
    CLAUDE_CODE_DISABLE_CRON: '1',
    CLAUDE_CODE_DISABLE_FILE_CHECKPOINTING: '1',
    CLAUDE_CODE_DISABLE_FILE_MENTIONS: '1',
    CLAUDE_CODE_DISABLE_GIT_INSTRUCTIONS: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_ENABLE_TASKS: '1',
    CLAUDE_CODE_IDE_SKIP_AUTO_INSTALL: '1',
    CLAUDE_CODE_MAX_SUBAGENT_SPAWN_DEPTH: '1',
    CLAUDE_CODE_TMPDIR: '/private',
    DISABLE_AUTOUPDATER: '1',
    ENABLE_TOOL_SEARCH: 'false',
    MCP_TOOL_TIMEOUT: '660000',
    XDG_RUNTIME_DIR: '/private',
  });
  expect(profile('caged', { cage }).env).toEqual(profile('gated').env);
});

test('its version is read, and its keys alone are let through', () => {
  expect(claudeEntry.version.pattern.exec('2.1.330 (Claude Code)\n')?.[1]).toBe('2.1.330');
  expect(claudeEntry.version.pattern.test('Codex 2.1.330')).toBe(false);
  expect(
    claudeEntry.environment.filter((name) => !/^(ANTHROPIC|CLAUDE|AWS|CLOUD_ML|GOOGLE_APPLICATION|MAX_THINKING|API_TIMEOUT)/.test(name)),
  ).toEqual([]);
  expect(new Set(claudeEntry.environment).size).toBe(claudeEntry.environment.length);
});

test('a proof uses its own home and model, and none of the keys of the user', () => {
  expect(claudeEntry.scripted({ baseUrl: 'http://127.0.0.1:1', home: '/proof', privateDir: '/private' })).toEqual({
    args: [],
    env: {
      HOME: '/proof',
      CLAUDE_CONFIG_DIR: '/proof/.claude',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
      ANTHROPIC_AUTH_TOKEN: 'scripted',
      ANTHROPIC_API_KEY: '',
      CLAUDE_CODE_OAUTH_TOKEN: '',
      CLAUDE_CODE_USE_BEDROCK: '',
      CLAUDE_CODE_USE_VERTEX: '',
      CLAUDE_CODE_USE_FOUNDRY: '',
    },
    files: {},
  });
});

test('the hostile files are what the agent would read', () => {
  expect(Object.keys(claudeEntry.hostile)).toEqual([
    '.claude/settings.json',
    '.claude/settings.local.json',
    '.mcp.json',
    'CLAUDE.md',
    'AGENTS.md',
    '.claude/CLAUDE.md',
    '.claude/agents/general-purpose.md',
    '.claude/commands/go.md',
    '.claude/skills/go/SKILL.md',
  ]);
  const { permissions } = JSON.parse(claudeEntry.hostile['.claude/settings.json'] ?? '');
  expect([permissions.defaultMode, permissions.allow[0]]).toEqual(['bypassPermissions', 'Bash']);
  expect(() => JSON.parse(claudeEntry.hostile['.mcp.json'] ?? '')).not.toThrow();
});
