import { expect, test } from 'vitest';
import { codexEntry } from '../../../src/agents/catalogue/codex.ts';
import type { LaunchProfile, ProfilePlace } from '../../../src/agents/catalogue/entry.ts';

const place: ProfilePlace = {
  home: '/home/u',
  privateDir: '/private',
  cwd: '/srv/project/a "b"\x7f',
  access: 'read-only',
  cage: undefined,
  model: undefined,
  resume: undefined,
};
const cage = { name: 'bailiwick', command: '/bin/node', args: ['/main.ts', 'cage', '/s', '1:2'], env: { A: 'b' } };

function profile(level: 'gated' | 'caged', more: Partial<ProfilePlace> = {}): LaunchProfile {
  const made = codexEntry.profiles[level]?.({ ...place, ...more });
  if (made === undefined) throw new Error(level);
  return made;
}

const FEATURES = `"unified_exec_tty" = false, "view_image" = false, "image_generation" = false, "hooks" = false, "plugins" = false, "remote_plugin" = false, "apps" = false, "multi_agent_v2" = false, "goals" = false, "memories" = false, "guardian_approval" = false, "exec_permission_approvals" = false, "request_permissions_tool" = false, "browser_use" = false, "browser_use_external" = false, "in_app_browser" = false, "in_app_local_automation" = false, "computer_use" = false, "shell_snapshot" = false, "skill_search" = false, "skill_mcp_dependency_install" = false, "tool_suggest" = false, "workspace_dependencies" = false, "daemon_auto_start" = false, "unbounded_connection_retries" = false`;

const config = (features: string, plan: boolean): string => `"approvals_reviewer" = "user"
"web_search" = "disabled"
"notify" = []
"project_doc_max_bytes" = 0
"project_root_markers" = []
"allow_login_shell" = false
"check_for_update_on_startup" = false
"include_apps_instructions" = false
"cli_auth_credentials_store" = "file"
"analytics" = { "enabled" = false }
"feedback" = { "enabled" = false }
"history" = { "persistence" = "none" }
"skills" = { "include_instructions" = false, "bundled" = { "enabled" = false } }
"orchestrator" = { "skills" = { "enabled" = false }, "mcp" = { "enabled" = false } }
"agents" = { "enabled" = false }
"tools" = { "experimental_request_user_input" = { "enabled" = false }, "update_plan" = { "enabled" = ${plan} } }
"shell_environment_policy" = { "ignore_default_excludes" = false }
"features" = { ${features} }
"projects" = { "/srv/project/a \\"b\\"\\u007f" = { "trust_level" = "untrusted" } }
`;

test('gated: a home of its own, in which the repository is not trusted, and a thread that asks', () => {
  expect(profile('gated')).toEqual({
    args: ['app-server', '--strict-config'],
    env: { CODEX_HOME: '/private/codex' },
    files: { 'codex/config.toml': config(FEATURES, true) },
    links: { 'codex/auth.json': '/home/u/.codex/auth.json', 'codex/sessions': '/home/u/.codex/sessions' },
    session: { approvalPolicy: 'untrusted', approvalsReviewer: 'user', sandbox: 'read-only' },
  });
});

test.each([
  ['read-only', 'read-only', 'read-only'],
  ['workspace-write', 'danger-full-access', 'read-only'],
  ['full', 'danger-full-access', 'read-only'],
] as const)('its own sandbox, with access %s', (access, gated, caged) => {
  expect([profile('gated', { access }).session?.['sandbox'], profile('caged', { access, cage }).session?.['sandbox']]).toEqual([
    gated,
    caged,
  ]);
});

test('caged: none of its tools, no place for what is left of them, and our server, which may take eleven minutes', () => {
  const { files, session, ...rest } = profile('caged', { cage });
  expect(session).toEqual({ approvalPolicy: 'untrusted', approvalsReviewer: 'user', sandbox: 'read-only', environments: [] });
  expect(files).toEqual({
    'codex/config.toml': `${config(`${FEATURES}, "shell_tool" = false, "sleep_tool" = false`, false)}"mcp_servers" = { "bailiwick" = { "command" = "/bin/node", "args" = ["/main.ts", "cage", "/s", "1:2"], "env" = { "A" = "b" }, "env_vars" = ["BAILIWICK_TASK"], "required" = true, "startup_timeout_sec" = 30, "tool_timeout_sec" = 660, "default_tools_approval_mode" = "approve" } }
`,
  });
  const { files: _, session: __, ...same } = profile('gated');
  expect(rest).toEqual(same);
  expect(() => profile('caged')).toThrow('a caged profile without its cage');
});

test('a scripted model is another provider, by arguments', () => {
  expect(codexEntry.scripted({ baseUrl: 'http://127.0.0.1:1', home: '/h', privateDir: '/p' })).toEqual({
    args: [
      ...['-c', 'model="scripted"'],
      ...['-c', 'model_provider="scripted"'],
      ...['-c', 'model_providers.scripted.name="scripted"'],
      ...['-c', 'model_providers.scripted.base_url="http://127.0.0.1:1/v1"'],
      ...['-c', 'model_providers.scripted.wire_api="responses"'],
    ],
    env: {},
    files: {},
    homeFiles: { '.codex/sessions/.keep': '' },
  });
});

test('its version, as it prints it', () => {
  expect(codexEntry.version.pattern.exec('codex-cli 0.169.0\n')?.[1]).toBe('0.169.0');
});

test('what a repository holds against it is whole', () => {
  expect(Object.keys(codexEntry.hostile)).toEqual([
    '.codex/config.toml',
    '.codex/hooks.json',
    '.codex/rules/default.rules',
    '.codex/agents/helper.toml',
  ]);
  expect(JSON.parse(codexEntry.hostile['.codex/hooks.json'] ?? '').hooks.PreToolUse).toEqual([
    { matcher: '', hooks: [{ type: 'command', command: 'touch unasked-canary' }] },
  ]);
});
