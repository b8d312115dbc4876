import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lexPlain } from '../../src/shell/lexer.ts';
import { walkPlainScript } from '../../src/shell/plain-script.ts';
import { walkScript } from '../../src/shell/walk.ts';
import { CORPUS, command, mutated } from '../properties/commands.ts';
import { runs } from '../properties/runs.ts';

const context = { home: '/home/ann', cwd: '/home/ann/project' };
const INSIDE = { start: 3, end: 9 };

/** Both readings of a text; the first is missing where the text is not plain. */
function readings(text: string, directories: readonly string[] | undefined, fixed: typeof INSIDE | undefined) {
  const plain = walkPlainScript(text, context, directories, fixed);
  const { commands, hazards, forkBombs, credentials, single, order } = walkScript(text, context, directories, fixed);
  return { text, plain, parsed: { commands, hazards, forkBombs, credentials, single, order } };
}

/** What is plain reads the same through the parser, wherever it stands. */
function sameByParser(text: string): boolean {
  let found = false;
  for (const directories of [[context.cwd], ['/a', '/b'], undefined]) {
    for (const fixed of [undefined, INSIDE]) {
      const { plain, parsed } = readings(text, directories, fixed);
      if (plain === undefined) continue;
      found = true;
      const { bare, ...walk } = plain;
      expect({ text, directories, fixed, walk, bare }).toEqual({
        text,
        directories,
        fixed,
        walk: parsed,
        bare: fixed === undefined && lexPlain(text) !== undefined,
      });
    }
  }
  return found;
}

describe('a plain script', () => {
  test.each([
    'ls',
    'cat a | grep -v b',
    'cd src && make || cd .. ; ls',
    'cd a || cd b && ls | wc -l',
    'a\n\nb;\n c',
    '\n ls \n',
    'ls;',
    'a && \n b |\n c || \n d',
    `echo 'a;b' "c && d" e'f'"g"|cat`,
    'cd a\ncd b\ncd c\ncd d\ncd e\nls',
    'command -p cd x; trap x; cd -; ls',
    'a=b',
    'echo a=b; ls c=d',
    '-x && ls',
  ])('%j reads as it does through the parser', (text) => {
    expect(sameByParser(text)).toBe(text !== 'a=b');
  });

  test.each([
    '',
    ' \n',
    'a &',
    'a & b',
    'a |& b',
    'a ;; b',
    '; a',
    'a && && b',
    'a &&',
    'a |',
    'a ||| b',
    '| a',
    'a; !b',
    'a; (b)',
    'a; {b;}',
    'a; if b',
    'a | time b',
    'a > b; c',
    'a; b=c',
    'a; b # c',
    'a; "b"',
    'a; b $c',
    'a; b *',
    'a; ~/b',
    'a; b \\\n c',
    'a; export B=c',
    'a; b é',
    'a; b\r',
  ])('%j is left to the parser', (text) => {
    expect(walkPlainScript(text, context, [context.cwd], undefined)).toBeUndefined();
  });

  test('a declaration inside another command is left to the parser, one that is all of it is not', () => {
    expect([walkPlainScript('export A=b', context, undefined, INSIDE), lexPlain('export A=b') === undefined]).toEqual([undefined, false]);
  });

  test('every command of the corpora reads as it does through the parser', () => {
    expect(CORPUS.filter(sameByParser).length).toBeGreaterThan(CORPUS.length / 4);
  });

  const word = fc.constantFrom(
    'a',
    'cd',
    '..',
    'src',
    '-x',
    "'b c'",
    '"d;e"',
    'f=g',
    'trap',
    'command',
    'builtin',
    'eval',
    '/',
    'then',
    'in',
    'export',
    '""',
  );
  const glue = fc.constantFrom(' ', ' ', ' ', '\t', ' && ', '||', '|', ';', '\n', ' & ', ' ;\n', '&&\n', '\n\n', '>', '#', '$', ';;', '|&');
  test.each([
    ['words and operators', fc.array(fc.tuple(word, glue), { maxLength: 12 }).map((pairs) => pairs.flat().join(''))],
    ['commands', fc.array(command, { minLength: 1, maxLength: 3 }).map((all) => all.join(' | '))],
    ['commands with odd characters', mutated],
  ])('%s read as they do through the parser', (_, text) => {
    fc.assert(
      fc.property(text, (one) => {
        sameByParser(one);
      }),
      { numRuns: runs(400) },
    );
  });
});
