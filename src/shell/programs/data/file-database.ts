import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar, Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { derived } from '../words.ts';
import { asksAbout } from './client.ts';
import { isPlainQuery } from './sql.ts';
import type { Dialect } from './sql-words.ts';

/** A shell around a database that is one file; the first operand is the file, the others are queries. */
interface FileDatabase extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  readonly grammar: Grammar;
  readonly about: string;
  /** Options whose values are queries. */
  readonly queries: string;
  /** The one of them that runs before `-safe` counts. */
  readonly early: string;
  readonly dialect: Dialect;
}

/** Commands of the shell that only show what is there, or how it is shown. */
const SHOWS =
  /^\.(tables|schema|indexes|indices|databases|fullschema|dump|show|version)( [\w%]+)?$|^\.(headers?|nullvalue|mode|width|timer|echo|bail)( [\w-]+)+$/;
/** They only tell about the file. */
const PRAGMA =
  /^pragma (table_info|table_xinfo|index_list|index_info|foreign_key_list)\(['"]?\w+['"]?\);?$|^pragma (table_list|database_list|compile_options|user_version|schema_version|application_id|journal_mode|integrity_check|quick_check|foreign_keys|page_count|page_size|encoding|freelist_count|show_tables|version|database_size);?$/i;

function isPlain(query: string, dialect: Dialect): boolean {
  return isPlainQuery(query, dialect) || SHOWS.test(query) || PRAGMA.test(query);
}

function doubt(scanned: Scan, args: readonly Word[], file: Word | undefined): string | undefined {
  if (scanned.unknown !== undefined) return scanned.unknown;
  if (scanned.doubtful !== undefined) return 'a word that is only known when it runs could be an option';
  // What it does with `--` differs, and a name with a colon is an address or names an extension.
  if (args.some((word) => word.value === '--')) return 'a word that not every version takes for the end of the options';
  if (file !== undefined && (file.kind !== 'static' || file.value === '' || file.value.includes(':')))
    return 'the database is an address, or only known when it runs';
  return undefined;
}

/**
 * Judges such a shell. Of a file even a query that reads runs what the file holds: its views may call functions that start programs, read other
 * files or fetch, a virtual table reads the archive that it names, also with `-safe`, and a journal beside it is played back, which may remove a file.
 */
export function fileDatabase(table: FileDatabase): Program {
  const roles = optionTable({ style: 'single-dash', ...table.grammar });
  const judge = (args: readonly Word[]): Effects => {
    if (asksAbout(args, table.about)) return effects('read-only', { words: 0 });
    const scanned = scan(args, roles);
    const [first, ...commands] = scanned.operands;
    const file = first?.kind === 'static' && first.value === ':memory:' ? undefined : first;
    const readonly = hasOption(scanned, '-readonly');
    const reads = file === undefined ? [] : [file];
    const known = { reads, writes: file === undefined || readonly ? [] : [file, derived(`${file.value}-journal`, file)] };
    const reason = doubt(scanned, args, file);
    if (reason !== undefined) return notProven(reason, known);
    const queries = [...valuesOf(scanned, table.queries), ...commands];
    const plain = (words: readonly Word[]) => words.every((word) => word.kind === 'static' && isPlain(word.value, table.dialect));
    const safe = hasOption(scanned, '-safe') && plain(valuesOf(scanned, table.early));
    const proven = queries.length > 0 && plain(queries) && first !== undefined;
    if (!proven && !safe) return notProven('what it is told can start programs, or read and write other files', known);
    if (proven && file === undefined) return effects('read-only', { words: 0 }, known);
    return effects('workspace-code', { none: 'what the database holds decides what it does' }, proven ? { reads } : known);
  };
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: ({ args }) => judge(args) };
}
