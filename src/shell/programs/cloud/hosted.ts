import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Grammar, Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { asksHelp } from './parts.ts';
import { credentials, traffic } from './traffic.ts';

/** A client of a hosted service, told by the commands that only ask. Commands are paths of words, separated by `|`. */
export interface Hosted extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  /** They only ask, by the login that lies in the user's home. */
  readonly reads?: string;
  /** They read or run what the workspace holds, and send nothing but questions. */
  readonly code?: string;
  /** They print keys, tokens or the settings of programs. */
  readonly secrets?: string;
  /** Options of what only asks. */
  readonly flags?: string;
  readonly values?: string;
  readonly refused?: string;
  /** It takes `-name` for `--name`, so that no value is attached to a short option. */
  readonly detached?: boolean;
  /** Options that name another of the user's own logins, projects or places: a grant is for exactly these words. */
  readonly own?: string;
  /** Files of the workspace that choose where it asks. */
  readonly settings?: string;
  /** It reads what the workspace holds before anything else, also to describe itself. */
  readonly loads?: boolean;
  /** Commands that this form cannot tell. */
  readonly more?: Readonly<Record<string, Subcommand>>;
}

/** Words that hand what follows to another program. */
const STARTS = /(^|:)(run|exec|ssh|console|shell|dev|start|local|proxy|script)$/;

/** A path of the service, an identifier or a name; never an address or the contents of a file. */
function addressed(scanned: Scan): string | undefined {
  const { operands, options } = scanned;
  const words = [...operands, ...options.flatMap(({ value }) => (value === undefined ? [] : [value]))];
  if (words.some(({ value }) => /^@|^[a-z][a-z0-9+.-]*:\/\//i.test(value))) return 'a word is an address or the contents of a file';
  return swallows(scanned);
}

/** An option that takes no value after all would hide the next one. */
export function swallows({ options }: Scan): string | undefined {
  return options.some(({ value }) => value !== undefined && /^-./.test(value.value)) ? 'a value could be an option' : undefined;
}

function entries(paths: string | undefined, command: Subcommand): Readonly<Record<string, Subcommand>> {
  return paths === undefined ? {} : { [paths]: command };
}

/** Makes the table: what only asks is `remote-read`, whatever else `network`. */
export function hosted(table: Hosted): Program {
  const { names, own = '', settings, loads } = table;
  const [name = ''] = names;
  const grammar: Grammar = {
    flags: table.flags ?? '',
    values: `${table.values ?? ''} ${own}`,
    refused: table.refused ?? '',
    detached: table.detached === true,
  };
  const options = optionTable({ ...grammar, flags: `--help -h --version ${grammar.flags}` });
  const ask = compile({
    class: 'remote-read',
    operands: 'text',
    ...grammar,
    facts: [networkFact(name, 'unknown')],
    ...(settings === undefined ? {} : { settings }),
    check: addressed,
  });
  const read: Subcommand = (args, words, call) => {
    const judged = judge(ask, args, words);
    const elsewhere = own !== '' && hasOption(scan(call.args, options), own);
    return elsewhere && judged.unproven === undefined ? { ...judged, prefix: { none: 'it asks another than the usual' } } : judged;
  };
  const run = compile({ class: 'workspace-code', operands: 'text', ...grammar, check: swallows });
  const described = loads === true ? 'workspace-code' : 'read-only';
  const describe = (words: number): Effects => effects(described, words === 0 ? { none: 'it describes a command' } : { words });
  const program = tree({
    names,
    globals: grammar,
    commands: {
      ...entries(table.reads, read),
      ...entries(table.code, (args, words) => judge(run, args, words)),
      ...entries(table.secrets, (_args, _words, call) => credentials(name, pathOf(call.args))),
      version: (args, words) => (args.length === 0 ? describe(words) : traffic(name, args)),
      ...table.more,
    },
    bare: (args) => traffic(name, args),
    other: (_args, _words, call) => otherwise(name, call.args),
    match: table.match,
    notMatch: table.notMatch,
  });
  return {
    ...program,
    effects: (call, asked) => {
      const { args } = call;
      if (args.length === 1 && args[0]?.kind === 'static' && args[0].value === '--version') return describe(1);
      if (asksHelp(args, '--help') && !args.some(({ value }) => STARTS.test(value))) return describe(0);
      return program.effects(call, asked);
    },
  };
}

/** What is in no list; a command that starts a program, here or there, can do anything. */
function otherwise(name: string, args: readonly Word[]): Effects {
  const judged = traffic(name, args);
  return args.some(({ value }) => STARTS.test(value)) ? notProven('it starts a program', judged) : judged;
}

function pathOf(args: readonly Word[]): string {
  return args
    .filter(({ value }) => /^[a-z][a-z0-9:-]*$/.test(value))
    .slice(0, 3)
    .map(({ value }) => value)
    .join(' ');
}
