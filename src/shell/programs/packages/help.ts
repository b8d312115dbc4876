import { effects } from '../effects.ts';
import type { Program, ProgramCall } from '../program.ts';

/** A sub-command, not a name of something. */
const VERB = /^[a-z][a-z0-9-]*$/;

/** The words before a last `--help` when they can only be sub-commands, at most `most` of them. */
function beforeHelp({ args }: ProgramCall, most: number, help: RegExp): ProgramCall['args'] | undefined {
  const last = args.at(-1);
  if (last?.kind !== 'static' || !help.test(last.value) || args.length < 2 || args.length > most + 1) return undefined;
  const verbs = args.slice(0, -1);
  return verbs.every(({ kind, value }) => kind === 'static' && VERB.test(value)) ? verbs : undefined;
}

/**
 * For programs that print how to use a sub-command instead of running it.
 * Takes a table, how many words its sub-commands have at most and the option that asks; returns the table, with that proven for those that it knows.
 */
export function withHelp(program: Program, most: number, help = /^--help$/): Program {
  return {
    ...program,
    effects: (call, name) => {
      const verbs = beforeHelp(call, most, help);
      if (verbs === undefined) return program.effects(call, name);
      const judged = program.effects({ ...call, args: verbs }, name);
      return judged.unproven === undefined ? effects('read-only', { words: verbs.length }) : judged;
    },
  };
}
