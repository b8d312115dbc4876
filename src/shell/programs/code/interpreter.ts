import type { Effects } from '../../analysis.ts';
import { danger, effects, notProven } from '../effects.ts';
import type { Grammar, Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program, ProgramCall } from '../program.ts';
import { responseFile } from '../words.ts';

export interface InterpreterTable extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  /** Options before the script. `refused` holds those that bring code or load more of it. */
  readonly grammar: Grammar;
  /** Alone, one of these prints the version; blanks between them. Nothing for a program that may take them for something else. */
  readonly version: string;
  /** Looked at before anything else; undefined when the usual rules hold. */
  readonly special?: (call: ProgramCall, scanned: Scan) => Effects | undefined;
}

/** The only word is one of these, and there is nothing to read on standard input, which some take for code whatever else they are told. */
export function asksVersion({ args, piped, redirects }: ProgramCall, options: readonly string[]): boolean {
  const [only] = args;
  if (args.length !== 1 || only?.kind !== 'static' || !options.includes(only.value)) return false;
  return !piped && redirects.every((redirect) => redirect.descriptor !== 0);
}

/** A program that runs the script it is given: `workspace-code` for a file, opaque for code on the command line or standard input. */
export function interpreter(table: InterpreterTable): Program {
  const grammar: Grammar = { ...table.grammar, style: table.grammar.style ?? 'posix' };
  const roles = optionTable(grammar);
  const version = table.version === '' ? [] : table.version.split(' ');
  const effectsOf = (call: ProgramCall, name: string): Effects => {
    const { args, piped } = call;
    if (asksVersion(call, version)) return effects('read-only', { words: 0 });
    const scanned = scan(args, roles);
    const special = table.special?.(call, scanned);
    if (special !== undefined) return special;
    if (scanned.unknown !== undefined)
      return notProven(scanned.unknown.startsWith('the option') ? 'code or modules named by an option' : scanned.unknown);
    const [script] = scanned.operands;
    if (script === undefined || script.value === '-' || script.value.startsWith('/dev/')) {
      return notProven('code that comes on standard input', { facts: piped ? [danger(`input piped into ${name}`)] : [] });
    }
    if (script.kind !== 'static') return notProven('which script is run is only known when it runs', { reads: [script] });
    if (responseFile(script)) return notProven('a word with @ stands for words that are in a file', { reads: [script] });
    return effects('workspace-code', { words: 0 }, { reads: [script] });
  };
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: effectsOf };
}
