import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROGRAMS } from '../../../src/shell/programs/index.ts';

/** Commands that others are made from. */
export interface Seeds {
  /** The corpora, and what the tables say that they prove and do not prove. */
  readonly all: readonly string[];
  /** What the tables prove. */
  readonly proven: readonly string[];
  /** Per program, every example of its table. */
  readonly families: readonly (readonly string[])[];
}

const CORPORA = path.join(import.meta.dirname, '../../corpora');

/** Reads the corpora and the tables. */
export function readSeeds(): Seeds {
  const corpora = ['adversarial.jsonl', 'prefix-examples.jsonl'].flatMap(commandsOf);
  const proven = PROGRAMS.flatMap((program) => Object.keys(program.match));
  const families = PROGRAMS.map((program) => [...Object.keys(program.match), ...program.notMatch]);
  return { all: [...corpora, ...corpora, ...families.flat()], proven, families };
}

function commandsOf(file: string): string[] {
  return readFileSync(path.join(CORPORA, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const parsed: unknown = JSON.parse(line);
      if (typeof parsed !== 'object' || parsed === null || !('command' in parsed) || typeof parsed.command !== 'string')
        throw new Error(`a line without a command in ${file}`);
      return parsed.command;
    });
}
