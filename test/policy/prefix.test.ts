import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideCommand } from './decide-harness.ts';

const rows = readFileSync(new URL('../corpora/prefix-examples.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { command: string; expected: string });

function shortPrefix(command: string): string {
  const { prefix } = decideCommand(command).verdict;
  return prefix.kind === 'prefix' ? `prefix:${prefix.value}` : prefix.kind;
}

describe('prefix', () => {
  test('all 36 published examples are exact', () => {
    expect(rows.map(({ command }) => ({ command, expected: shortPrefix(command) }))).toEqual(rows);
    expect(rows).toHaveLength(36);
  });

  test('a prefix is a literal prefix of the command that ends at a word boundary', () => {
    const word = fc.constantFrom(
      'git',
      'status',
      'log',
      'ls',
      '-la',
      'a=b',
      'npm',
      'run',
      'test',
      '"x y"',
      "'z'",
      '$HOME',
      '*',
      'src/a.ts',
      '|',
      '&&',
      '>',
      'out',
      '$(id)',
      '\\r',
      '#',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 7 }), (words) => {
        const command = words.join(' ');
        const { prefix } = decideCommand(command).verdict;
        if (prefix.kind !== 'prefix') return;
        expect(command.startsWith(prefix.value)).toBe(true);
        expect([undefined, ' ', '\t']).toContain(command[prefix.value.length]);
      }),
      { numRuns: 2000 },
    );
  });
});
