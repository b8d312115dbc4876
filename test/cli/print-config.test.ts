import { expect, test } from 'vitest';
import { HOSTS } from '../../src/cli/hosts.ts';
import { printConfig } from '../../src/cli/print-config.ts';

const node = '/opt/node/bin/node';
const script = '/opt/bailiwick/dist/cli.cjs';
const print = (host: string, given = {}) => printConfig({ operands: [host], node, script, given });

test.each([
  ['claude-desktop', { mcpServers: { bailiwick: { command: node, args: [script] } } }],
  ['claude-code', { mcpServers: { bailiwick: { type: 'stdio', command: node, args: [script] } } }],
  ['cursor', { mcpServers: { bailiwick: { command: node, args: [script] } } }],
  ['vscode', { servers: { bailiwick: { type: 'stdio', command: node, args: [script] } } }],
  ['gemini', { mcpServers: { bailiwick: { command: node, args: [script] } } }],
  ['opencode', { mcp: { bailiwick: { type: 'local', command: [node, script], enabled: true } } }],
])('%s', (host, block) => {
  const printed = print(host);
  expect(printed).toEqual({ exitCode: 0, stdout: printed.stdout, stderr: expect.stringMatching(/^# Goes into /) });
  expect(JSON.parse(printed.stdout)).toEqual(block);
});

test('codex', () => {
  expect(print('codex')).toEqual({
    exitCode: 0,
    stdout: `[mcp_servers.bailiwick]
command = "/opt/node/bin/node"
args = ["/opt/bailiwick/dist/cli.cjs"]
tool_timeout_sec = 60
`,
    stderr: '# Goes into ~/.codex/config.toml\n',
  });
});

const given = { workspace: '/home/u/pro"ject\u007f', access: 'read-only', protocol: 'legacy' };

test('what was given is passed on: variables as environment, the rest as flags', () => {
  const env = { BAILIWICK_WORKSPACE: given.workspace, BAILIWICK_ACCESS: 'read-only' };
  const args = [script, '--protocol', 'legacy'];
  expect(JSON.parse(print('claude-desktop', given).stdout)).toEqual({ mcpServers: { bailiwick: { command: node, args, env } } });
  expect(JSON.parse(print('opencode', given).stdout)).toEqual({
    mcp: { bailiwick: { type: 'local', command: [node, ...args], environment: env, enabled: true } },
  });
  expect(print('codex', given).stdout).toBe(`[mcp_servers.bailiwick]
command = "/opt/node/bin/node"
args = ["/opt/bailiwick/dist/cli.cjs", "--protocol", "legacy"]
tool_timeout_sec = 60

[mcp_servers.bailiwick.env]
BAILIWICK_WORKSPACE = "/home/u/pro\\"ject\\u007F"
BAILIWICK_ACCESS = "read-only"
`);
});

test('a host that names no project gets a hint, until a workspace is given', () => {
  const hint = 'This host names no project: add --workspace <directory> to this command, or set BAILIWICK_WORKSPACE in the block.\n';
  expect(print('claude-desktop').stderr.split('\n').slice(1).join('\n')).toBe(hint);
  expect(print('claude-desktop', given).stderr.split('\n').slice(1)).toEqual(['']);
});

const known = 'known are claude-desktop, claude-code, cursor, vscode, codex, gemini, opencode.\n';

test.each([
  [[], `bailiwick: print-config needs a host; ${known}`],
  [['emacs'], `bailiwick: Unknown host "emacs"; ${known}`],
  [['codex', 'more'], `bailiwick: print-config takes one host; ${known}`],
])('%j is wrong usage', (operands, stderr) => {
  expect(printConfig({ operands, node, script, given: {} })).toEqual({ exitCode: 64, stdout: '', stderr });
});

test('every host has its own name', () => {
  expect(new Set(HOSTS.map((host) => host.name)).size).toBe(HOSTS.length);
});
