import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { kimiEntry, loginOf } from '../../../src/agents/catalogue/kimi.ts';
import { CAGE, profileOf, told } from './told.ts';

const { wanted } = kimiEntry;
const said = (text: string): object[] => [{ type: 'content', content: { type: 'text', text } }];

test('a command is judged when we are to run it, not when it says that it will want that', () => {
  const call = told(
    { title: 'Bash', kind: 'execute', status: 'pending', content: said('') },
    { status: 'in_progress', content: said('{"command":"touch a"}') },
    { title: 'Bash', content: said('Requesting approval to Running: touch a') },
  );
  expect(wanted(call)).toEqual([{ do: 'nothing' }]);
});

test.each([
  [
    'a read',
    told(
      { title: 'Read', kind: 'read', status: 'pending', content: said('') },
      {
        title: 'Reading /srv/project/a',
        kind: 'read',
        status: 'in_progress',
        rawInput: { path: '/srv/project/a' },
        locations: [{ path: '/srv/project/a' }],
        content: said('{"path":"/srv/project/a"}'),
      },
    ),
  ],
  ['an edit', told({ title: 'Edit', kind: 'edit', status: 'pending', content: said('') })],
  ['its own plan', told({ title: 'TodoList', kind: 'other', status: 'pending', content: said('') })],
  [
    'one of our own tools',
    told(
      { title: 'mcp__bailiwick__bash', kind: 'other', status: 'pending', content: said('') },
      { title: 'mcp__bailiwick__bash', content: said('Requesting approval to …') },
    ),
  ],
])('nothing by itself: %s', (_, call) => {
  expect(wanted(call)).toEqual([{ do: 'nothing' }]);
});

test.each([
  ['a write, which makes directories before it asks', told({ title: 'Write', kind: 'edit', status: 'pending' })],
  ['a search, which is a program', told({ title: 'Grep', kind: 'read', status: 'pending' })],
  ['a page', told({ title: 'FetchURL', kind: 'other', status: 'pending' })],
  ['another agent', told({ title: 'Agent', kind: 'other', status: 'pending' })],
  ['a command of another agent, of which nothing was told before', told({ title: 'Bash', content: said('Requesting approval to …') })],
  ['the tool of another server', told({ title: 'mcp__evil__bash', kind: 'other', status: 'pending' })],
  ['a plan', told({ title: 'ExitPlanMode', kind: 'other', status: 'pending' })],
  ['what we do, as a call of its own', told({ title: 'terminal/create', kind: 'execute', status: 'pending' })],
])('not understood: %s', (_, call) => {
  expect(wanted(call)).toBeUndefined();
});

const config = (tools: string): string =>
  `default_permission_mode = "manual"\nmerge_all_available_skills = false\ntelemetry = false\n[tools]\nenabled = ${tools}\n[mcp]\ntool_timeout_ms = 660000\n`;

test('gated: only tools whose work is done by us', () => {
  expect(profileOf(kimiEntry, 'gated')).toEqual({
    args: ['acp'],
    env: { KIMI_CODE_HOME: '/private/kimi', KIMI_DISABLE_TELEMETRY: '1' },
    files: { 'kimi/config.toml': config('["Bash","Read","Edit","TodoList"]') },
    links: { 'kimi/credentials': '/home/u/.kimi-code/credentials' },
  });
});

test('caged: only our tools, in a directory of its own', () => {
  expect(profileOf(kimiEntry, 'caged', { cage: CAGE })).toEqual({
    args: ['acp'],
    env: { KIMI_CODE_HOME: '/private/kimi', KIMI_DISABLE_TELEMETRY: '1' },
    files: { 'kimi/config.toml': config('["mcp__bailiwick__*"]'), 'kimi-work/.git/HEAD': 'ref: refs/heads/main\n' },
    links: { 'kimi/credentials': '/home/u/.kimi-code/credentials' },
    cwd: '/private/kimi-work',
  });
  expect(() => profileOf(kimiEntry, 'caged')).toThrow('a caged profile without its cage');
});

const USERS = [
  'default_model = "k"',
  'yolo = true',
  '[providers."managed:kimi"] # login',
  'type = "kimi"',
  '[providers."managed:kimi".oauth]',
  'key = "kimi"',
  '[[hooks]]',
  'event = "Stop"',
  'command = "touch a"',
  '[models.k]',
  'provider = "managed:kimi"',
  '[tools]',
  'enabled = ["*"]',
  '[[permission.rules]]',
  'pattern = "Bash"',
];

test('of the configuration of the user only providers and models are left', () => {
  expect(loginOf(USERS.join('\r\n'))).toEqual({ top: USERS.slice(0, 1), tables: [...USERS.slice(2, 6), ...USERS.slice(9, 11)] });
  const home = mkdtempSync(join(tmpdir(), 'kimi-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, '.kimi-code'));
  writeFileSync(join(home, '.kimi-code', 'config.toml'), USERS.join('\n'));
  const made = profileOf(kimiEntry, 'gated', { home }).files['kimi/config.toml'];
  const tables = [...USERS.slice(2, 6), ...USERS.slice(9, 11)].map((line) => `${line}\n`).join('');
  expect(made).toBe(`default_model = "k"\n${config('["Bash","Read","Edit","TodoList"]')}${tables}`);
});

test('its version', () => {
  expect(kimiEntry.version.pattern.exec('2.1.0\n')?.[1]).toBe('2.1.0');
});
