import type { Effects, Fact, Word } from '../../analysis.ts';
import { danger, effects, networkFact } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Grammar } from '../options.ts';
import type { Program, ProgramCall } from '../program.ts';
import type { Subcommand, Tree } from '../subcommands.ts';
import { tree } from '../subcommands.ts';

/** A client of a cluster or another service, told by its verbs: each field is a list with `|` between them. */
export interface Client extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  /** They look at the client itself, and reach nothing. */
  readonly local?: string;
  /** They read the service. */
  readonly reads?: string;
  /** They do what files of the workspace say. */
  readonly code?: string;
  /** They print or handle credentials. */
  readonly secrets?: string;
  readonly deletes?: string;
  /** Everything else; `network` by default. */
  readonly changes?: 'network' | 'system';
  /** Options of what is proven, before and behind the verb. */
  readonly options: Pick<Grammar, 'flags' | 'values' | 'numbers' | 'attached' | 'refused' | 'style'>;
  /** Options that choose another of the user's own contexts: such a call is asked about each time. */
  readonly own?: string;
  readonly more?: Tree['commands'];
  /** A word of help behind the verb; `--help -h` by default. */
  readonly help?: string;
  /** It reads a file of the workspace before anything else, also for its version. */
  readonly loads?: boolean;
  /** What no verb of these lists is; that it changes something by default. */
  readonly other?: Subcommand;
}

const HELP = '--help -h';

/** A command that asks for no more than the text about itself, which loads nothing. */
function helped(command: Subcommand, help: readonly string[]): Subcommand {
  const compiled = typeof command === 'object' ? compile(command) : undefined;
  return (args, words, call) => {
    const [only] = args;
    if (only !== undefined && args.length === 1 && only.kind === 'static' && help.includes(only.value))
      return effects('read-only', { words });
    return typeof command === 'function' ? command(args, words, call) : judge(compiled ?? compile(command), args, words);
  };
}

/** The same commands, which are read-only when all that stands behind them is one of the words of `help`. */
export function withHelp(commands: Tree['commands'], help = HELP): Tree['commands'] {
  const spellings = help.split(' ');
  return Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, helped(command, spellings)]));
}

/** What prints or handles credentials of `what`. */
export function credential(what: string): () => Effects {
  return () => effects('network', { none: 'it handles credentials' }, { facts: [{ kind: 'credential_access', what }] });
}

/** Whether one of these options, which are separated by blanks, stands among the words: `-c x`, `-cx`, `--name x`, `--name=x`. */
function chooses(args: readonly Word[], options: readonly string[]): boolean {
  return args.some(({ value }) =>
    options.some((name) => value === name || value.startsWith(`${name}=`) || (name.length === 2 && value.startsWith(name))),
  );
}

/** The same program, whose reads have no prefix with an option that chooses another of the user's own contexts. */
export function ownContexts(program: Program, options: string): Program {
  const names = options.split(' ');
  const effectsOf = (call: ProgramCall, name: string): Effects => {
    const judged = program.effects(call, name);
    if (judged.class !== 'remote-read' || 'none' in judged.prefix || !chooses(call.args, names)) return judged;
    return effects(judged.class, { none: 'it asks another of your contexts' }, judged);
  };
  return { ...program, effects: effectsOf };
}

/** The rule of a change on the other side: unknown options pass, for it asks anyway. */
export function changing(tool: string, rule: Partial<Rule> = {}): Rule {
  const facts: readonly Fact[] = [networkFact(tool, 'upload')];
  return { class: 'network', operands: 'text', lenient: true, noPrefix: 'it changes the other side', facts, ...rule };
}

/** A program from the verbs of a client. */
export function client(table: Client): Program {
  const { names, match, notMatch, options, own = '' } = table;
  const tool = names[0] ?? '';
  const known: Grammar = { ...options, values: `${options.values ?? ''} ${own}` };
  const system = table.changes === 'system';
  const change = changing(tool, { class: table.changes ?? 'network', refused: options.refused ?? '', ...(system ? { facts: [] } : {}) });
  const deletion = { ...change, facts: [...(change.facts ?? []), danger('remote deletion')], noPrefix: 'it deletes on the other side' };
  const listed: readonly (readonly [verbs: string | undefined, command: Subcommand])[] = [
    [table.local, { ...known, operands: 'text' }],
    [table.reads, { ...known, class: 'remote-read', operands: 'text', facts: [networkFact(tool, 'download')] }],
    [table.code, { ...known, class: 'workspace-code', operands: 'text' }],
    [table.secrets, credential(tool)],
    [table.deletes, deletion],
  ];
  const commands = {
    ...Object.fromEntries(listed.flatMap(([verbs, command]) => (verbs === undefined ? [] : [[verbs, command]]))),
    ...table.more,
  };
  const program = tree({
    names,
    globals: { ...known, flags: `${known.flags ?? ''} --version --help -h -help` },
    commands: table.loads === true ? commands : withHelp(commands, table.help),
    bare: {
      ...known,
      flags: `${known.flags ?? ''} -h -help`,
      class: table.loads === true ? 'workspace-code' : 'read-only',
      operands: 'none',
    },
    other: table.other ?? change,
    match,
    notMatch,
  });
  return own === '' ? program : ownContexts(program, own);
}
