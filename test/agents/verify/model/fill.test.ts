import { expect, test } from 'vitest';
import { fill } from '../../../../src/agents/verify/model/fill.ts';
import type { Doing } from '../../../../src/agents/verify/model/step.ts';
import { bareName, toolsFor } from '../../../../src/agents/verify/model/tool-names.ts';
import { schema } from './speak.ts';

const run = { do: 'run', command: 'ls' } as const;
const write = { do: 'write', path: '/f', text: 'x' } as const;
const edit = { do: 'edit', path: '/f', old: 'a', text: 'b' } as const;

const object = (properties: Record<string, unknown>, ...required: readonly string[]) => ({ type: 'object', properties, required });
const string = { type: 'string' };

test.each<[string, Exclude<Doing, { do: 'call' }>, Record<string, unknown>, Record<string, unknown>]>([
  ['Bash', run, schema('command', 'description'), { command: 'ls', description: 'proof' }],
  ['exec_command', run, schema('cmd'), { cmd: 'ls' }],
  ['shell', run, object({ command: { type: 'array', items: string } }, 'command'), { command: ['bash', '-lc', 'ls'] }],
  [
    'bash',
    run,
    object({ command: string, mode: { enum: ['async', 'sync'] }, initial_wait: { type: 'integer' } }, 'mode', 'initial_wait'),
    { command: 'ls', mode: 'sync', initial_wait: 10_000 },
  ],
  ['Write', write, schema('file_path', 'content'), { file_path: '/f', content: 'x' }],
  ['write', write, schema('filePath', 'content'), { filePath: '/f', content: 'x' }],
  ['create', write, schema('path', 'file_text'), { path: '/f', file_text: 'x' }],
  [
    'str_replace_editor',
    write,
    object({ command: { enum: ['view', 'create'] }, path: string, file_text: string }, 'command'),
    { command: 'create', path: '/f', file_text: 'x' },
  ],
  ['apply_patch', write, schema('input'), { input: '*** Begin Patch\n*** Add File: /f\n+x\n*** End Patch\n' }],
  [
    'replace',
    edit,
    schema('file_path', 'instruction', 'old_string', 'new_string'),
    { file_path: '/f', old_string: 'a', new_string: 'b', instruction: 'proof' },
  ],
  ['read_many_files', { do: 'read', path: '/f' }, object({ paths: { type: 'ARRAY', items: string } }), { paths: ['/f'] }],
  ['grep', { do: 'read', path: '/f' }, schema('pattern', 'path'), { pattern: '.', path: '/f' }],
  [
    'Agent',
    { do: 'spawn', prompt: 'go' },
    schema('description', 'prompt', 'subagent_type'),
    { prompt: 'go', description: 'proof', subagent_type: 'general-purpose' },
  ],
  ['spawn_agent', { do: 'spawn', prompt: 'go' }, schema('task_name', 'message'), { message: 'go', task_name: 'proof' }],
  [
    'exit_plan_mode',
    { do: 'leave-plan', plan: 'p' },
    object({ plan: string, ok: { type: 'boolean' }, more: { type: 'object' }, list: { type: 'array' } }, 'ok', 'more', 'list'),
    { plan: 'p', ok: false, more: {}, list: [] },
  ],
  ['EnterPlanMode', { do: 'plan' }, {}, {}],
])('the fields of %s are filled', (name, step, of, args) => {
  expect(fill(step, { name, schema: of, freeform: false })).toEqual({ name, namespace: undefined, args });
});

test('a tool that takes text gets a patch', () => {
  expect(fill(edit, { name: 'apply_patch', schema: {}, freeform: true })).toEqual({
    name: 'apply_patch',
    namespace: undefined,
    args: {},
    text: '*** Begin Patch\n*** Update File: /f\n@@\n-a\n+b\n*** End Patch\n',
  });
});

test('tools are known by what they are called in any agent, those of servers too', () => {
  const tools = ['TodoWrite', 'Write', 'mcp__bailiwick__write_file', 'bailiwick_bash', 'Edit', 'mcp_bailiwick_read_file'].map((name) => ({
    name,
    schema: {},
    freeform: false,
  }));
  const names = (what: Doing['do']) => toolsFor({ do: what }, tools).map(({ name }) => name);
  expect((['run', 'write', 'edit', 'read', 'spawn', 'plan', 'call'] as const).map(names)).toEqual([
    ['bailiwick_bash'],
    ['Write', 'mcp__bailiwick__write_file'],
    ['Edit'],
    ['mcp_bailiwick_read_file'],
    [],
    [],
    [],
  ]);
  expect(['mcp__a__Bash', 'mcp_a_bash', 'bailiwick-bash', 'Bash', 'run_shell_command'].map(bareName)).toEqual([
    'bash',
    'bash',
    'bash',
    'bash',
    'run_shell_command',
  ]);
});
