import { analyse } from './analyse.ts';
import type { Effects } from './analysis.ts';
import { PROGRAMS } from './programs/index.ts';
import type { Program } from './programs/program.ts';

/** What the tables of programs were checked with. */
export interface CheckedExamples {
  readonly programs: number;
  readonly examples: number;
  /** Commands that are not judged as their own table says. */
  readonly broken: readonly string[];
}

/**
 * Checks what each table says of its own program: `match` is proven to be of that class, `notMatch` is not proven to only read.
 * Takes some tens of milliseconds, which is too much for each start.
 */
export function checkExamples(programs: readonly Program[] = PROGRAMS): CheckedExamples {
  const examples = programs.flatMap(({ names, match, notMatch }) => [
    ...Object.entries(match).map(([command, cls]) => ({
      names,
      command,
      holds: ({ class: is, unproven }: Effects) => is === cls && unproven === undefined,
    })),
    ...notMatch.map((command) => ({ names, command, holds: (effects: Effects) => !isProvenRead(effects) })),
  ]);
  const broken = examples.filter((example) => !holdsHere(example)).map(({ command }) => command);
  return { programs: programs.reduce((count, { names }) => count + names.length, 0), examples: examples.length, broken };
}

function isProvenRead({ class: cls, unproven, runs }: Effects): boolean {
  return cls === 'read-only' && unproven === undefined && runs === undefined;
}

interface Example {
  readonly names: readonly string[];
  readonly command: string;
  readonly holds: (effects: Effects) => boolean;
}

function holdsHere({ names, command, holds }: Example): boolean {
  const { invocations, complete } = analyse(command, { home: '/home/dev', cwd: '/srv/project' });
  const found = invocations.find(({ name }) => names.includes(name)) ?? invocations[0];
  // What the text itself makes incomplete says nothing of the table.
  return found === undefined ? !complete : holds(found.effects);
}
