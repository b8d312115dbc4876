import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copilotEntry, loginOf } from '../../../src/agents/catalogue/copilot.ts';
import { AgentError } from '../../../src/agents/protocol.ts';
import { CAGE, profileOf, told } from './told.ts';

const { wanted } = copilotEntry;
const ran = { title: 'says what it likes', kind: 'execute', status: 'pending' };
const path = '/srv/project/a.txt';
const diff = { type: 'diff', path, oldText: '', newText: 'x\n' };

test.each([
  [
    'a command',
    told(
      { ...ran, rawInput: { command: 'touch a', description: 'says what it likes', mode: 'async', detach: true } },
      { ...ran, rawInput: { command: 'touch a', commands: ['touch a'] } },
    ),
    [{ do: 'command', command: 'touch a' }],
  ],
  [
    'a command that calls itself like one of our tools',
    told(
      { title: 'bailiwick-bash', kind: 'execute', status: 'pending', rawInput: { command: 'rm -rf /', description: 'bailiwick-bash' } },
      { title: 'bailiwick-bash', kind: 'execute', status: 'pending', rawInput: { command: 'rm -rf /', commands: ['rm -rf /'] } },
    ),
    [{ do: 'command', command: 'rm -rf /' }],
  ],
  [
    'a new file',
    told(
      {
        title: 'Creating a.txt',
        kind: 'edit',
        status: 'pending',
        rawInput: { path, file_text: 'x\n' },
        locations: [{ path }],
        content: [diff],
      },
      {
        title: 'Create file',
        kind: 'edit',
        status: 'pending',
        rawInput: { fileName: path, diff: '\ndiff --git …' },
        locations: [{ path }],
      },
    ),
    [{ do: 'write', path, text: 'x\n' }],
  ],
  [
    'an edit',
    told(
      {
        title: 'Editing a.txt',
        kind: 'edit',
        status: 'pending',
        rawInput: { path, old_str: 'one', new_str: 'two' },
        locations: [{ path }],
        content: [{ ...diff, oldText: 'one', newText: 'two' }],
      },
      { title: 'Edit file', kind: 'edit', status: 'pending', rawInput: { fileName: path, diff: '\ndiff --git …' }, locations: [{ path }] },
    ),
    [{ do: 'write', path, text: 'two' }],
  ],
  [
    'a new file that lies outside: it asks for the way there first',
    told(
      {
        title: 'Creating a.txt',
        kind: 'edit',
        status: 'pending',
        rawInput: { path, file_text: 'x\n' },
        locations: [{ path }],
        content: [diff],
      },
      { title: 'Access paths outside trusted directories', kind: 'read', status: 'pending', rawInput: { path }, locations: [{ path }] },
    ),
    [{ do: 'write', path, text: 'x\n' }],
  ],
  [
    'a look at a shell',
    told({ title: 'Reading shell output', kind: 'read', status: 'pending', rawInput: { shellId: '0', delay: 1 } }),
    [{ do: 'nothing' }],
  ],
  [
    'the end of a shell',
    told({ title: 'Stopping shell', kind: 'execute', status: 'pending', rawInput: { shellId: '0' } }),
    [{ do: 'nothing' }],
  ],
  [
    'one of our own tools',
    told(
      { title: 'bailiwick-bash', kind: 'execute', status: 'pending', rawInput: { command: 'touch a' } },
      { title: 'bash', kind: 'other', status: 'pending', rawInput: { command: 'touch a' } },
    ),
    [{ do: 'nothing' }],
  ],
])('%s', (_, call, expected) => {
  expect(wanted(call)).toEqual(expected);
});

test.each([
  ['words for a shell that runs', { title: 'Sending input to shell', kind: 'edit', rawInput: { shellId: '0', input: 'touch a{enter}' } }],
  ['the tool of another server', { title: 'evil-bash', kind: 'other', rawInput: { command: 'touch a' } }],
  ['a page', { title: 'Fetching http://a.example/', kind: 'fetch', rawInput: { url: 'http://a.example/' } }],
  ['another agent', { title: 'x', kind: 'other', rawInput: { description: 'x', name: 'sub', agent_type: 'task', prompt: 'p' } }],
  ['a read outside', { title: 'Access paths outside trusted directories', kind: 'read', rawInput: { path: '/etc/passwd' } }],
  ['a patch', { title: 'apply_patch', kind: 'edit', rawInput: { input: '*** Begin Patch' } }],
  [
    'a write whose text is not told',
    { title: 'Create file', kind: 'edit', rawInput: { fileName: path, diff: 'd' }, locations: [{ path }] },
  ],
  [
    'a write of two files',
    { title: 'e', kind: 'edit', rawInput: { fileName: path, diff: 'd' }, content: [diff, { ...diff, path: '/srv/project/b' }] },
  ],
  ['nothing but a title', { title: 'list_bash', kind: 'execute', rawInput: {} }],
])('not understood: %s', (_, message) => {
  expect(wanted(told({ status: 'pending', ...message }))).toBeUndefined();
});

test('gated: only tools that ask, and nothing of the user but the login', () => {
  const { args, env, files, cwd } = profileOf(copilotEntry, 'gated');
  expect(args[0]).toBe('--acp');
  expect(args.at(-1)).toBe('--available-tools=bash,read_bash,stop_bash,create,edit');
  expect(env).toMatchObject({ COPILOT_HOME: '/private/copilot', COPILOT_ALLOW_ALL: 'false', COPILOT_AUTO_UPDATE: 'false' });
  expect(Object.keys(files)).toEqual(['copilot/settings.json', 'copilot/config.json']);
  expect(JSON.parse(files['copilot/config.json'] ?? '')).toEqual({ trustedFolders: [] });
  expect(cwd).toBeUndefined();
});

test('gated: it does not start where a repository has hooks, in the directory or above', () => {
  const root = mkdtempSync(join(tmpdir(), 'copilot-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const cwd = join(root, 'a', 'b');
  mkdirSync(cwd, { recursive: true });
  expect(profileOf(copilotEntry, 'gated', { cwd }).args).toContain('--acp');
  mkdirSync(join(root, '.github', 'hooks'), { recursive: true });
  expect(() => profileOf(copilotEntry, 'gated', { cwd })).toThrow(
    new AgentError(
      `it runs what lies in ${join(root, '.github', 'hooks')} without asking; take that away, or choose another agent or a caged child`,
    ),
  );
  expect(profileOf(copilotEntry, 'caged', { cwd, cage: CAGE }).cwd).toBe('/private/copilot-work');
});

test('caged: our tools by name, from a file, in a directory of its own', () => {
  const { args, files, cwd } = profileOf(copilotEntry, 'caged', { cage: CAGE });
  expect(args.slice(-3)).toEqual([
    '--available-tools=bailiwick-bash,bailiwick-read_file,bailiwick-write_file,bailiwick-edit_file,bailiwick-search,bailiwick-plan',
    '--additional-mcp-config',
    '@/private/copilot-servers.json',
  ]);
  const { name, ...program } = CAGE;
  expect(JSON.parse(files['copilot-servers.json'] ?? '')).toEqual({
    mcpServers: { [name]: { type: 'local', ...program, tools: ['*'], timeout: 660_000 } },
  });
  expect(cwd).toBe('/private/copilot-work');
  expect(() => profileOf(copilotEntry, 'caged')).toThrow('a caged profile without its cage');
});

test('of the configuration of the user only the login is left', () => {
  const home = mkdtempSync(join(tmpdir(), 'copilot-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, '.copilot'));
  const users = { lastLoggedInUser: { host: 'https://github.com', login: 'u' }, loggedInUsers: [], trustedFolders: ['/'], hooks: {} };
  const config = `// User settings belong in settings.json.\n${JSON.stringify(users)}`;
  writeFileSync(join(home, '.copilot', 'config.json'), config);
  const { files } = profileOf(copilotEntry, 'gated', { home });
  const { lastLoggedInUser, loggedInUsers } = users;
  expect(JSON.parse(files['copilot/config.json'] ?? '')).toEqual({ lastLoggedInUser, loggedInUsers, trustedFolders: [] });
  expect(loginOf(config)).toEqual({ lastLoggedInUser, loggedInUsers });
  expect(loginOf('no JSON')).toEqual({});
});

test('its version', () => {
  expect(copilotEntry.version.pattern.exec('GitHub Copilot CLI 1.0.102.\nRun …')?.[1]).toBe('1.0.102');
});
