import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { qwenEntry } from '../../../src/agents/catalogue/qwen.ts';
import { CAGE, profileOf, told } from './told.ts';

const { wanted } = qwenEntry;
const meta = (toolName: string): object => ({ _meta: { toolName, provenance: 'builtin', phase: 'preparing' } });
const first = (toolName: string, title: string, kind: string): object => ({
  status: 'pending',
  title,
  content: [],
  locations: [],
  kind,
  rawInput: {},
  ...meta(toolName),
});
const asked = (title: string, kind: string, rawInput: object, more: object = {}): object => ({
  status: 'pending',
  title,
  content: [],
  locations: [],
  kind,
  rawInput,
  ...more,
});

test.each([
  [
    'a command',
    told(first('run_shell_command', 'Shell', 'execute'), asked('touch a (b)', 'execute', { command: 'touch a', description: 'b' })),
    [{ do: 'command', command: 'touch a' }],
  ],
  [
    'a command in the background, elsewhere',
    told(
      first('run_shell_command', 'Shell', 'execute'),
      asked('touch a [background]', 'execute', { command: 'touch a', is_background: true, directory: '/srv/project/b' }),
    ),
    [{ do: 'command', command: 'touch a', cwd: '/srv/project/b' }],
  ],
  [
    'a write',
    told(
      first('write_file', 'WriteFile', 'edit'),
      asked(
        'Writing to plan.txt',
        'edit',
        { file_path: '/srv/project/plan.txt', content: 'x' },
        {
          content: [{ type: 'diff', path: '/srv/project/plan.txt', oldText: '', newText: 'x' }],
          locations: [{ path: '/srv/project/plan.txt' }],
        },
      ),
    ),
    [{ do: 'write', path: '/srv/project/plan.txt', text: 'x' }],
  ],
  [
    'an edit',
    told(
      first('edit', 'Edit', 'edit'),
      asked('plain.txt: one => two', 'edit', { file_path: '/srv/project/plain.txt', old_string: 'one', new_string: 'two' }),
    ),
    [{ do: 'write', path: '/srv/project/plain.txt', text: 'two' }],
  ],
  [
    'a cell of a notebook',
    told(
      first('notebook_edit', 'NotebookEdit', 'edit'),
      asked('a.ipynb', 'edit', { notebook_path: '/srv/project/a.ipynb', new_source: 'x' }),
    ),
    [{ do: 'write', path: '/srv/project/a.ipynb', text: 'x' }],
  ],
  [
    'a read',
    told(
      first('read_file', 'ReadFile', 'read'),
      asked('plain.txt', 'read', { file_path: '/srv/project/plain.txt', limit: 3 }, { locations: [{ path: '/srv/project/plain.txt' }] }),
    ),
    [{ do: 'read', path: '/srv/project/plain.txt' }],
  ],
  [
    'a search',
    told(first('grep_search', 'Grep', 'search'), asked("'x' in /etc", 'search', { pattern: 'x', path: '/etc' })),
    [{ do: 'read', path: '/etc' }],
  ],
  ['a search here', told(first('glob', 'Glob', 'search'), asked("'**/*'", 'search', { pattern: '**/*' })), [{ do: 'read', path: '.' }]],
  [
    'a page',
    told(first('web_fetch', 'WebFetch', 'fetch'), asked('Fetching content from …', 'fetch', { url: 'https://a.example/x', prompt: 'p' })),
    [{ do: 'fetch', url: 'https://a.example/x' }],
  ],
])('%s', (_, call, expected) => {
  expect(wanted(call)).toEqual(expected);
});

test('our own tools are judged where they run', () => {
  const call = told(
    first('mcp__bailiwick__bash', 'bash (bailiwick MCP Server)', 'other'),
    { title: 'bash (bailiwick MCP Server): {"command":"ls"}', kind: 'other', rawInput: { command: 'ls' } },
    { status: 'completed', content: [{ type: 'content', content: { type: 'text', text: 'done' } }] },
  );
  expect(wanted(call)).toEqual([{ do: 'nothing' }]);
});

test.each([
  ['nothing is known but its beginning', told(first('run_shell_command', 'Shell', 'execute'))],
  ['a field that nobody knows', told(first('run_shell_command', 'Shell', 'execute'), asked('a', 'execute', { command: 'a', shell: 'b' }))],
  ['another kind', told(first('run_shell_command', 'Shell', 'other'), asked('a', 'other', { command: 'a' }))],
  ['a tool that nobody knows', told(first('exec', 'exec', 'execute'), asked('a', 'execute', { command: 'a' }))],
  ["somebody else's server", told(first('mcp__evil__bash', 'bash (evil MCP Server)', 'other'))],
  ['a server that only looks like ours', told(first('mcp__evil__bash', 'bash (bailiwick MCP Server)', 'other'))],
  ['a command that looks like ours', told(first('run_shell_command', 'bash (bailiwick MCP Server)', 'execute'))],
  ['a search that leads out', told(first('glob', 'Glob', 'search'), asked('x', 'search', { pattern: '../../**' }))],
  ['a search elsewhere', told(first('glob', 'Glob', 'search'), asked('x', 'search', { pattern: '/etc/*' }))],
  ['a file as a page', told(first('web_fetch', 'WebFetch', 'fetch'), asked('x', 'fetch', { url: 'file:///etc/passwd', prompt: 'p' }))],
])('not understood: %s', (_, call) => {
  expect(wanted(call)).toBeUndefined();
});

test('gated: it asks for everything, in a folder that it does not trust', () => {
  const { args, env, files, links, cwd } = profileOf(qwenEntry, 'gated');
  expect(args).toEqual(['--acp', '--approval-mode', 'default', '--extensions', 'none']);
  expect(env).toEqual({
    QWEN_HOME: '/private/qwen',
    QWEN_RUNTIME_DIR: '/home/u/.qwen',
    QWEN_CODE_SYSTEM_SETTINGS_PATH: '/private/qwen-system.json',
    QWEN_CODE_SYSTEM_DEFAULTS_PATH: '/private/qwen-defaults.json',
    QWEN_CODE_TRUSTED_FOLDERS_PATH: '/private/qwen-trust.json',
    QWEN_CODE_NO_RELAUNCH: 'true',
  });
  expect(links).toEqual({
    'qwen/settings.json': '/home/u/.qwen/settings.json',
    'qwen/oauth_creds.json': '/home/u/.qwen/oauth_creds.json',
  });
  expect(JSON.parse(files['qwen-trust.json'] ?? '')).toEqual({ '/srv/project': 'DO_NOT_TRUST' });
  const settings: unknown = JSON.parse(files['qwen-system.json'] ?? '');
  expect(settings).toMatchObject({
    disableAllHooks: true,
    mcp: { allowed: [] },
    security: { folderTrust: { enabled: true } },
    tools: { approvalMode: 'default', discoveryCommand: '', callCommand: '' },
    ui: { enableFollowupSuggestions: false },
    permissions: { ask: expect.arrayContaining(['run_shell_command', 'write_file', 'edit', 'read_file', 'list_directory']) },
  });
  expect(cwd).toBeUndefined();
});

test('gated: not where it would rewrite the settings of the repository', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'qwen-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const file = join(cwd, '.qwen', 'settings.json');
  mkdirSync(join(cwd, '.qwen'));
  const gatedWith = (text: string): readonly string[] => {
    writeFileSync(file, text);
    return profileOf(qwenEntry, 'gated', { cwd }).args;
  };
  expect(gatedWith('{"$version":4,"tools":{}}').slice(0, 3)).toEqual(['--acp', '--approval-mode', 'default']);
  for (const text of ['{}', '{"$version":3}', '{"$version":"4"}', '{"$version":5}', '[]', '', '{"$version":4']) {
    expect(() => gatedWith(text)).toThrow(
      `it would rewrite ${file} without asking, which is not JSON with "$version": 4; start qwen there once by hand, or choose another agent or a caged child`,
    );
  }
  expect(profileOf(qwenEntry, 'caged', { cwd, cage: CAGE }).cwd).toBe('/private/qwen-work');
});

test('caged: in a directory of its own, without any tool but ours', () => {
  const { args, files, cwd } = profileOf(qwenEntry, 'caged', { cage: CAGE });
  expect(cwd).toBe('/private/qwen-work');
  expect(args.slice(0, 8).join(' ')).toBe(
    '--acp --approval-mode default --safe-mode --allowed-mcp-server-names bailiwick --allowed-tools mcp__bailiwick',
  );
  const withheld = args.filter((_, at) => args[at - 1] === '--exclude-tools');
  expect(withheld).toEqual(expect.arrayContaining(['run_shell_command', 'write_file', 'edit', 'agent', 'skill', 'exec', 'tool_call']));
  expect(JSON.parse(files['qwen-trust.json'] ?? '')).toEqual({ '/private/qwen-work': 'TRUST_FOLDER' });
  expect(() => profileOf(qwenEntry, 'caged')).toThrow('a caged profile without its cage');
});

test('its version', () => {
  expect(qwenEntry.version.pattern.exec('0.24.4\n')?.[1]).toBe('0.24.4');
});
