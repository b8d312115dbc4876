import { describe, expect, it } from 'vitest';
import { merged, NEW_CALL } from '../../../src/agents/acp/merge.ts';
import { callUpdateSchema } from '../../../src/agents/acp/messages.ts';
import type { ProfilePlace } from '../../../src/agents/catalogue/entry.ts';
import { opencodeEntry } from '../../../src/agents/catalogue/opencode.ts';
import type { AgentCall } from '../../../src/agents/hold/wanted.ts';

/** What the agent sends about a call, message by message; shortened. */
const SENT: Readonly<Record<string, readonly object[]>> = {
  cage: [
    { title: 'bailiwick_note', kind: 'other', status: 'pending', locations: [], rawInput: {} },
    { title: 'bailiwick_note', kind: 'other', status: 'in_progress', locations: [], rawInput: { text: 'hello' } },
    { title: '', status: 'completed', rawOutput: { output: 'the note is kept' } },
  ],
  todos: [
    { title: 'todowrite', kind: 'other', status: 'pending', locations: [], rawInput: {} },
    { title: 'todowrite', kind: 'other', status: 'in_progress', locations: [], rawInput: { todos: [] } },
  ],
  absent: [
    { title: 'task', kind: 'think', status: 'pending', locations: [], rawInput: {} },
    {
      title: 'invalid',
      kind: 'other',
      status: 'in_progress',
      locations: [],
      rawInput: { tool: 'task', error: 'Model tried to call unavailable tool' },
    },
  ],
  bash: [
    { title: 'bash', kind: 'execute', status: 'pending', locations: [{ path: '/w' }], rawInput: { cwd: '/w' } },
    {
      title: 'touch ok.txt',
      kind: 'execute',
      status: 'in_progress',
      locations: [{ path: '/w' }],
      rawInput: { command: 'touch ok.txt', cwd: '/w' },
    },
  ],
  write: [
    { title: 'write', kind: 'edit', status: 'in_progress', locations: [{ path: '/w/a' }], rawInput: { filePath: '/w/a', content: 'x' } },
    { title: '/w/a', kind: 'edit', locations: [{ path: '/w/a' }], content: [{ type: 'diff', path: '/w/a', oldText: '', newText: 'x' }] },
  ],
};

function call(sent: readonly object[]): AgentCall {
  return sent.reduce<ReturnType<typeof merged>>((known, one) => merged(known, callUpdateSchema.parse({ toolCallId: 'c', ...one })), {
    id: 'c',
    ...NEW_CALL,
  });
}

describe('what a call of opencode would do', () => {
  it('is nothing for our tools and its own list, and unknown for all others, which a caged one has not', () => {
    expect(Object.fromEntries(Object.entries(SENT).map(([tool, sent]) => [tool, opencodeEntry.wanted(call(sent))]))).toEqual({
      cage: [{ do: 'nothing' }],
      todos: [{ do: 'nothing' }],
      absent: [{ do: 'nothing' }],
      bash: undefined,
      write: undefined,
    });
  });
});

describe('the profile of opencode', () => {
  const cage = { name: 'bailiwick', command: '/bin/cage', args: [], env: {} };
  const place: ProfilePlace = { home: '/h', privateDir: '/p', cwd: '/w', access: 'read-only', cage, model: undefined, resume: undefined };

  it('stands in an empty repository and has no configuration but ours', () => {
    const { args, env, files, cwd } = opencodeEntry.profiles.caged?.(place) ?? {};
    expect({ args, env, cwd, files: Object.keys(files ?? {}) }).toEqual({
      args: ['acp', '--pure'],
      env: {
        XDG_CONFIG_HOME: '/p/opencode/config',
        OPENCODE_TEST_HOME: '/p/opencode/home',
        OPENCODE_PURE: '1',
        OPENCODE_PERMISSION: expect.stringMatching(/^\{"\*":"deny",.*,"bailiwick_\*":"allow"\}$/),
        OPENCODE_DISABLE_PROJECT_CONFIG: '1',
        OPENCODE_DISABLE_CLAUDE_CODE: '1',
        OPENCODE_DISABLE_EXTERNAL_SKILLS: '1',
        OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      },
      cwd: '/p/opencode/work',
      files: [
        'opencode/config/opencode/opencode.json',
        'opencode/work/.git/HEAD',
        'opencode/work/.git/objects/.keep',
        'opencode/work/.git/refs/.keep',
      ],
    });
    expect(JSON.parse(files?.['opencode/config/opencode/opencode.json'] ?? '')).toMatchObject({
      formatter: false,
      lsp: false,
      plugin: [],
      share: 'disabled',
    });
  });

  it('is the only one: standing in a repository it would run what lies there', () => {
    expect(Object.keys(opencodeEntry.profiles)).toEqual(['caged']);
  });

  it('reads its version', () => {
    expect(opencodeEntry.version.pattern.exec('1.18.33\n')?.[1]).toBe('1.18.33');
  });
});
