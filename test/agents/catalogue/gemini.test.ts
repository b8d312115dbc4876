import { describe, expect, it } from 'vitest';
import { merged, NEW_CALL } from '../../../src/agents/acp/merge.ts';
import { callUpdateSchema } from '../../../src/agents/acp/messages.ts';
import type { ProfilePlace } from '../../../src/agents/catalogue/entry.ts';
import { geminiEntry } from '../../../src/agents/catalogue/gemini.ts';

/** What the agent sends in its request for permission, by tool; shortened. */
const SENT = {
  run: {
    toolCallId: 'run_shell_command__run_shell_command_1_0',
    status: 'pending',
    title: 'touch ok.txt',
    content: [{ type: 'content', content: { type: 'text', text: '[current working directory /w] (scripted command)' } }],
    locations: [],
    kind: 'execute',
  },
  write: {
    toolCallId: 'write_file__write_file_1_0',
    status: 'pending',
    title: 'Writing to fine.txt',
    content: [{ type: 'diff', path: '/w/fine.txt', oldText: '', newText: 'good\ntwo\n', _meta: { kind: 'add' } }],
    locations: [{ path: '/w/fine.txt' }],
    kind: 'edit',
  },
  edit: {
    toolCallId: 'replace__replace_1_0',
    status: 'pending',
    title: 'old.txt: second => third',
    content: [{ type: 'diff', path: '/w/old.txt', oldText: 'old\nsecond\n', newText: 'old\nthird\n', _meta: { kind: 'modify' } }],
    locations: [{ path: '/w/old.txt' }],
    kind: 'edit',
  },
  read: {
    toolCallId: 'read_file__read_file_1_0',
    status: 'pending',
    title: 'old.txt',
    content: [],
    locations: [{ path: '/w/old.txt' }],
    kind: 'read',
  },
  glob: { toolCallId: 'glob__glob_1_0', status: 'pending', title: "'*.txt'", content: [], locations: [], kind: 'search' },
  grep: { toolCallId: 'grep_search__grep_search_1_0', status: 'pending', title: "'old'", content: [], locations: [], kind: 'search' },
  list: { toolCallId: 'list_directory__list_directory_1_0', status: 'pending', title: '.', content: [], locations: [], kind: 'search' },
  todos: {
    toolCallId: 'write_todos__write_todos_1_0',
    status: 'pending',
    title: 'Cleared todo list',
    content: [],
    locations: [],
    kind: 'other',
  },
  cage: {
    toolCallId: 'mcp_bailiwick_note__mcp_bailiwick_note_1_0',
    status: 'pending',
    title: 'note (bailiwick MCP Server)',
    content: [],
    locations: [],
    kind: 'other',
  },
  search: {
    toolCallId: 'google_web_search__google_web_search_1_0',
    status: 'pending',
    title: 'Searching the web for: "abc"',
    content: [],
    locations: [],
    kind: 'search',
  },
  agent: { toolCallId: 'invoke_agent__invoke_agent_1_0', status: 'failed', content: [], kind: 'think' },
};

function wanted(sent: { readonly toolCallId: string }): ReturnType<typeof geminiEntry.wanted> {
  return geminiEntry.wanted(merged({ id: sent.toolCallId, ...NEW_CALL }, callUpdateSchema.parse(sent)));
}

function shown(text: string): object {
  return { content: [{ type: 'content', content: { type: 'text', text } }] };
}

describe('what a call of gemini would do', () => {
  it('is read from what it sends', () => {
    expect(Object.fromEntries(Object.entries(SENT).map(([tool, sent]) => [tool, wanted(sent)]))).toEqual({
      run: [{ do: 'command', command: 'touch ok.txt', cwd: '/w' }],
      write: [{ do: 'write', path: '/w/fine.txt', text: 'good\ntwo\n' }],
      edit: [{ do: 'write', path: '/w/old.txt', text: 'old\nthird\n' }],
      read: [{ do: 'read', path: '/w/old.txt' }],
      glob: [{ do: 'read', path: '.' }],
      grep: [{ do: 'read', path: '.' }],
      list: [{ do: 'read', path: '.' }],
      todos: [{ do: 'nothing' }],
      cage: [{ do: 'nothing' }],
      search: undefined,
      agent: undefined,
    });
  });

  it('knows where a command runs, or nothing of it', () => {
    const at = (text: string): unknown => wanted({ ...SENT.run, ...shown(text) });
    expect(at('[in src/deep] (a command) [background]')).toEqual([{ do: 'command', command: 'touch ok.txt', cwd: 'src/deep' }]);
    expect(at('[in src]')).toEqual([{ do: 'command', command: 'touch ok.txt', cwd: 'src' }]);
    for (const text of ['', '(a command)', '[in a] (x] (y)', '[in ] (x)', '[elsewhere /w]', '[in a]\n[in b]'])
      expect(at(text)).toBeUndefined();
  });

  it('knows which directory is searched, or nothing of it', () => {
    const at = (title: string): unknown => wanted({ ...SENT.grep, ...{ title } });
    expect(at("'old' in *.ts within src")).toEqual([{ do: 'read', path: 'src' }]);
    expect(at("'old' within ./")).toEqual([{ do: 'read', path: './' }]);
    expect(at("'old' within ../outside")).toEqual([{ do: 'read', path: '../outside' }]);
    const unclear = [
      "'a' within ./' within ../out",
      "'old' within /a/long...path/of/it",
      "'old' in x within a within b",
      'old',
      "'../*'",
      "'/etc/*'",
      "'a' in ../*",
    ];
    for (const title of unclear) expect(at(title)).toBeUndefined();
  });

  it('is not read from a call that names other files than it shows, or another tool than it is', () => {
    expect(wanted({ ...SENT.write, ...{ locations: [{ path: '/w/other.txt' }] } })).toBeUndefined();
    expect(wanted({ ...SENT.write, ...{ content: [] } })).toBeUndefined();
    expect(wanted({ ...SENT.read, ...{ locations: [] } })).toBeUndefined();
    expect(wanted({ ...SENT.list, ...{ title: '/very/long...ly/shortened' } })).toBeUndefined();
    for (const id of ['run_shell_command', '__run_shell_command', 'mcp_evil_run_shell_command__x', 'toString__x']) {
      expect(wanted({ ...SENT.run, toolCallId: id })).toBeUndefined();
    }
    for (const id of ['write_todos__x', 'mcp_bailiwick_bash__x', 'read_file__x', 'update_topic__x', 'write_file__x', 'glob__x']) {
      expect(wanted({ ...SENT.run, toolCallId: id })).toBeUndefined();
    }
  });
});

describe('profiles of gemini', () => {
  const place: ProfilePlace = {
    home: '/h',
    privateDir: '/p',
    cwd: '/w',
    access: 'read-only',
    cage: undefined,
    model: undefined,
    resume: undefined,
  };
  const cage = { name: 'bailiwick', command: '/bin/cage', args: [], env: {} };

  it('do not trust the workspace where its own tools are there', () => {
    const { args, env, files, cwd } = geminiEntry.profiles.gated?.(place) ?? {};
    expect({ args, env, cwd, files: Object.keys(files ?? {}) }).toEqual({
      args: [
        '--acp',
        '--approval-mode',
        'default',
        '--admin-policy',
        '/p/gemini-policy.toml',
        '--extensions',
        'none',
        '--allowed-mcp-server-names',
        'none',
      ],
      env: {
        GEMINI_CLI_SYSTEM_SETTINGS_PATH: '/p/gemini-settings.json',
        GEMINI_CLI_TRUST_WORKSPACE: 'false',
        GEMINI_SANDBOX: 'false',
        GEMINI_CLI_NO_RELAUNCH: 'true',
      },
      cwd: undefined,
      files: ['gemini-policy.toml', 'gemini-settings.json'],
    });
    const everything = '[[rule]]\ntoolName = ["*"]\ndecision = "ask_user"\npriority = 900\n';
    const commands = '[[rule]]\ntoolName = ["run_shell_command"]\ndecision = "ask_user"\npriority = 960\nargsPattern = ".*"\n';
    expect(files?.['gemini-policy.toml']?.startsWith(everything + commands)).toBe(true);
  });

  it('stand in an empty directory where only our tools are there', () => {
    const { args, env, files, cwd } = geminiEntry.profiles.caged?.({ ...place, cage }) ?? {};
    expect({ server: args?.at(-1), trust: env?.['GEMINI_CLI_TRUST_WORKSPACE'], cwd, files: Object.keys(files ?? {}) }).toEqual({
      server: 'bailiwick',
      trust: 'true',
      cwd: '/p/gemini-work',
      files: ['gemini-policy.toml', 'gemini-settings.json', 'gemini-work/.git/HEAD'],
    });
    expect(files?.['gemini-policy.toml']).toContain('"run_shell_command"');
  });

  it('reads its version', () => {
    expect(geminiEntry.version.pattern.exec('0.61.0\n')?.[1]).toBe('0.61.0');
  });
});
