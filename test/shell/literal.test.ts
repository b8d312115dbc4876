import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandBrace, readLiteral } from '../../src/shell/literal.ts';

const read = (text: string) => readLiteral(text, 0, text.length);

describe('readLiteral', () => {
  test('removes quotes and notes what is live', () => {
    expect(read(`a'b c'"d e"\\f`)).toEqual({ value: 'ab cd ef', glob: false, brace: false, continued: false, tilde: false });
    expect(read('~/a*{b,c}')).toEqual({ value: '~/a*{b,c}', glob: true, brace: true, continued: false, tilde: true });
    expect(read(`"~"'*'"{a,b}"`)).toEqual({ value: '~*{a,b}', glob: false, brace: false, continued: false, tilde: false });
    expect(read('{1.\\\n.3}x')).toEqual({ value: '{1..3}x', glob: false, brace: true, continued: true, tilde: false });
    expect(read('"foo$"')).toEqual({ value: 'foo$', glob: false, brace: false, continued: false, tilde: false });
  });

  test.each(['a b', 'a<(b)', '1<(rm', 'a;b', 'a|b', '$x', '`x`', '"$x"', '"`x`"', 'a[ x ]', '$\\\n1', "'open", '"open', 'end\\'])(
    '%j is not literal',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );

  test('a slice that it calls static is what bash passes on', () => {
    const piece = fc.constantFrom('a', '-', "'b c'", '"d e"', '\\f', '\\ ', '"\\"g"', '"\\h"', "'\\'", '"a$"', '\\\n', '}', ',', '=', '#');
    const texts = [...new Set(fc.sample(fc.array(piece, { minLength: 1, maxLength: 6 }), 2000).map((pieces) => `x${pieces.join('')}`))];
    const read2 = texts.flatMap((text) => {
      const literal = read(text);
      return literal === undefined || literal.glob || literal.brace || literal.tilde ? [] : [{ text, value: literal.value }];
    });
    expect(read2.length).toBeGreaterThan(100);
    const bash = spawnSync('bash', ['--noprofile', '--norc', '-c', read2.map(({ text }) => `printf '%s\\n' ${text}`).join('\n')], {
      encoding: 'utf8',
    });
    expect(bash.stdout.split('\n').slice(0, -1)).toEqual(read2.map(({ value }) => value));
  });
});

describe('expandBrace', () => {
  test('expands the plain list and nothing else', () => {
    expect(expandBrace('src/{a,b}.ts')).toEqual(['src/a.ts', 'src/b.ts']);
    expect(expandBrace('{rm,-rf,x}')).toEqual(['rm', '-rf', 'x']);
    for (const text of ['{1..9}', '{a,{b,c}}', '{a,b}{c,d}', '{a,"b"}', '{,a}', '{a}', 'a']) expect(expandBrace(text)).toBeUndefined();
  });
});
