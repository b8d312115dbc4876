import { once } from '../../../once.ts';
import type { ActionClass, Effects, Fact, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Leaf } from '../leaf.ts';
import { compile, judge, type Rule } from '../leaf.ts';
import { type OptionTable, optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesWithRole } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { HERE, mayBecomeOption, responseFile } from '../words.ts';

/** How a checker, a formatter or a test runner takes its words; lists of options are separated by blanks. It runs the workspace's own code. */
export interface Check {
  /** `read`: files and directories; `text`: patterns, names of tests or tasks. */
  readonly operands: 'read' | 'text';
  /** Without a value, where a common meaning below would be wrong. */
  readonly flags?: string;
  /** With a value that is only text. */
  readonly values?: string;
  /** With a value that names configuration. */
  readonly config?: string;
  /** With a value that names a module, a plug-in or another program. */
  readonly loads?: string;
  readonly writes?: string;
  /** Without a value, or with one that may be left out, and no prefix holds with them. */
  readonly steers?: string;
  /** Never proven. */
  readonly refused?: string;
  /** Options with which it writes its operands anew; `always` when it does so unless told otherwise. */
  readonly rewrites?: string;
  /** With one of these it writes nothing anew. */
  readonly unless?: string;
}

/** What such options nearly always mean. */
const CONFIG =
  '-c --config --config-file --config-path --configPath --configuration --project --rootDir --root --tsconfig --workspace-root';
const LOADS =
  '-r -p -f --rulesdir --plugin --plugins --require --loader --parser --resolve-plugins-relative-to --preset --runner --testRunner --transform --environment ' +
  '--reporter --reporters --formatter --format --load-plugins --init-hook --python-executable --import --node-args --exec --options --settings --auto-config ' +
  '--setupFiles --setupFilesAfterEnv --globalSetup';
const WRITES =
  '-o --output --output-file --out --outFile --outfile --outDir --outdir --out-dir --declarationDir --tsBuildInfoFile --dest --destination --report-dir --report-file ' +
  '--cache-location --cache-dir --cacheDirectory --coverage-directory --coverageDirectory --log-file --outputFile';

/** Real options that could be taken for the beginning of a longer one. */
const FLAGS =
  '--cache --coverage --watch --report --color --test --stats --trace --debug --all --list --check --verbose --quiet --strict --version --help';

/** The common names that a table gives no meaning of its own, with those of the table. */
function withCommon(common: string, own: string, named: ReadonlySet<string>): string {
  return [...common.split(' ').filter((name) => !named.has(name)), own].join(' ');
}

function named(table: Check): ReadonlySet<string> {
  const { flags, values, config, loads, writes, steers, refused } = table;
  return new Set([flags, values, config, loads, writes, steers, refused].flatMap((list) => list?.split(' ') ?? []));
}

const UNKNOWN_WORD = 'a word that is only known when it runs could be an option, or a word with @ stands for more of them';

/** What the words mean behind a program or its verb. */
export function check(table: Check): (args: readonly Word[], words: number) => Effects {
  const made = once(() => meanings(table));
  return (args, words) => judgeCheck(table, made(), args, words);
}

/** What its options are. */
interface Meanings {
  readonly roles: OptionTable;
  /** No prefix holds with these. */
  readonly steers: ReadonlySet<string>;
}

function meanings(table: Check): Meanings {
  const known = named(table);
  const loads = withCommon(LOADS, table.loads ?? '', known);
  const steers = new Set(`${loads} ${table.steers ?? ''}`.split(' '));
  const roles = optionTable({
    flags: [withCommon(FLAGS, table.flags ?? '', known), table.rewrites, table.unless].join(' '),
    values: `${table.values ?? ''} ${loads}`,
    reads: withCommon(CONFIG, table.config ?? '', known),
    writes: withCommon(WRITES, table.writes ?? '', known),
    attached: table.steers ?? '',
    refused: table.refused ?? '',
    lenient: true,
  });
  return { roles, steers };
}

function judgeCheck(table: Check, { roles, steers }: Meanings, args: readonly Word[], words: number): Effects {
  const scanned = scan(args, roles);
  const { operands } = scanned;
  const rewrites = (table.rewrites === 'always' || hasOption(scanned, table.rewrites ?? '')) && !hasOption(scanned, table.unless ?? '');
  const written = valuesWithRole(scanned, 'writes');
  const config = valuesWithRole(scanned, 'reads');
  const lists = {
    // What is written anew is judged as that.
    reads: [...(table.operands === 'read' && !rewrites ? operands.filter((word) => word.value !== '-') : []), ...config],
    writes: [...written, ...(rewrites ? (operands.length > 0 ? operands : [HERE]) : [])],
  };
  if (args.some((word) => responseFile(word) || mayBecomeOption(word))) return notProven(UNKNOWN_WORD, lists);
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, lists);
  const steering = scanned.options.find(({ name, role }) => role === 'reads' || role === 'writes' || steers.has(name))?.name;
  const prefix = steering === undefined ? { words } : { none: `${steering} changes what is loaded or where it writes` };
  return effects('workspace-code', prefix, lists);
}

/** A checker without verbs. */
export function checker(table: Check & Pick<Program, 'names' | 'match' | 'notMatch'>): Program {
  const judged = check(table);
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: ({ args }) => judged(args, 0) };
}

/** A program whose first word chooses; any other word is that of its usual check. */
export function verbs(
  table: Pick<Program, 'names' | 'match' | 'notMatch'> & { readonly usual: Check; readonly commands: Readonly<Record<string, Subcommand>> },
): Program {
  const { names, match, notMatch, commands } = table;
  const usual = check(table.usual);
  const whole: Subcommand = (_args, _words, call) => usual(call.args, 0);
  const chosen = tree({ names, match, notMatch, globals: { style: 'posix', lenient: true }, commands, bare: whole, other: whole });
  return { ...chosen, effects: (call, name) => (call.args[0]?.value.startsWith('-') ? usual(call.args, 0) : chosen.effects(call, name)) };
}

/** A verb that goes out, installs, or does something else that is asked about. */
export function asks(actionClass: ActionClass, facts: readonly Fact[], why: string): Subcommand {
  return { class: actionClass, operands: 'text', lenient: true, facts, noPrefix: why };
}

/** A verb that sends something away. */
export function sends(tool: string): Subcommand {
  return asks('network', [networkFact(tool, 'upload')], 'it sends something away');
}

/** A verb that puts software in place. */
export function installs(manager: string): Subcommand {
  return asks('install', [{ kind: 'package_install', manager }, networkFact(manager, 'download')], 'it installs software');
}

/** Words that only tell facts of the program itself. */
export const TELLS: Rule = { operands: 'text', flags: '-h -q -v --help' };

/** A program that looks at no file of the workspace to tell its version or its options: `--version`, `-V`, `--help` alone are read-only. */
export function tellsVersion(program: Program, alone = '--version --help'): Program {
  const names = alone.split(' ');
  return {
    ...program,
    effects: (call, name) => {
      const [only] = call.args;
      return call.args.length === 1 && only?.kind === 'static' && names.includes(only.value)
        ? effects('read-only', { words: 0 })
        : program.effects(call, name);
    },
  };
}

/**
 * A rule that proves that it only reads, or, with one of the options `rewrites`, that it writes its operands and nothing else; the check
 * says what all other words mean.
 */
export function provenOr(rule: Leaf, otherwise: Check, rewrites = ''): Program {
  const reading = compile(rule);
  const writing = compile({
    ...rule,
    flags: `${rule.flags} ${rewrites}`,
    operands: 'write',
    class: 'workspace-write',
    check: (scanned) => (hasOption(scanned, rewrites) ? rule.check?.(scanned) : 'it writes nothing'),
  });
  const rest = check(otherwise);
  const judgeWords = (args: readonly Word[]): Effects => {
    const read = judge(reading, args);
    const proven = read.unproven === undefined ? read : judge(writing, args);
    return proven.unproven === undefined ? proven : rest(args, 0);
  };
  return { names: rule.names, match: rule.match, notMatch: rule.notMatch, effects: ({ args }) => judgeWords(args) };
}
