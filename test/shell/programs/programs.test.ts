import { describe, expect, test } from 'vitest';
import { ACTION_CLASSES } from '../../../src/shell/analysis.ts';
import { lookupProgram, PROGRAMS } from '../../../src/shell/programs/index.ts';
import { effectsOf } from './effects-of.ts';

describe('every table', () => {
  test('names are unique', () => {
    const names = PROGRAMS.flatMap((program) => program.names);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  for (const program of PROGRAMS) {
    test(`${program.names[0]}: match`, () => {
      const got = Object.keys(program.match).map((command) => {
        const judged = effectsOf(command);
        return [command, judged.class, judged.unproven];
      });
      expect(got).toEqual(Object.entries(program.match).map(([command, expected]) => [command, expected, undefined]));
    });

    test(`${program.names[0]}: notMatch`, () => {
      const proven = program.notMatch.filter((command) => {
        const judged = effectsOf(command);
        return judged.class === 'read-only' && judged.unproven === undefined && judged.runs === undefined;
      });
      expect(proven).toEqual([]);
    });

    test(`${program.names[0]}: has an example`, () => {
      expect(Object.keys(program.match).length + program.notMatch.length).toBeGreaterThan(0);
      expect(Object.values(program.match).every((actionClass) => ACTION_CLASSES.includes(actionClass))).toBe(true);
    });
  }

  test('variants of a name share a table', () => {
    const same = ['python3.12', 'mkfs.ext4', 'gcc-13', 'pip3.11'].map((name) => lookupProgram(name).program?.names[0]);
    expect(same).toEqual(['python3', 'mkfs', 'gcc', 'pip']);
    expect(lookupProgram('gg').program).toBeUndefined();
  });
});
