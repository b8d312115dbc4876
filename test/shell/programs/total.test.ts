import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Redirect, Word } from '../../../src/shell/analysis.ts';
import { ACTION_CLASSES, UNKNOWN } from '../../../src/shell/analysis.ts';
import { lookupProgram, PROGRAMS } from '../../../src/shell/programs/index.ts';
import { splitWords } from './split-words.ts';

const context = { home: '/home/dev', cwd: '/srv/project' };
const span = { start: 0, end: 1 };

/** Words that tables look at, and noise. */
const values = fc.oneof(
  fc.constantFrom(
    '-',
    '--',
    '-c',
    '-e',
    '-f',
    '-i',
    '-n',
    '-o',
    '-x',
    '-rf',
    '--output=x',
    '--exec',
    '-exec',
    '{}',
    ';',
    '+',
    'run',
    'list',
    'A=1',
    '@f',
    '/',
    '*',
    UNKNOWN,
    '',
  ),
  fc.string({ maxLength: 6 }),
);
const words: fc.Arbitrary<readonly Word[]> = fc.array(
  fc.record({ span: fc.constant(span), value: values, kind: fc.constantFrom<Word['kind']>('static', 'static', 'glob', 'dynamic') }),
  { maxLength: 6 },
);
const redirects: fc.Arbitrary<readonly Redirect[]> = fc.array(
  fc.record({
    span: fc.constant(span),
    kind: fc.constantFrom<Redirect['kind']>('read', 'write', 'duplicate', 'text'),
    target: fc.record({ span: fc.constant(span), value: values, kind: fc.constantFrom<Word['kind']>('static', 'dynamic') }),
    descriptor: fc.constantFrom(0, 1),
  }),
  { maxLength: 2 },
);

test('no table throws, and every answer is whole', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PROGRAMS), words, redirects, fc.boolean(), (program, args, given, piped) => {
      for (const name of program.names.slice(0, 3)) {
        const judged = program.effects({ args, redirects: given, piped, context }, name);
        expect(ACTION_CLASSES).toContain(judged.class);
        for (const list of [judged.reads, judged.writes, judged.removes, judged.runs, judged.facts]) expect(list?.length).not.toBe(0);
        if (judged.unproven !== undefined) expect('none' in judged.prefix && judged.unproven !== '').toBe(true);
      }
    }),
    { numRuns: 4000 },
  );
});

/** They take every word for text. */
const TEXT_ONLY = new Set('echo expr printf set builtin exec trap history alias [ test getopts command awk'.split(' '));

test('a command proven to read is not proven any more with an option that nobody knows', () => {
  const proven: string[] = [];
  for (const program of PROGRAMS) {
    for (const [command, actionClass] of Object.entries(program.match)) {
      const [word, ...args] = splitWords(command);
      if (word === undefined || actionClass !== 'read-only' || TEXT_ONLY.has(word.value) || command.includes(' -- ')) continue;
      const odd: Word = { span, value: '--zz-unknown', kind: 'static' };
      for (const place of [0, args.length]) {
        const judged = program.effects({ args: args.toSpliced(place, 0, odd), redirects: [], piped: false, context }, word.value);
        if (judged.class === 'read-only' && judged.unproven === undefined && judged.runs === undefined) proven.push(`${command} @${place}`);
      }
    }
  }
  expect(proven).toEqual([]);
});

test('a command with options that matter is not proven with a word that could be one', () => {
  const proven = [
    'sort x',
    'grep a b',
    'rg a b',
    'find . -name x',
    'git log -n 5',
    'git diff x',
    'sed p x',
    'jq . x',
    'tar -tf x',
    'date +%s',
    'wc -l x',
    'xxd x',
    'less x',
  ].filter((command) => {
    const [word, ...args] = splitWords(command);
    const open: Word = { span, value: UNKNOWN, kind: 'dynamic' };
    const judged = lookupProgram(word?.value ?? '').program?.effects(
      { args: [...args, open], redirects: [], piped: false, context },
      word?.value ?? '',
    );
    return judged?.unproven === undefined;
  });
  expect(proven).toEqual([]);
});
