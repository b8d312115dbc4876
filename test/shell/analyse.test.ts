import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/shell/analyse.ts';

const context = { home: '/home/ann', cwd: '/w' };
const names = (command: string) => analyse(command, context).invocations.map((invocation) => invocation.name);
const reasons = (command: string) => analyse(command, context).hazards.map((hazard) => hazard.reason);

describe('analyse', () => {
  test('a plain command is one invocation with static words', () => {
    const { parts, invocations, hazards, complete, plain, compound, forkBombs } = analyse('ls -la src', context);
    expect({ hazards, complete, plain, compound, forkBombs }).toEqual({
      hazards: [],
      complete: true,
      plain: true,
      compound: false,
      forkBombs: [],
    });
    expect(parts).toEqual([
      {
        span: { start: 0, end: 10 },
        argv: [
          { span: { start: 0, end: 2 }, value: 'ls', kind: 'static' },
          { span: { start: 3, end: 6 }, value: '-la', kind: 'static' },
          { span: { start: 7, end: 10 }, value: 'src', kind: 'static' },
        ],
      },
    ]);
    expect(
      invocations.map(({ name, wrappers, part, piped, directories, stale }) => ({ name, wrappers, part, piped, directories, stale })),
    ).toEqual([{ name: 'ls', wrappers: [], part: 0, piped: false, directories: ['/w'], stale: false }]);
  });

  test.each([
    ['true; rm x', ['true', 'rm']],
    ['a | b |& c && d || e & f\ng', ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
    ['(a); { b; }; ! c', ['a', 'b', 'c']],
    ['if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
    ['while a; do b; done; until c; do d; done', ['a', 'b', 'c', 'd']],
    ['for x in $(a); do b; done', ['a', 'b']],
    ['case $(a) in x) b;; *) c;& y) d;; esac', ['a', 'b', 'c', 'd']],
    ['time -p a', ['a']],
    ['f() { a; }; f', ['a', 'f']],
    ['coproc a', ['a']],
    ['echo $(a) `b` "$(c)" <(d) >(e)', ['a', 'b', 'c', 'd', 'e', 'echo']],
    ['echo ${x:-$(a)} $(( $(b) + 1 ))', ['a', 'b', 'echo']],
    ['cat <<E\n$(a)\nE', ['a', 'cat']],
    ["cat <<'E'\n$(a)\nE", ['cat']],
    ['cat <<< "$(a)"', ['a', 'cat']],
    ['x=$(a) y=`b` c', ['a', 'b', 'c']],
    ['a=($(b))', ['b']],
    ['[[ $(a) == x ]]', ['a']],
    ['echo `echo \\`a\\``', ['a', 'echo', 'echo']],
    ['git status #\\\nrm x', ['git', 'rm']],
    ['!(rm x)', ['rm']],
    ["bash -c 'a; b'", ['bash', 'a', 'b']],
    ["sudo -u x env A=1 nice -n 5 bash -c 'a'", ['sudo', 'env', 'nice', 'bash', 'a']],
    ["env -S 'a b'", ['env', 'a']],
    ['xargs -n 1 a b', ['xargs', 'a']],
    ['find . -exec a {} +', ['find', 'a']],
    ['find . -name x -ex\\ec rm {} \\;', ['find', 'rm']],
    ['{a,b,c}', ['a']],
  ])('%j starts %j', (command, expected) => {
    expect(
      names(command)
        .filter((name) => name !== ':')
        .sort(),
    ).toEqual([...expected].sort());
  });

  test.each([
    ['cat 1<(rm y)', 'a word that does not read as the literal it seems'],
    ['cat {fd}<(rm y)', 'a word that does not read as the literal it seems'],
    ['a=($(rm y))x', 'a word that does not read as the literal it seems'],
    ['a=(1 2)', 'an array value is not analysed'],
    ['rm[ $(pwn) ]', 'a word that does not read as the literal it seems'],
    ['echo $\\\n1', 'a word that does not read as the literal it seems'],
    ['let x=1', undefined],
    ['[[ -v $x ]]', '-v evaluates its operand'],
    ['[[ x -eq 1 ]]', undefined],
    ['[[ "$x" -eq 1 ]]', '-eq evaluates its operand'],
    ['echo ${x@P}', 'the expansion operator @ may evaluate or assign'],
    ['echo ${!x}', 'an indirect expansion'],
    ['echo $((x))', 'arithmetic over a name: its value is evaluated again'],
    ['echo ${x:y:1}', 'the expansion operator : may evaluate or assign'],
    ['PATH=/tmp ls', undefined],
  ])('%j is not complete', (command, reason) => {
    const analysis = analyse(command, context);
    if (reason === undefined) return;
    expect(analysis.complete).toBe(false);
    expect(reasons(command)).toContain(reason);
  });

  test('words: quotes, home, globs and what is unknown', () => {
    const words = (command: string) =>
      analyse(command, context)
        .parts[0]?.argv.slice(1)
        .map((word) => `${word.kind} ${word.value}`);
    expect(words('x ~ ~/a "$HOME/b" ${HOME} \'$HOME\'')).toEqual([
      'static /home/ann',
      'static /home/ann/a',
      'static /home/ann/b',
      'static /home/ann',
      'static $HOME',
    ]);
    expect(words('x *.ts a\\*b "$y" a$y ~ann')).toEqual([
      'glob *.ts',
      'static a*b',
      'dynamic \uFFFC',
      'dynamic \uFFFCa\uFFFC',
      'dynamic ~ann',
    ]);
    expect(words('HOME=/x; x $HOME')).toEqual(['dynamic /home/ann']);
  });

  test('where a part starts', () => {
    const starts = (command: string) =>
      analyse(command, context)
        .invocations.filter((invocation) => invocation.name === 'a')
        .map((invocation) => invocation.directories);
    expect(starts('cd b && a')).toEqual([['/w/b']]);
    expect(starts('cd b; a')).toEqual([['/w', '/w/b']]);
    expect(starts('(cd b); a')).toEqual([['/w']]);
    expect(starts('cd "$x" && a')).toEqual([undefined]);
    expect(starts('while true; do a; cd ..; done')).toEqual([undefined]);
    expect(starts('f() { a; }; cd x && f')).toEqual([undefined]);
    expect(starts('cd b | a')).toEqual([['/w']]);
  });

  test('a function that starts itself twice is a fork bomb', () => {
    expect(analyse(':(){ :|:& };:', context).forkBombs).toEqual([{ start: 0, end: 11 }]);
    expect(analyse('f() { f; }', context).forkBombs).toEqual([]);
  });

  test('no program that bash was seen to start is missing where the analysis is complete', () => {
    const rows = readFileSync(new URL('../corpora/adversarial.jsonl', import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { technique: string; command: string; executes: string[] });
    const missed = rows.filter(({ technique, command, executes }) => {
      if (technique === 'benign') return false;
      const analysis = analyse(command, context);
      const seen = new Set(analysis.invocations.map((invocation) => invocation.name));
      return (
        analysis.complete &&
        !executes.every((program) => seen.has(program) || analysis.invocations.some((invocation) => 'none' in invocation.effects.prefix))
      );
    });
    expect(missed).toEqual([]);
    expect(rows).toHaveLength(161);
  });

  test('it never throws, and a command with hazards is never complete', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.string({ unit: 'binary', maxLength: 40 }),
          fc.stringMatching(/^[ls $(){}"'`;|&<>\n\\a-c=*[\]!#-]{0,40}$/),
        ),
        (command) => {
          const analysis = analyse(command, context);
          expect(analysis.complete).toBe(analysis.hazards.length === 0);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('deep nesting is refused before it hurts', () => {
    for (const [open, close] of [
      ['$(', ')'],
      ['(', ')'],
      ['{ ', ';}'],
      ['"$(', ')"'],
      ['[[ ', ' ]]'],
    ] as const) {
      for (const depth of [300, 1000, 10_000]) {
        expect(analyse(`${open.repeat(depth)}ls${close.repeat(depth)}`, context)).toMatchObject({ complete: false, invocations: [] });
      }
    }
  });
});
