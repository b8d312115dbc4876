import { expect, test } from 'vitest';
import { hosted } from '../../../../src/shell/programs/cloud/hosted.ts';
import { splitWords } from '../split-words.ts';

const tool = hosted({
  names: ['tool'],
  reads: 'things list|things',
  code: 'plan',
  secrets: 'things keys',
  flags: '--json',
  values: '--limit',
  own: '--profile',
  refused: '--host',
  settings: '.toolrc',
  match: {},
  notMatch: [],
});

function judged(command: string) {
  return tool.effects(
    { args: splitWords(command).slice(1), redirects: [], piped: false, context: { home: '/home/dev', cwd: '/srv/project' } },
    'tool',
  );
}

const asks = [{ kind: 'network', tool: 'tool', direction: 'unknown' }];

test('what only asks is remote-read, and another login has no prefix', () => {
  const whole = { class: 'remote-read', prefix: { words: 2 }, facts: asks, settings: ['.toolrc'] };
  expect(judged('tool things list --json --limit 3')).toEqual(whole);
  expect(judged('tool things list --profile p')).toEqual({ ...whole, prefix: { none: 'it asks another than the usual' } });
  expect(judged('tool --profile p things list')).toEqual({ ...whole, prefix: { none: 'it asks another than the usual' } });
});

test.each([
  ['tool things list --host x', 'the option --host can change what the program does or runs'],
  ['tool things list --ho x', 'unknown option --ho'],
  ['tool --host x things list', 'the option --host can change what the program does or runs'],
  ['tool things list @f', 'a word is an address or the contents of a file'],
  ['tool things list --limit file://x', 'a word is an address or the contents of a file'],
  ['tool things list $x', 'a word that is only known when it runs could be an option'],
  ['tool things list --limit --host x', 'a value could be an option'],
  ['tool plan --limit --host', 'a value could be an option'],
  ['tool jobs run x', 'it starts a program'],
  ['tool jobs:exec x', 'it starts a program'],
  ['tool jobs run --help', 'it starts a program'],
  ['tool $x', 'a word before the sub-command is only known when it runs'],
])('%s: %s', (command, reason) => {
  const { class: cls, unproven } = judged(command);
  expect({ cls, unproven }).toEqual({ cls: 'unknown', unproven: reason });
});

test('credentials, the code of the workspace and help have classes of their own', () => {
  expect(judged('tool things keys')).toEqual({
    class: 'network',
    prefix: { none: 'it handles credentials' },
    facts: [...asks, { kind: 'credential_access', what: 'tool things keys' }],
  });
  expect(judged('tool plan')).toEqual({ class: 'workspace-code', prefix: { words: 1 } });
  expect(judged('tool things delete --help')).toEqual({ class: 'read-only', prefix: { none: 'it describes a command' } });
});
