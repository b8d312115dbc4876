import { expect, test } from 'vitest';
import { callOf } from '../../../src/agents/codex/items.ts';
import { unwrapped } from '../../../src/agents/codex/unwrap.ts';
import { codexWanted } from '../../../src/agents/codex/wanted.ts';

test.each([
  ['/bin/bash -c ls', 'ls'],
  ["/bin/bash -c 'touch evil.txt'", 'touch evil.txt'],
  ["/usr/bin/bash -c 'a\nb'", 'a\nb'],
  [`/bin/bash -c "echo it's \\"q\\" "'$HOME \`x\`\nls é'`, `echo it's "q" $HOME \`x\`\nls é`],
  ['/bin/bash -c "a\\\\b \\$c \\`d\\`"', 'a\\b $c `d`'],
  ["/bin/bash -c ''", ''],
])('what bash is handed: %s', (command, script) => {
  expect(unwrapped(command)).toBe(script);
});

test.each([
  '/bin/bash -lc ls',
  '/bin/sh -c ls',
  '/bin/zsh -c ls',
  'bash -c ls',
  '/w/bin/bash -c ls',
  '/bin/bash -c ls more',
  '/bin/bash -c',
  '/bin/bash  -c ls',
  '/bin/bash -c $x',
  '/bin/bash -c "$x"',
  '/bin/bash -c "`x`"',
  "/bin/bash -c 'open",
  '/bin/bash -c "open',
  '/bin/bash -c "a\\n"',
  '/bin/bash -c a\\ b',
  '/bin/bash -c ls;id',
  'ls -a',
  '',
])('anything else is judged as it is: %s', (command) => {
  expect(unwrapped(command)).toBe(command);
});

test('a long command takes no time', () => {
  const script = `${'x'.repeat(2_000_000)} ${'y"'.repeat(100_000)}`;
  expect(unwrapped(`/bin/bash -c '${script}'`)).toBe(script);
});

const wantedOf = (item: Record<string, unknown>) => {
  const call = callOf({ type: '', id: 'i', ...item });
  return call === undefined ? 'no call' : codexWanted(call);
};

test.each([
  [{ type: 'commandExecution', command: "/bin/bash -c 'ls -a'", cwd: '/w/sub' }, [{ do: 'command', command: 'ls -a', cwd: '/w/sub' }]],
  [{ type: 'commandExecution', command: 'ls' }, undefined],
  [{ type: 'commandExecution', command: ['ls'], cwd: '/w' }, undefined],
  [{ type: 'commandExecution', command: 'x'.repeat(4 * 1_048_576 + 1), cwd: '/w' }, undefined],
  [
    { type: 'fileChange', changes: [{ path: '/w/a', kind: { type: 'add' }, diff: 'text\n' }] },
    [{ do: 'write', path: '/w/a', text: 'text\n' }],
  ],
  [
    { type: 'fileChange', changes: [{ path: '/w/a', kind: { type: 'update', move_path: null }, diff: '@@\n-a\n+b\n' }] },
    [{ do: 'write', path: '/w/a', text: '@@\n-a\n+b\n' }],
  ],
  [
    {
      type: 'fileChange',
      changes: [
        { path: "/w/it's", kind: { type: 'update', move_path: '/w/b' }, diff: '@@' },
        { path: '-rf', kind: { type: 'delete' }, diff: 'was' },
      ],
    },
    [
      { do: 'write', path: '/w/b', text: '@@' },
      { do: 'command', command: "rm -- '/w/it'\\''s'" },
      { do: 'command', command: "rm -- '-rf'" },
    ],
  ],
  [{ type: 'fileChange', changes: [] }, undefined],
  [{ type: 'fileChange', changes: [{ path: '', kind: { type: 'add' }, diff: '' }] }, undefined],
  [{ type: 'fileChange', changes: [{ path: '/w/a', kind: { type: 'add' }, diff: 'x'.repeat(4 * 1_048_576 + 1) }] }, undefined],
  [{ type: 'fileChange', changes: [{ path: '/w/a', kind: { type: 'add' }, diff: '' }, { path: '/w/b' }] }, undefined],
  [{ type: 'imageView', path: '/w/a.png' }, [{ do: 'read', path: '/w/a.png' }]],
  [{ type: 'imageView' }, undefined],
  [{ type: 'sleep', durationMs: 5 }, [{ do: 'nothing' }]],
  [{ type: 'mcpToolCall', server: 's', tool: 't', arguments: {} }, undefined],
  [{ type: 'dynamicToolCall', tool: 'exec_command', arguments: { command: 'ls', cwd: '/w' } }, undefined],
  [{ type: 'collabAgentToolCall', tool: 'spawnAgent' }, undefined],
  [{ type: 'subAgentActivity', kind: 'started' }, undefined],
  [{ type: 'webSearch', query: 'x' }, undefined],
  [{ type: 'imageGeneration' }, undefined],
  [{ type: 'toString' }, undefined],
  ...[
    'userMessage',
    'hookPrompt',
    'agentMessage',
    'functionCallOutput',
    'plan',
    'reasoning',
    'enteredReviewMode',
    'exitedReviewMode',
    'contextCompaction',
  ].map((type): [Record<string, unknown>, unknown] => [{ type }, 'no call']),
])('what an item would do: %.120j', (item: Record<string, unknown>, wanted) => {
  expect(wantedOf(item)).toEqual(wanted);
});

test('a tool that is not known is not understood, whatever its name', () => {
  for (const tool of ['', 'constructor', '__proto__', 'write_stdin', 'spawn_agent'])
    expect(codexWanted({ tool, input: {} })).toBe(undefined);
});

test('a title of any length is cut', () => {
  const call = callOf({ type: 'commandExecution', id: 'i', command: 'x'.repeat(1_048_576), cwd: '/w' });
  expect([call?.title.length, call?.input]).toEqual([2_000, { command: 'x'.repeat(1_048_576), cwd: '/w' }]);
});
