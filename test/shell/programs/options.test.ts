import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Grammar } from '../../../src/shell/programs/options.ts';
import { optionTable, scan } from '../../../src/shell/programs/options.ts';
import { splitWords } from './split-words.ts';

const grammar: Grammar = {
  flags: '-a -b --all',
  values: '-n --lines',
  attached: '-i --color',
  pairs: '--arg',
  reads: '-f --file',
  writes: '-o --output',
  runs: '--exec',
  refused: '--config',
};

/** The scan with words as text. */
function scanned(command: string, changes: Partial<Grammar> = {}) {
  const used = { ...grammar, ...changes };
  const { options, operands, doubtful, ...rest } = scan(splitWords(command), optionTable(used));
  return {
    ...rest,
    options: options.map((option) => (option.value === undefined ? option.name : `${option.name}=${option.value.value}`)),
    operands: operands.map((word) => word.value),
    ...(doubtful === undefined ? {} : { doubtful: doubtful.value }),
  };
}

const UNKNOWN = '\uFFFC';

describe('scan', () => {
  test.each([
    ['-ab x', { options: ['-a', '-b'], operands: ['x'], beforeDashes: 1 }],
    ['-abo out x', { options: ['-a', '-b', '-o=out'], operands: ['x'], beforeDashes: 1 }],
    ['-aoout x', { options: ['-a', '-o=out'], operands: ['x'], beforeDashes: 1 }],
    ['x -n 5 y', { options: ['-n=5'], operands: ['x', 'y'], beforeDashes: 2 }],
    ['--output=out --lines 3', { options: ['--output=out', '--lines=3'], operands: [], beforeDashes: 0 }],
    ['-i.bak --color x', { options: ['-i=.bak', '--color'], operands: ['x'], beforeDashes: 1 }],
    ['--arg a b x', { options: ['--arg=a'], operands: ['x'], beforeDashes: 1 }],
    ['x -- -o y', { options: [], operands: ['x', '-o', 'y'], beforeDashes: 1 }],
    ['- x', { options: [], operands: ['-', 'x'], beforeDashes: 2 }],
    ['-az', { options: ['-a'], operands: [], beforeDashes: 0, unknown: 'unknown option -z' }],
    ['--outp=x', { options: [], operands: [], beforeDashes: 0, unknown: 'unknown option --outp' }],
    ['--all=x', { options: ['--all=x'], operands: [], beforeDashes: 0, unknown: '--all takes no value' }],
    ['-n', { options: ['-n'], operands: [], beforeDashes: 0, unknown: '-n has no value' }],
    [
      '--config x',
      { options: ['--config'], operands: ['x'], beforeDashes: 1, unknown: 'the option --config can change what the program does or runs' },
    ],
    ['$x y', { options: [], operands: [UNKNOWN, 'y'], beforeDashes: 2, doubtful: UNKNOWN }],
    ['-n $x y', { options: [`-n=${UNKNOWN}`], operands: [UNKNOWN, 'y'], beforeDashes: 2, doubtful: UNKNOWN }],
    ['-- $x', { options: [], operands: [UNKNOWN], beforeDashes: 0 }],
    ['src/* y', { options: [], operands: ['src/*', 'y'], beforeDashes: 2 }],
    ['* y', { options: [], operands: ['*', 'y'], beforeDashes: 2, doubtful: '*' }],
    ['--lines=* y', { options: ['--lines=*'], operands: ['y'], beforeDashes: 1 }],
  ])('%s', (command, expected) => {
    expect(scanned(command)).toEqual(expected);
  });

  test('numbers, only where they are allowed', () => {
    expect(scanned('-5 x', { numeric: true })).toEqual({ options: ['-number'], operands: ['x'], beforeDashes: 1 });
    expect(scanned('-5 x')).toEqual({ options: [], operands: ['x'], beforeDashes: 1, unknown: 'unknown option -5' });
  });

  test('options end at the first operand when the style says so', () => {
    expect(scanned('-a x -o y', { style: 'posix' })).toEqual({ options: ['-a'], operands: ['x', '-o', 'y'], beforeDashes: 3 });
  });

  test('one dash or two are the same in the single-dash style', () => {
    expect(scanned('-output=x --all -lines 3', { style: 'single-dash', flags: '-all', values: '-lines', writes: '-output' })).toEqual({
      options: ['-output=x', '-all', '-lines=3'],
      operands: [],
      beforeDashes: 0,
    });
  });

  test('a lenient table still refuses what abbreviates an option that matters', () => {
    expect(scanned('--foo --conf x', { lenient: true })).toEqual({
      options: ['--foo'],
      operands: ['x'],
      beforeDashes: 1,
      unknown: 'unknown option --conf',
    });
  });

  test('a number is no file', () => {
    const numbers = '-n --lines';
    expect(scanned('-n 5 --lines=+2 -n0x1f x', { values: '', numbers })).toEqual({
      options: ['-n=5', '--lines=+2', '-n=0x1f'],
      operands: ['x'],
      beforeDashes: 1,
    });
    for (const value of ['x', '/x', '.5', '1.pem', '5/x', ''])
      expect(scanned(`-n '${value}' y`, { values: '', numbers }).unknown).toBe('the value of -n is no number');
  });

  test('a value that is never attached stands in the next word, behind the letters', () => {
    expect(scanned('-an 5 x -n7', { detached: true })).toEqual({ options: ['-a', '-n=5', '-n=7'], operands: ['x'], beforeDashes: 1 });
    expect(scanned('-na 5 x', { detached: true }).unknown).toBe('the value of -n stands in the next word');
  });

  test('a lenient table refuses the abbreviation of an option with a value', () => {
    expect(scanned('--lin 5', { lenient: true }).unknown).toBe('unknown option --lin');
    expect(scanned('--al 5', { lenient: true }).unknown).toBeUndefined();
  });

  test('every word is an option, a value or an operand: none is lost', () => {
    const words = fc.array(fc.constantFrom('-a', '-b', '--all', 'x', 'y', '-n', '--lines=3', '-o', 'z', '-ab'), { maxLength: 8 });
    fc.assert(
      fc.property(words, (given) => {
        const { options, operands } = scanned(given.join(' '));
        const texts = new Set([...operands, ...options.flatMap((option) => option.split('='))]);
        for (const word of given) if (/^[xyz]$/.test(word)) expect(texts).toContain(word);
      }),
    );
  });
});
