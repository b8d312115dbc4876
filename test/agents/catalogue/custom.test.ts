import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customEntry } from '../../../src/agents/catalogue/custom.ts';
import { NO_QUIRKS } from '../../../src/agents/catalogue/entry.ts';
import { genericWanted, joined } from '../../../src/agents/catalogue/generic-wanted.ts';
import type { AgentCall } from '../../../src/agents/hold/wanted.ts';

function call(kind: string | undefined, rest: Partial<AgentCall> = {}): AgentCall {
  return { id: 'c', tool: 'tool', title: 'title', kind, input: undefined, locations: [], diffs: [], ...rest };
}

describe('an agent of the settings', () => {
  const place = {
    home: '/h',
    privateDir: '/p',
    cwd: '/w',
    access: 'read-only',
    cage: undefined,
    model: undefined,
    resume: undefined,
  } as const;

  it('is gated only, and started as it is said', () => {
    const entry = customEntry({
      id: 'mine',
      command: '/opt/mine',
      args: ['acp'],
      env: { MINE: '1' },
      versionArgs: ['version'],
      environment: ['MINE_KEY'],
      scripted: { args: ['--url', '{base_url}/v1'], env: { MINE_URL: '{base_url}', MINE_KEY: 'none' } },
    });
    expect({
      ...entry,
      profiles: Object.keys(entry.profiles),
      gated: entry.profiles.gated?.(place),
      scripted: entry.scripted({ baseUrl: 'http://127.0.0.1:1', home: '/h', privateDir: '/p' }),
    }).toEqual({
      id: 'mine',
      program: '/opt/mine',
      protocol: 'acp',
      version: { args: ['version'], pattern: expect.any(RegExp) },
      tested: { from: '0', to: '0' },
      install: 'make "/opt/mine" a program that can be started, or give its absolute path in the settings',
      environment: ['MINE_KEY'],
      profiles: ['gated'],
      gated: { args: ['acp'], env: { MINE: '1' }, files: {} },
      models: {},
      resume: undefined,
      quirks: NO_QUIRKS,
      wanted: genericWanted,
      scripted: { args: ['--url', 'http://127.0.0.1:1/v1'], env: { MINE_URL: 'http://127.0.0.1:1', MINE_KEY: 'none' }, files: {} },
      hostile: {},
    });
    expect(entry.version.pattern.exec('mine version 1.2.3-beta (linux)')?.[1]).toBe('1.2.3-beta');
  });

  it('needs no more than a name and a program', () => {
    const entry = customEntry({ id: 'mine', command: 'mine' });
    expect({ version: entry.version.args, environment: entry.environment, gated: entry.profiles.gated?.(place) }).toEqual({
      version: ['--version'],
      environment: [],
      gated: { args: [], env: {}, files: {} },
    });
  });
});

describe('what a call would do by the protocol alone', () => {
  it.each<[string, AgentCall, ReturnType<typeof genericWanted>]>([
    ['a command line', call('execute', { input: { command: 'ls | wc' } }), [{ do: 'command', command: 'ls | wc' }]],
    [
      'a command with its place',
      call('execute', { input: { command: 'ls', cwd: '/w/src' } }),
      [{ do: 'command', command: 'ls', cwd: '/w/src' }],
    ],
    ['words', call('execute', { input: { command: ['bash', '-lc', 'touch a b'] } }), [{ do: 'command', command: "bash -lc 'touch a b'" }]],
    [
      'a program and its words',
      call('execute', { input: { command: 'my prog', args: ["it's"] } }),
      [{ do: 'command', command: "'my prog' 'it'\\''s'" }],
    ],
    [
      'one place told twice',
      call('execute', { input: { command: 'ls', cwd: '/a', workdir: '/a' } }),
      [{ do: 'command', command: 'ls', cwd: '/a' }],
    ],
    ['two places', call('execute', { input: { command: 'ls', cwd: '/a', workdir: '/b' } }), undefined],
    ['no command', call('execute', { input: { text: 'ls' }, locations: ['/w'] }), undefined],
    ['an empty command', call('execute', { input: { command: '' } }), undefined],
    ['a number for a command', call('execute', { input: { command: 7 } }), undefined],
    [
      'a diff',
      call('edit', { diffs: [{ path: '/a', text: 'x' }], locations: ['/a', '/b'] }),
      [
        { do: 'write', path: '/a', text: 'x' },
        { do: 'write', path: '/b' },
      ],
    ],
    ['files to remove', call('delete', { locations: ['/a'] }), [{ do: 'write', path: '/a' }]],
    [
      'a move',
      call('move', { locations: ['/a', '/b'] }),
      [
        { do: 'write', path: '/a' },
        { do: 'write', path: '/b' },
      ],
    ],
    ['an edit of nothing', call('edit', { input: { file_path: '/a' } }), undefined],
    [
      'files to read',
      call('read', { locations: ['/a', '/b'] }),
      [
        { do: 'read', path: '/a' },
        { do: 'read', path: '/b' },
      ],
    ],
    ['a search somewhere', call('search', { locations: ['/a'] }), [{ do: 'read', path: '/a' }]],
    ['a search anywhere', call('search', { input: { pattern: 'x' } }), undefined],
    ['reading that writes', call('read', { locations: ['/a'], diffs: [{ path: '/a', text: 'x' }] }), undefined],
    ['an address', call('fetch', { input: { url: 'https://example.org/a' } }), [{ do: 'fetch', url: 'https://example.org/a' }]],
    ['a file for an address', call('fetch', { input: { url: 'file:///etc/passwd' } }), undefined],
    ['no address', call('fetch', { input: { query: 'x' } }), undefined],
    ['a thought', call('think'), [{ do: 'nothing' }]],
    ['a thought about files', call('think', { locations: ['/a'] }), undefined],
    ['another mode', call('switch_mode'), undefined],
    ['any other', call('other', { input: { command: 'ls' } }), undefined],
    ['no kind', call(undefined, { input: { command: 'ls' } }), undefined],
    ['a name of every object', call('constructor'), undefined],
  ])('reads %s', (_what, one, wanted) => {
    expect(genericWanted(one)).toEqual(wanted);
  });

  it('puts words together so that bash reads the same words', () => {
    const word = fc.string({ unit: fc.constantFrom(...'ab \'"\\$`!*?[]{}()<>|&;#~=%^\n\té\u{1f600}-') });
    const lists = fc.sample(fc.array(word, { minLength: 1, maxLength: 5 }), 300);
    const script = lists.map((words) => `printf '%s\\0' ${joined(words)}; printf '\\1\\0'`).join('\n');
    const read = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(read).toBe(lists.map((words) => `${words.join('\0')}\0\u0001\0`).join(''));
  });
});
