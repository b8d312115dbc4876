import { networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';
import type { Subcommand, Tree } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { withHelp } from './help.ts';
import { installs } from './rules.ts';

/** A package, a pattern or a version of it; what begins with a dot or a slash is a file, what holds `://` an address. */
const NAME = /^[\w@*^][\w.+:~@*?^$=<>!,()|-]*(\/[\w.+-]+)?$/;

/** Every operand is the name of a package. */
const namesOnly: NonNullable<Rule['check']> = ({ operands }) =>
  operands.every(({ kind, value }) => kind === 'static' && NAME.test(value) && !value.includes('://'))
    ? undefined
    : 'a file or an address instead of the name of a package';

/** Looks at the database of what is installed and of what can be had. */
export function looks(flags = '', values = '', rule: Partial<Rule> = {}): Rule {
  return { flags: `-q -v --quiet --verbose ${flags}`, values, operands: 'text', check: namesOnly, ...rule };
}

/** Asks the sources that this machine is set up with. */
export function asks(manager: string, flags = '', values = '', rule: Partial<Rule> = {}): Rule {
  return looks(flags, values, { class: 'remote-read', facts: [networkFact(manager, 'download')], ...rule });
}

/** Changes what is installed unless its words say otherwise. */
function changes(manager: string): Subcommand {
  const install = compile(installs(manager, { refused: '-o -c --option --config --config-file --setopt --root --installroot --eval -E' }));
  return (args, words) => judge(install, args, words);
}

export interface Manager extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  /** What only looks or asks, by sub-command. */
  readonly reads: Tree['commands'];
  /** Options before the sub-command that change nothing that matters. */
  readonly globals?: string;
  /** The program without a sub-command; by default it tells how it is used. */
  readonly bare?: Partial<Rule>;
  /** Sub-commands that change what is installed, separated by `|`; any other is unknown when they are given. */
  readonly changes: string;
}

/** A package manager of the system: its sources and programs are those of the machine. */
export function manager({ names, reads, globals = '', bare = {}, changes: verbs, match, notMatch }: Manager): Program {
  const name = names[0] ?? '';
  const table = tree({
    names,
    globals: { flags: `-q -y -v --quiet --verbose --yes --version -V -h --help ${globals}` },
    commands: { ...reads, [verbs]: changes(name) },
    bare: { flags: '--version -V -h --help -v', operands: 'none', ...bare },
    other: () => notProven(`an unknown sub-command of ${name}`, { facts: [{ kind: 'package_install', manager: name }] }),
    match: {},
    notMatch: [],
  });
  return { ...withHelp(table, 1), names, match, notMatch };
}
