import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lexPlain } from '../../src/shell/lexer.ts';

describe('lexPlain', () => {
  test('reads one simple command of literal words, with spans', () => {
    expect(lexPlain(`git  commit -m "a b"'c'd`)).toEqual([
      { span: { start: 0, end: 3 }, value: 'git', kind: 'static' },
      { span: { start: 5, end: 11 }, value: 'commit', kind: 'static' },
      { span: { start: 12, end: 14 }, value: '-m', kind: 'static' },
      { span: { start: 15, end: 24 }, value: 'a bcd', kind: 'static' },
    ]);
  });

  test.each([
    '',
    '   ',
    'a | b',
    'a;b',
    'a&',
    'a\nb',
    'a > b',
    'a $b',
    'a `b`',
    'a "$b"',
    'a "\\b"',
    'a \\b',
    'A=b c',
    "'ls'",
    'if',
    'time ls',
    '! ls',
    'a *',
    'a ?',
    'a [b]',
    'a {b,c}',
    'a ~',
    'a #b',
    'a (b)',
    "a 'b",
    'a "b',
    'a é',
    'a\u00a0b',
    'a\rb',
    'a "b!"',
  ])('leaves %j to the parser', (command) => {
    expect(lexPlain(command)).toBeUndefined();
  });

  test('what it accepts, bash reads as the same words', () => {
    const piece = fc.constantFrom(
      'a',
      'b-c',
      '/x.y',
      '"q r"',
      "'s t'",
      '=',
      '@1',
      '%',
      '+',
      ':',
      ',',
      '^',
      '""',
      "''",
      ' ',
      '  ',
      '\t',
      '$',
      '*',
      '~',
      ';',
      '\\',
      '#',
    );
    const samples = fc.sample(fc.array(piece, { minLength: 1, maxLength: 9 }), 3000).map((pieces) => pieces.join(''));
    const accepted = [...new Set(samples)].flatMap((command) => {
      const words = lexPlain(`printf ${command}`);
      return words === undefined ? [] : [{ command, values: words.slice(1).map((word) => word.value) }];
    });
    expect(accepted.length).toBeGreaterThan(100);
    // One bash prints the words of every sample: each word between markers, so that empty words show.
    const script = accepted.map(({ command }) => `show ${command}`).join('\n');
    const bash = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-c', `show() { local w; for w; do printf '<%s>' "$w"; done; echo; }\n${script}`],
      { encoding: 'utf8' },
    );
    expect(bash.stdout.split('\n').slice(0, -1)).toEqual(accepted.map(({ values }) => values.map((value) => `<${value}>`).join('')));
  });
});
