import { once } from '../../once.ts';
import type { ActionClass, Effects, Fact, Nested, PrefixRule, Word } from '../analysis.ts';
import { lookUp, type NameTable, nameTable } from '../name-table.ts';
import { effects, type Lists, notProven } from './effects.ts';
import type { Grammar, OptionTable, Scan } from './options.ts';
import { optionTable, scan } from './options.ts';
import type { Program } from './program.ts';
import { hasOption, valuesWithRole } from './scanned.ts';
import { HERE } from './words.ts';

/** What one command line of a program means, as data. */
export interface Rule extends Grammar {
  /** What its operands are. `pattern`: the first is text, the rest are read. `none`: it takes no operand. */
  readonly operands: 'read' | 'write' | 'remove' | 'text' | 'pattern' | 'none';
  /** With `pattern`: options that bring the pattern, after which every operand is read. */
  readonly patternOptions?: string;
  /** It looks at the current directory when it is given no operand. */
  readonly here?: boolean;
  /** The class without options that write; `read-only` by default. */
  readonly class?: ActionClass;
  /** It goes down into directories: always, or with one of these options. */
  readonly recursive?: boolean | string;
  readonly facts?: readonly Fact[];
  /** Names of files of the workspace that choose where it asks, separated by blanks; see `Effects.settings`. */
  readonly settings?: string;
  /** Facts by option. */
  readonly dangers?: Readonly<Record<string, Fact>>;
  /** Why it never has a prefix. */
  readonly noPrefix?: string;
  /** The bare prefix may be granted too; only what the published examples name. */
  readonly whole?: boolean;
  /** A last look at what was scanned: a reason why it is not proven after all. */
  readonly check?: (scanned: Scan) => string | undefined;
}

const HELP = '--help --version';

/** A rule made ready for judging. */
export interface Compiled {
  readonly table: OptionTable;
  readonly operands: Rule['operands'];
  readonly patternOptions: string;
  readonly here: boolean;
  readonly class: ActionClass;
  readonly recursive: Rule['recursive'];
  readonly facts: readonly Fact[] | undefined;
  readonly settings: readonly string[] | undefined;
  readonly dangers: NameTable<Fact> | undefined;
  readonly check: Rule['check'];
  /** Its prefix, by how many words belong to it. */
  readonly prefixes: readonly PrefixRule[] | undefined;
  readonly noPrefix: PrefixRule;
  /** A word that could be an option matters: some option could, or it would shift which operand is which. */
  readonly minds: boolean;
}

/** A prefix has at most so many words after the program. */
const WORD_COUNTS = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const PREFIXES = WORD_COUNTS.map((words): PrefixRule => ({ words }));
const WHOLE_PREFIXES = WORD_COUNTS.map((words): PrefixRule => ({ words, whole: true }));

export function compile(rule: Rule, minds = true): Compiled {
  const { operands, noPrefix } = rule;
  return {
    table: optionTable({ ...rule, flags: `${HELP} ${rule.flags ?? ''}` }),
    operands,
    patternOptions: rule.patternOptions ?? '',
    here: rule.here === true,
    class: rule.class ?? 'read-only',
    recursive: rule.recursive,
    facts: rule.facts,
    settings: rule.settings?.split(' '),
    dangers: rule.dangers === undefined ? undefined : nameTable(Object.entries(rule.dangers)),
    check: rule.check,
    prefixes: noPrefix !== undefined ? undefined : rule.whole ? WHOLE_PREFIXES : PREFIXES,
    noPrefix: { none: noPrefix ?? 'its sub-command has too many words' },
    minds,
  };
}

const NO_WORDS: readonly Word[] = [];
const ONLY_HERE: readonly Word[] = [HERE];

/** Judges the words after a program, or after its sub-command, by a rule; `words` after the program belong to the prefix. */
export function judge(compiled: Compiled, args: readonly Word[], words = 0): Effects {
  const { operands: role } = compiled;
  const scanned = scan(args, compiled.table);
  const operands = role === 'pattern' && !hasOption(scanned, compiled.patternOptions) ? scanned.operands.slice(1) : scanned.operands;
  const changes = role === 'write' || role === 'remove';
  // Whoever makes or removes a file takes `-` for its name.
  const files = operands.length === 0 && compiled.here ? ONLY_HERE : changes ? operands : paths(operands);
  const written = valuesWithRole(scanned, 'writes');
  const scripts = valuesWithRole(scanned, 'runs');
  const known: Lists = {
    reads: joined(role === 'read' || role === 'pattern' ? files : NO_WORDS, paths(valuesWithRole(scanned, 'reads'))),
    writes: joined(role === 'write' ? files : NO_WORDS, written),
    removes: role === 'remove' ? files : NO_WORDS,
    recursive: typeof compiled.recursive === 'string' ? hasOption(scanned, compiled.recursive) : compiled.recursive,
    runs: scripts.length === 0 ? undefined : scripts.map((script): Nested => ({ kind: 'script', script })),
    facts: factsOf(scanned, compiled),
    settings: compiled.settings,
    unproven: undefined,
  };
  const extra = role === 'none' && scanned.operands.length > 0 ? 'it takes no operand' : undefined;
  const reason = scanned.unknown ?? compiled.check?.(scanned) ?? extra ?? doubt(compiled, scanned, scripts);
  if (reason !== undefined) return notProven(reason, known);
  if (written.length > 0 && compiled.class === 'read-only')
    return effects('workspace-write', { none: 'an option of this program writes a file' }, known);
  return effects(compiled.class, compiled.prefixes?.[words] ?? compiled.noPrefix, known);
}

/** Every word but `-`, which is standard input or output. */
function paths(words: readonly Word[]): readonly Word[] {
  for (const { value, kind } of words)
    if (value === '-' && kind === 'static') return words.filter((word) => word.kind !== 'static' || word.value !== '-');
  return words;
}

function joined(a: readonly Word[], b: readonly Word[]): readonly Word[] {
  if (b.length === 0) return a;
  return a.length === 0 ? b : [...a, ...b];
}

function factsOf(scanned: Scan, { facts, dangers }: Compiled): readonly Fact[] | undefined {
  if (dangers === undefined) return facts;
  let all: Fact[] | undefined;
  for (const { name } of scanned.options) {
    const danger = lookUp(dangers, name);
    if (danger === undefined) continue;
    all ??= [...(facts ?? [])];
    all.push(danger);
  }
  return all ?? facts;
}

function doubt(compiled: Compiled, scanned: Scan, scripts: readonly Word[]): string | undefined {
  if (scanned.doubtful !== undefined && compiled.minds) return 'a word that is only known when it runs could be an option';
  return scripts.length > 0 ? 'an option starts another command' : undefined;
}

export interface Leaf extends Rule, Pick<Program, 'names' | 'match' | 'notMatch'> {}

/** Whether some option of the grammar can do more than change what is printed. */
function hasHooks(grammar: Grammar): boolean {
  return Boolean(grammar.reads || grammar.writes || grammar.runs || grammar.refused);
}

/** A program without sub-commands, told by data alone. */
export function leaf(table: Leaf): Program {
  const { operands } = table;
  // The table of a whole program knows all options that could matter; that of a sub-command only what is proven.
  const compiled = once(() => compile(table, operands === 'pattern' || operands === 'none' || hasHooks(table)));
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: (call) => judge(compiled(), call.args) };
}
