import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GATED_TOOLS, wantedOf } from '../../../src/agents/claude/tools.ts';
import type { AgentCall, Wanted } from '../../../src/agents/hold/wanted.ts';

const call = (tool: string, input: unknown, kind?: string): AgentCall => ({
  id: 'a',
  tool,
  title: '',
  kind,
  input,
  locations: [],
  diffs: [],
});
const NOTHING: readonly Wanted[] = [{ do: 'nothing' }];
const read = (path: string): readonly Wanted[] => [{ do: 'read', path }];
const write = (path: string, text: string): readonly Wanted[] => [{ do: 'write', path, text }];

test.each<[string, unknown, readonly Wanted[] | undefined]>([
  ['Bash', { command: 'ls', description: 'x', timeout: 5 }, [{ do: 'command', command: 'ls' }]],
  ['Bash', { command: 'ls', run_in_background: true, dangerouslyDisableSandbox: true }, [{ do: 'command', command: 'ls' }]],
  ['Bash', { command: ['ls'] }, undefined],
  ['Bash', { command: 'ls', cwd: '/' }, undefined],
  ['Bash', {}, undefined],
  ['Bash', undefined, undefined],
  ['Read', { file_path: '/w/a', offset: 1, limit: 2, pages: '1-2', allow_large: true }, read('/w/a')],
  ['Read', { file_path: '~/.ssh/id_rsa' }, undefined],
  ['Read', { file_path: ' /w/a' }, undefined],
  ['Read', { file_path: '/w/a\0' }, undefined],
  ['Read', { file_path: '/w/e\u0301' }, undefined],
  ['Read', { file_path: '' }, undefined],
  ['Glob', { pattern: '**/*.ts' }, read('.')],
  ['Glob', { pattern: '*.ts', path: 'src' }, read('src')],
  ['Glob', { pattern: '/etc/ssl/*.pem', path: 'src' }, read('/etc/ssl')],
  ['Glob', { pattern: '/etc/passwd' }, read('/etc/passwd')],
  ['Glob', { pattern: '/{etc,home}/x' }, read('/')],
  ['Glob', { pattern: '../*' }, undefined],
  ['Glob', { pattern: '{..,.}/*' }, undefined],
  ['Glob', { pattern: '~/*' }, undefined],
  ['Glob', { pattern: '*', path: '~' }, undefined],
  ['Grep', { pattern: '-----BEGIN', glob: '*.ts', output_mode: 'content', '-n': true, head_limit: 3 }, read('.')],
  ['Grep', { pattern: 'x', path: '/etc', type: 'js', multiline: true }, read('/etc')],
  ['Grep', { pattern: 'x', pre: 'sh' }, undefined],
  ['Write', { file_path: '/w/a', content: 'text' }, write('/w/a', 'text')],
  ['Write', { file_path: '/w/a' }, undefined],
  ['Edit', { file_path: '/w/a', old_string: 'a', new_string: 'b', replace_all: true }, write('/w/a', 'b')],
  ['NotebookEdit', { notebook_path: '/w/a.ipynb', new_source: 'x', edit_mode: 'delete' }, write('/w/a.ipynb', 'x')],
  ['WebFetch', { url: 'https://example.org/', prompt: 'x' }, [{ do: 'fetch', url: 'https://example.org/' }]],
  ['WebSearch', { query: 'a b&c' }, [{ do: 'fetch', url: 'https://api.anthropic.com/search?q=a%20b%26c' }]],
  ['Agent', { description: 'd', prompt: 'p', subagent_type: 'Explore', model: 'haiku', run_in_background: false }, NOTHING],
  ['Task', { description: 'd', prompt: 'p' }, NOTHING],
  ['Agent', { description: 'd', prompt: 'p', isolation: 'worktree' }, undefined],
  ['Agent', { description: 'd', prompt: 'p', mode: 'bypassPermissions' }, undefined],
  ['TodoWrite', { todos: [] }, NOTHING],
  ['TaskCreate', { subject: 's', description: 'd' }, NOTHING],
  ['TaskGet', { taskId: '1' }, NOTHING],
  ['TaskList', {}, NOTHING],
  ['TaskUpdate', { taskId: '1', status: 'completed' }, NOTHING],
  ['MultiEdit', { file_path: '/w/a', edits: [] }, undefined],
  ['ExitPlanMode', {}, undefined],
  ['Monitor', { command: 'ls' }, undefined],
  ['Skill', { skill: 'x' }, undefined],
  ['mcp__bailiwick__bash', {}, undefined],
  ['mcp__other__bash', {}, undefined],
  ['constructor', {}, undefined],
  ['', {}, undefined],
])('%s %j', (tool, input, wanted) => {
  expect(wantedOf(call(tool, input))).toEqual(wanted);
});

test('a call of the cage is asked about there', () => {
  expect(wantedOf(call('mcp__bailiwick__bash', { command: 'ls' }, 'cage'))).toEqual(NOTHING);
});

test('no tool takes an argument that is not known', () => {
  const known = ['command', 'description', 'prompt', 'file_path', 'notebook_path', 'content', 'old_string', 'new_string', 'new_source'];
  const base = Object.fromEntries([...known, 'pattern', 'url', 'query', 'subject', 'taskId', 'todos'].map((key) => [key, 'x']));
  fc.assert(
    fc.property(fc.constantFrom(...GATED_TOOLS), fc.dictionary(fc.string(), fc.jsonValue()), (tool, input) => {
      expect(wantedOf(call(tool, { ...base, ...input, unheard_of: true }))).toBeUndefined();
    }),
  );
});
