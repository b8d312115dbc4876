import { expect, test } from 'vitest';
import { asksHelp, givesOneOf, partsOf } from '../../../../src/shell/programs/cloud/parts.ts';
import { splitWords } from '../split-words.ts';

const globals = { flags: '--quiet', values: '--project -o' };

test('a call is split into options, plain words and options', () => {
  expect(partsOf(splitWords('--quiet --project p a b --c d e --f=g'), globals)).toEqual({
    before: [
      { name: '--quiet', values: [] },
      { name: '--project', values: ['p'] },
    ],
    words: ['a', 'b'],
    after: [
      { name: '--c', values: ['d', 'e'] },
      { name: '--f', values: ['g'] },
    ],
    doubt: undefined,
  });
});

test.each([
  ['--frob a', 'unknown option --frob before the sub-command'],
  ['--quiet=1 a', 'unknown option --quiet before the sub-command'],
  ['a -- b', 'words after -- are not understood'],
  ['a $x', 'a word that is only known when it runs could be an option'],
  ['a *', 'a word that is only known when it runs could be an option'],
  ['--project --frob a', 'the value of --project could be an option'],
  ['--project=p a -', undefined],
])('%s: %s', (text, doubt) => {
  expect(partsOf(splitWords(text), globals).doubt).toBe(doubt);
});

test('an abbreviation stands for its option', () => {
  const given = (text: string) => givesOneOf(partsOf(splitWords(`a ${text}`), globals).after, '--endpoint-url -c');
  expect(['--end x', '--endpoint-url=x', '-c', '--e', '--endpoint-urls', '-d', '--x'].map(given)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test.each([
  ['a b --help', true],
  ['a b -h', true],
  ['a b', false],
  ['a x=y --help', false],
  ['a --b --help', false],
  ['a $x --help', false],
])('%s asks for help: %s', (text, expected) => {
  expect(asksHelp(splitWords(text), '--help -h')).toBe(expected);
});
