import { expect, test } from 'vitest';
import { ownArguments, parseArguments } from '../../src/config/arguments.ts';

const parse = (...argv: string[]) => parseArguments(argv, false);
const isOurScript = (entry: string) => entry === '/opt/cli.cjs';

test.each([
  [[], { command: 'serve', operands: [], options: {} }],
  [['serve', '--access=read-only'], { command: 'serve', operands: [], options: { access: 'read-only' } }],
  [['--workspace', '/a=b', 'serve'], { command: 'serve', operands: [], options: { workspace: '/a=b' } }],
  [['print-config', 'codex'], { command: 'print-config', operands: ['codex'], options: {} }],
  [['print-config', '--help'], { command: 'help', operands: [], options: {} }],
  [['-v'], { command: 'version', operands: [], options: {} }],
])('%j', (argv, expected) => {
  expect(parse(...argv)).toEqual({ ok: true, arguments: expected });
});

test.each([
  [['frobnicate'], 'Unknown command "frobnicate"'],
  [['serve', 'extra'], 'serve takes no operand, got "extra"'],
  [['-x'], 'Unknown flag "-x"'],
  [['--workspace', '--access', 'full'], '--workspace needs a value'],
  [['--types'], 'Unknown flag "--types"'],
])('%j is wrong usage', (argv, problem) => {
  expect(parse(...argv)).toEqual({ ok: false, message: `${problem}; \`bailiwick --help\` lists what there is.` });
});

test('switches that Chromium adds are passed over everywhere', () => {
  expect(parse('--type=utility', '--no-sandbox', 'print-config', '--lang=en-US', 'cursor', '--user-data-dir=/u')).toEqual({
    ok: true,
    arguments: { command: 'print-config', operands: ['cursor'], options: {} },
  });
});

test('inside Electron, what is not understood is passed over', () => {
  expect(parseArguments(['--brand-new-switch', 'stray', '--access', 'read-only'], true)).toEqual({
    ok: true,
    arguments: { command: 'serve', operands: [], options: { access: 'read-only' } },
  });
});

test('what precedes our script is not ours', () => {
  expect(ownArguments(['/usr/bin/node', '/opt/cli.cjs', 'a', '/opt/cli.cjs'], isOurScript)).toEqual(['a', '/opt/cli.cjs']);
  expect(ownArguments(['/Helper', '/host.js', '--type=utility', '/opt/cli.cjs', 'a'], isOurScript)).toEqual(['a']);
  expect(ownArguments(['/Helper', '/host.js', 'a'], isOurScript)).toEqual(['a']);
});
