import type { ActionClass, Effects, Fact, Nested, PrefixRule, Word } from '../analysis.ts';
import { effects, notProven } from './effects.ts';
import type { Grammar, RoleMap, Scan } from './options.ts';
import { hasHooks, hasOption, roleMap, scan, valuesWithRole } from './options.ts';
import type { Program } from './program.ts';
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

/** A rule with its look-up table. */
export interface Compiled {
  readonly rule: Rule;
  readonly roles: RoleMap;
}

export function compile(rule: Rule): Compiled {
  const withHelp = { ...rule, flags: `${HELP} ${rule.flags ?? ''}` };
  return { rule, roles: roleMap(withHelp) };
}

function paths(words: readonly Word[]): readonly Word[] {
  return words.filter((word) => word.kind !== 'static' || word.value !== '-');
}

/** Judges the words after a program, or after its sub-command, by a rule; `words` after the program belong to the prefix. */
export function judge(compiled: Compiled, args: readonly Word[], words = 0): Effects {
  const { rule, roles } = compiled;
  const scanned = scan(args, rule, roles);
  const operands =
    rule.operands === 'pattern' && !hasOption(scanned, rule.patternOptions ?? '') ? scanned.operands.slice(1) : scanned.operands;
  const given = paths(operands);
  const files = operands.length === 0 && rule.here ? [HERE] : given;
  const written = [...(rule.operands === 'write' ? files : []), ...valuesWithRole(scanned, 'writes')];
  const runs: readonly Nested[] = valuesWithRole(scanned, 'runs').map((script) => ({ kind: 'script', script }));
  const known = {
    reads: [...(rule.operands === 'read' || rule.operands === 'pattern' ? files : []), ...paths(valuesWithRole(scanned, 'reads'))],
    writes: written,
    removes: rule.operands === 'remove' ? files : [],
    recursive: typeof rule.recursive === 'string' ? hasOption(scanned, rule.recursive) : rule.recursive,
    runs,
    facts: [...(rule.facts ?? []), ...scanned.options.flatMap((option) => rule.dangers?.[option.name] ?? [])],
  };
  const reason =
    scanned.unknown ?? rule.check?.(scanned) ?? doubt(rule, scanned) ?? (runs.length > 0 ? 'an option starts another command' : undefined);
  if (reason !== undefined) return notProven(reason, known);
  const actionClass = rule.class ?? 'read-only';
  if (valuesWithRole(scanned, 'writes').length > 0 && actionClass === 'read-only') {
    return effects('workspace-write', { none: 'an option of this program writes a file' }, known);
  }
  return effects(actionClass, prefixOf(rule, words), known);
}

function prefixOf(rule: Rule, words: number): PrefixRule {
  if (rule.noPrefix !== undefined) return { none: rule.noPrefix };
  return rule.whole ? { words, whole: true } : { words };
}

/** A word that could be an option matters when an option could matter, or when it would shift which operand is which. */
function doubt(rule: Rule, scanned: Scan): string | undefined {
  if (scanned.doubtful === undefined) return undefined;
  const shifts = rule.operands === 'pattern' || rule.operands === 'none';
  return shifts || hasHooks(rule) ? 'a word that is only known when it runs could be an option' : undefined;
}

export interface Leaf extends Rule, Pick<Program, 'names' | 'match' | 'notMatch'> {}

/** A program without sub-commands, told by data alone. */
export function leaf(table: Leaf): Program {
  const compiled = compile(table);
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: (call) => judge(compiled, call.args) };
}
