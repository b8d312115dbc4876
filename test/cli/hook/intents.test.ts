import { describe, expect, test } from 'vitest';
import { claudeIntents } from '../../../src/cli/hook/claude-code.ts';
import { codexIntents } from '../../../src/cli/hook/codex.ts';
import { geminiIntents } from '../../../src/cli/hook/gemini.ts';
import type { Fields, Intent } from '../../../src/cli/hook/intent.ts';
import { kimiIntents } from '../../../src/cli/hook/kimi.ts';

type Row = readonly [tool: string, input: Fields, intents: readonly Intent[] | undefined];
const NOTHING: readonly Intent[] = [{ do: 'nothing' }];

describe('Claude Code', () => {
  test.each<Row>([
    ['Bash', { command: 'ls', description: 'x', run_in_background: true }, [{ do: 'command', command: 'ls' }]],
    ['Bash', { command: 'ls', shell: 'zsh' }, undefined],
    ['Bash', { command: 'ls', dangerouslyDisableSandbox: true }, undefined],
    ['Bash', { command: 'ls', dangerouslyDisableSandbox: false }, [{ do: 'command', command: 'ls' }]],
    ['Monitor', { command: 'tail -f x', description: 'x' }, [{ do: 'command', command: 'tail -f x' }]],
    ['Read', { file_path: '/w/a', limit: 3 }, [{ do: 'read', path: '/w/a' }]],
    ['NotebookRead', { notebook_path: '/w/a' }, [{ do: 'read', path: '/w/a' }]],
    ['LS', { path: '/w', ignore: [] }, [{ do: 'list', path: '/w' }]],
    ['Glob', { pattern: '**/*.ts' }, [{ do: 'list', path: '.' }]],
    ['Glob', { pattern: '/etc/*' }, [{ do: 'list', path: '/etc' }]],
    ['Glob', { pattern: '../*' }, undefined],
    ['Grep', { pattern: 'x', path: '/w/src' }, [{ do: 'read', path: '/w/src' }]],
    ['Write', { file_path: '/w/a', content: 'c' }, [{ do: 'write', path: '/w/a', text: 'c' }]],
    ['Edit', { file_path: '/w/a', old_string: 'o', new_string: 'n' }, [{ do: 'write', path: '/w/a', text: 'n' }]],
    ['MultiEdit', { file_path: '/w/a', edits: [] }, [{ do: 'write', path: '/w/a' }]],
    ['NotebookEdit', { notebook_path: '/w/a', new_source: 's' }, [{ do: 'write', path: '/w/a', text: 's' }]],
    ['WebFetch', { url: 'https://x.example', prompt: 'p' }, [{ do: 'fetch', url: 'https://x.example' }]],
    ['WebSearch', { query: 'a b' }, [{ do: 'fetch', url: 'https://api.anthropic.com/search?q=a%20b' }]],
    ['Agent', { prompt: 'p', description: 'd' }, [{ do: 'delegate', objective: '{"prompt":"p"}' }]],
    ['Task', { prompt: 'p', isolation: 'remote' }, undefined],
    ['TodoWrite', { todos: 7 }, NOTHING],
    ['ExitPlanMode', { plan: 'x' }, NOTHING],
    ['Skill', { skill: 'x' }, undefined],
    ['PowerShell', { command: 'ls' }, undefined],
    ['mcp__files__read', { path: 'a' }, [{ do: 'tool', server: 'files', name: 'read', arguments: '{"path":"a"}' }]],
    [
      'mcp__a__b__c',
      {},
      [
        { do: 'tool', server: 'a', name: 'b__c', arguments: '{}' },
        { do: 'tool', server: 'a__b', name: 'c', arguments: '{}' },
      ],
    ],
    [
      'mcp__a___b',
      {},
      [
        { do: 'tool', server: 'a', name: '_b', arguments: '{}' },
        { do: 'tool', server: 'a_', name: 'b', arguments: '{}' },
      ],
    ],
    ['mcp__', {}, undefined],
    ['mcp____b', {}, []],
    ['mcp__files', {}, []],
  ])('%s %j', (tool, input, intents) => {
    expect(claudeIntents(tool, input)).toEqual(intents);
  });
});

describe('Codex', () => {
  const patch = (...lines: readonly string[]) => ({ command: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') });
  test.each<Row>([
    ['Bash', { command: 'ls' }, [{ do: 'command', command: 'ls' }]],
    ['Bash', { command: 'ls', workdir: '/etc' }, undefined],
    ['view_image', { path: '/w/a.png' }, [{ do: 'read', path: '/w/a.png' }]],
    ['apply_patch', patch('*** Add File: a', '+x'), [{ do: 'write', path: 'a' }]],
    ['apply_patch', patch('*** Update File: a', '@@', '-x', '+*** Add File: b', '*** End of File'), [{ do: 'write', path: 'a' }]],
    ['apply_patch', patch("*** Delete File: it's"), [{ do: 'command', command: "rm -- 'it'\\''s'" }]],
    [
      'apply_patch',
      patch('*** Update File: a', '*** Move to: b'),
      [
        { do: 'write', path: 'a' },
        { do: 'write', path: 'b' },
        { do: 'command', command: "rm -- 'a'" },
      ],
    ],
    [
      'apply_patch',
      patch('*** Add File: a', '+x', '\u0085*** Add File: b\u0085', '\u200b*** Delete File: c'),
      [
        { do: 'write', path: 'a' },
        { do: 'write', path: 'b' },
        { do: 'command', command: "rm -- 'c'" },
      ],
    ],
    ['apply_patch', patch('*** Environment ID: x', '*** Add File: a'), undefined],
    ['apply_patch', { input: '*** Add File: a' }, undefined],
    ['spawn_agent', { message: 'm' }, [{ do: 'delegate', objective: '{"message":"m"}' }]],
    ['update_plan', { plan: [] }, NOTHING],
    ['write_stdin', { session_id: 1, chars: 'x' }, undefined],
    ['mcp__files__read', {}, [{ do: 'tool', server: 'files', name: 'read', arguments: '{}' }]],
  ])('%s %j', (tool, input, intents) => {
    expect(codexIntents(tool, input)).toEqual(intents);
  });
});

describe('Kimi', () => {
  test.each<Row>([
    ['Bash', { command: 'ls', cwd: '/w', timeout: 3 }, [{ do: 'command', command: 'ls', cwd: '/w' }]],
    ['Bash', { command: 'ls', cwd: ['/w'] }, undefined],
    ['Read', { path: 'a', n_lines: 3 }, [{ do: 'read', path: 'a' }]],
    ['ReadMediaFile', { path: 'a' }, [{ do: 'read', path: 'a' }]],
    ['Write', { path: 'a', content: 'c', mode: 'append' }, [{ do: 'write', path: 'a', text: 'c' }]],
    ['Edit', { path: 'a', old_string: 'o', new_string: 'n' }, [{ do: 'write', path: 'a', text: 'n' }]],
    ['Glob', { pattern: '*.ts', path: null }, [{ do: 'list', path: '.' }]],
    ['Glob', { pattern: '~/*' }, undefined],
    ['Grep', { pattern: 'x', '-i': true }, [{ do: 'read', path: '.' }]],
    ['FetchURL', { url: 'https://x.example' }, [{ do: 'fetch', url: 'https://x.example' }]],
    ['WebSearch', { query: 'q' }, [{ do: 'fetch', url: 'https://api.moonshot.ai/search?q=q' }]],
    ['Agent', { prompt: 'p' }, [{ do: 'delegate', objective: '{"prompt":"p"}' }]],
    ['TodoList', {}, NOTHING],
    ['CronCreate', {}, undefined],
  ])('%s %j', (tool, input, intents) => {
    expect(kimiIntents(tool, input)).toEqual(intents);
  });
});

describe('Gemini', () => {
  test.each<Row>([
    ['run_shell_command', { command: 'ls', dir_path: 'src' }, [{ do: 'command', command: 'ls', cwd: 'src' }]],
    ['run_shell_command', { command: 'ls', additional_permissions: {} }, undefined],
    ['read_file', { file_path: 'a', start_line: 1 }, [{ do: 'read', path: 'a' }]],
    ['read_many_files', { include: ['src/*.ts', 'a'] }, [{ do: 'read', path: '.' }]],
    ['read_many_files', { include: ['src', '/etc/*'] }, undefined],
    ['read_many_files', { include: [] }, undefined],
    ['write_file', { file_path: 'a', content: 'c' }, [{ do: 'write', path: 'a', text: 'c' }]],
    ['replace', { file_path: 'a', old_string: 'o', new_string: 'n', instruction: 'i' }, [{ do: 'write', path: 'a', text: 'n' }]],
    ['list_directory', { dir_path: '.' }, [{ do: 'list', path: '.' }]],
    ['glob', { pattern: '*', dir_path: '/etc' }, [{ do: 'list', path: '/etc' }]],
    ['grep_search', { pattern: 'x' }, [{ do: 'read', path: '.' }]],
    ['grep_search', { pattern: 'x', include_pattern: '*.{ts,tsx}' }, [{ do: 'read', path: '.' }]],
    ['grep_search', { pattern: 'x', include_pattern: '../*' }, undefined],
    [
      'web_fetch',
      { prompt: 'see https://x.example/a and http://y.example' },
      [
        { do: 'fetch', url: 'https://x.example/a' },
        { do: 'fetch', url: 'http://y.example' },
      ],
    ],
    ['web_fetch', { prompt: 'x.example' }, undefined],
    ['google_web_search', { query: 'q' }, [{ do: 'fetch', url: 'https://generativelanguage.googleapis.com/search?q=q' }]],
    ['invoke_agent', { agent_name: 'a' }, [{ do: 'delegate', objective: '{"agent_name":"a"}' }]],
    ['write_todos', { todos: [] }, NOTHING],
    ['save_memory', { fact: 'f' }, undefined],
    ['mcp_files_read', {}, undefined],
  ])('%s %j', (tool, input, intents) => {
    expect(geminiIntents(tool, input, undefined)).toEqual(intents);
  });

  test.each(['{/etc,src}/*', '{,x}/etc/*', '.{.,x}/*', '{a,.}{.,b}/*', '[.][.]/*', '\\.\\./*', '@(/etc)/*', '{{a,b},/etc}/*'])(
    'a pattern that may lead out is not understood: %s',
    (pattern) => {
      expect(geminiIntents('glob', { pattern }, undefined)).toBe(undefined);
    },
  );

  test.each(['src/**/*.{ts,d.ts}', '[a-c]*.md', '{src,test}/*', '**/.env'])('one that stays below is: %s', (pattern) => {
    expect(geminiIntents('glob', { pattern }, undefined)).toEqual([{ do: 'list', path: '.' }]);
  });

  test('a tool of an MCP server is what the agent says of it, whatever it is called', () => {
    const mcp = { server_name: 'files', tool_name: 'read' };
    expect(geminiIntents('write_todos', { a: 1 }, mcp)).toEqual([{ do: 'tool', server: 'files', name: 'read', arguments: '{"a":1}' }]);
    expect(geminiIntents('write_todos', {}, { server_name: 'files' })).toBe(undefined);
    expect(geminiIntents('write_todos', {}, null)).toBe(undefined);
  });
});
