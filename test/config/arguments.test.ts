import { expect, test } from 'vitest';
import { ownArguments, parseArguments } from '../../src/config/arguments.ts';

const parse = (...argv: string[]) => parseArguments(argv, false);
const ONE_COMMAND = "Put the whole command in quotes, as in `bailiwick check 'git status -s'`";
const unquoted = (flag: string) =>
  `Unknown flag ${JSON.stringify(flag)}: the command to judge goes in quotes, behind \`--\` if it begins with a dash`;
const isOurScript = (entry: string) => entry === '/opt/cli.cjs';

test.each([
  [[], { command: 'serve', operands: [], options: {}, switches: [] }],
  [['serve', '--access=read-only'], { command: 'serve', operands: [], options: { access: 'read-only' }, switches: [] }],
  [['--workspace', '/a=b', 'serve'], { command: 'serve', operands: [], options: { workspace: '/a=b' }, switches: [] }],
  [['print-config', 'codex'], { command: 'print-config', operands: ['codex'], options: {}, switches: [] }],
  [['print-config', '--help'], { command: 'help', operands: ['print-config'], options: {}, switches: [] }],
  [['check', '-h'], { command: 'help', operands: ['check'], options: {}, switches: [] }],
  [['--help'], { command: 'help', operands: [], options: {}, switches: [] }],
  [['help'], { command: 'help', operands: [], options: {}, switches: [] }],
  [['help', 'stop'], { command: 'help', operands: ['stop'], options: {}, switches: [] }],
  [['-v'], { command: 'version', operands: [], options: {}, switches: [] }],
  [['check', 'ls -v'], { command: 'check', operands: ['ls -v'], options: {}, switches: [] }],
  [
    ['check', '--json', '--cwd', 'a', '--', '--json'],
    { command: 'check', operands: ['--json'], options: { cwd: 'a' }, switches: ['json'] },
  ],
  [
    ['--access=full', 'check', '--stdin', '--json'],
    { command: 'check', operands: [], options: { access: 'full' }, switches: ['stdin', 'json'] },
  ],
  [['explain', '', '--cwd=b'], { command: 'explain', operands: [''], options: { cwd: 'b' }, switches: [] }],
])('%j', (argv, expected) => {
  expect(parse(...argv)).toEqual({ ok: true, arguments: expected });
});

test.each([
  [['frobnicate'], 'Unknown command "frobnicate"'],
  [['serve', 'extra'], 'serve takes no operand, got "extra"'],
  [['-x'], 'Unknown flag "-x"'],
  [['--workspace', '--access', 'full'], '--workspace needs a value'],
  [['--types'], 'Unknown flag "--types"'],
  [['serve', '--', '--access=full'], 'serve takes no operand, got "--access=full"'],
  [['--cwd', '/a'], '--cwd goes with check and explain only'],
  [
    ['print-config', 'codex', '--json'],
    '--json goes with check, approvals, rules, log, replay, tasks, output, report, state and doctor only',
  ],
  [['explain', '--json', 'ls'], '--json goes with check only'],
  [['check'], ONE_COMMAND],
  [['check', 'git', 'push'], ONE_COMMAND],
  [['explain', 'rm', '-h'], ONE_COMMAND],
  [['check', 'rm', '--version'], ONE_COMMAND],
  [['check', '--stdin'], '--stdin needs --json: the commands come as one JSON object a line'],
  [['check', '--stdin', '--json', 'ls'], 'With --stdin the commands come from stdin; leave the one on the command line out'],
  [['check', 'ls', '-la'], unquoted('-la')],
  // A switch of Chromium's, and yet a word of the command that was meant.
  [['check', 'code', '--no-sandbox'], unquoted('--no-sandbox')],
  [['explain', '--type=utility', 'ls'], unquoted('--type=utility')],
])('%j is wrong usage', (argv, problem) => {
  expect(parse(...argv)).toEqual({ ok: false, message: `${problem}; \`bailiwick --help\` lists what there is.` });
});

test('switches that Chromium adds are passed over everywhere', () => {
  expect(parse('--type=utility', '--no-sandbox', 'print-config', '--lang=en-US', 'cursor', '--user-data-dir=/u')).toEqual({
    ok: true,
    arguments: { command: 'print-config', operands: ['cursor'], options: {}, switches: [] },
  });
});

test('inside Electron, what is not understood is passed over', () => {
  expect(parseArguments(['--brand-new-switch', 'stray', '--access', 'read-only'], true)).toEqual({
    ok: true,
    arguments: { command: 'serve', operands: [], options: { access: 'read-only' }, switches: [] },
  });
  // A host's own `--` must not take a bound for an operand.
  expect(parseArguments(['--', '--access', 'read-only'], true)).toEqual({
    ok: true,
    arguments: { command: 'serve', operands: [], options: { access: 'read-only' }, switches: [] },
  });
});

test('inside Electron, only its own switches are passed over in what is judged', () => {
  expect(parseArguments(['--type=utility', 'check', 'ls'], true)).toEqual({
    ok: true,
    arguments: { command: 'check', operands: ['ls'], options: {}, switches: [] },
  });
  expect(parseArguments(['check', 'ls', '-la'], true)).toEqual({
    ok: false,
    message: `${unquoted('-la')}; \`bailiwick --help\` lists what there is.`,
  });
});

test('what precedes our script is not ours', () => {
  expect(ownArguments(['/usr/bin/node', '/opt/cli.cjs', 'a', '/opt/cli.cjs'], isOurScript)).toEqual(['a', '/opt/cli.cjs']);
  expect(ownArguments(['/Helper', '/host.js', '--type=utility', '/opt/cli.cjs', 'a'], isOurScript)).toEqual(['a']);
  expect(ownArguments(['/Helper', '/host.js', 'a'], isOurScript)).toEqual(['a']);
});
