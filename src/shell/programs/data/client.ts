import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Grammar, Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { BANNED } from './sql-words.ts';

/** A client that asks a database of the user's own; options are lists of names separated by blanks. */
interface Client extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  readonly grammar: Grammar;
  /** The whole command line when it only tells about the client. */
  readonly about: string;
  /** Their values are what it asks. */
  readonly queries: string;
  /** Options that ask something known by themselves. */
  readonly asks?: string;
  /** The operands are a query, or names of databases and users. */
  readonly operands: 'query' | 'names';
  readonly hosts: string;
  /** Options that choose a database, an account or a port; their values are names. */
  readonly chooses: string;
  /** Whether a query only reads. */
  readonly plain: (query: string) => boolean;
}

const NO_WORDS: readonly Word[] = [];
/** No URL, no `key=value`, no path: these bring another destination or login. */
const NAME = /^[A-Za-z0-9_][\w.@-]*$/;
const LOCAL = /^(localhost|127\.0\.0\.1|::1)$/;

/** Whether a lone word asks what the client itself is: one of `about`, separated by blanks. */
export function asksAbout(args: readonly Word[], about: string): boolean {
  const [only] = args;
  return args.length === 1 && only?.kind === 'static' && about.split(' ').includes(only.value);
}

function doubt(client: Client, scanned: Scan, queries: readonly Word[]): string | undefined {
  if (scanned.unknown !== undefined) return scanned.unknown;
  if (scanned.doubtful !== undefined) return 'a word that is only known when it runs';
  const names = [...(client.operands === 'names' ? scanned.operands : NO_WORDS), ...valuesOf(scanned, client.chooses)];
  if (!names.every((word) => word.kind === 'static' && NAME.test(word.value))) return 'a word that may bring another destination';
  if (names.some(({ value }) => BANNED.has(value.toLowerCase()))) return 'a database of the server itself, which holds logins';
  if (queries.length === 0 && !hasOption(scanned, client.asks ?? '')) return 'what it asks comes from its standard input';
  if (!queries.every((word) => word.kind === 'static' && client.plain(word.value))) return 'the query can do more than read tables';
  return undefined;
}

/** A client whose query stands in its words. */
export function client(table: Client): Program {
  const roles = optionTable(table.grammar);
  const judge = (args: readonly Word[], name: string): Effects => {
    if (asksAbout(args, table.about)) return effects('read-only', { words: 0 });
    const scanned = scan(args, roles);
    const hosts = valuesOf(scanned, table.hosts);
    const elsewhere = hosts.find((word) => word.kind !== 'static' || !LOCAL.test(word.value));
    const facts = [networkFact(name, elsewhere === undefined ? 'download' : 'unknown', elsewhere?.value)];
    const queries = [...valuesOf(scanned, table.queries), ...(table.operands === 'query' ? scanned.operands : NO_WORDS)];
    const reason = doubt(table, scanned, queries);
    if (reason !== undefined) return notProven(reason, { facts });
    if (elsewhere !== undefined) return effects('network', { none: 'the command names the machine that it asks' }, { facts });
    const chosen = hosts.length > 0 || hasOption(scanned, table.chooses) || (table.operands === 'names' && scanned.operands.length > 0);
    return effects('remote-read', chosen ? { none: 'the command names the database that it asks' } : { words: 0 }, { facts });
  };
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: ({ args }, name) => judge(args, name) };
}
