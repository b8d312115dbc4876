import { OPTIONS, type OptionName, SWITCHES, type SwitchName } from './options.ts';

export const COMMANDS = [
  {
    name: 'serve',
    usage: 'serve',
    description: 'Serve MCP on stdin and stdout. This is what a host starts; it is also what no command means.',
  },
  { name: 'print-config', usage: 'print-config <host>', description: "Print the block that adds Bailiwick to a host's configuration." },
  {
    name: 'check',
    usage: "check [--json] '<command>' | check --stdin --json",
    description:
      'Say whether the command would run, and why. It is not started. With --stdin: for each line `{"id": …, "command": "…"}` one line of JSON.',
  },
  {
    name: 'explain',
    usage: "explain '<command>'",
    description: 'The same with everything that the command would start, read and write, and the words that decided.',
  },
  {
    name: 'hook',
    usage: 'hook claude-code|codex|gemini|kimi [--only-block]',
    description:
      'Judge what an agent is about to do with a tool of its own: its settings name this as the hook before each call. Whatever goes wrong is a no.',
  },
  {
    name: 'approvals',
    usage: 'approvals [--watch] [--json] | approvals show <number|id>',
    description: 'List the questions that wait for a person, of every server that runs for you.',
  },
  {
    name: 'approve',
    usage: 'approve <number|id> [--for once|session|always]',
    description: 'Allow what a question asks: once by default, for its session, or for ever by a rule in your own rules file.',
  },
  { name: 'deny', usage: 'deny <number|id>', description: 'Refuse what a question asks.' },
  {
    name: 'rules',
    usage: "rules list | rules test '<command>' | rules import [--write] [<settings file>] | rules suggest [--json]",
    description:
      'Show the rules that hold here, which of them a command meets, what rules the settings of Claude Code would become, or what rules would have spared questions.',
  },
  {
    name: 'trust',
    usage: 'trust [--yes]',
    description: "Show this workspace's rules and let them count whole, as long as they stay as they are.",
  },
  { name: 'untrust', usage: 'untrust', description: "Let this workspace's rules only deny and ask again." },
  {
    name: 'engine',
    usage: 'engine llm|rules',
    description:
      'Let the configured model answer before you again after too many denials, or let rules alone decide, in every server that runs for you.',
  },
  {
    name: 'log',
    usage: 'log [--follow] [--denied] [--task <id>] [--json] | log verify',
    description: 'Read the record of all decisions, or check that nothing in it was changed.',
  },
  {
    name: 'replay',
    usage: 'replay [--json]',
    description: "Judge the recorded commands again by today's rules, and show which answers would change.",
  },
  {
    name: 'tasks',
    usage: 'tasks [--all] [--json]',
    description: 'List the tasks of every server that runs for you, and what ended lately.',
  },
  {
    name: 'output',
    usage: 'output <id> [--follow] [--stream stdout|stderr|combined] [--raw|--json]',
    description: 'Write what a task has written, while it runs and after.',
  },
  {
    name: 'report',
    usage: 'report <task|group> [--html|--json] [--out <file>]',
    description: 'Say what a task or a group of them ran, changed and was refused, who held it, and how to look at it again.',
  },
  { name: 'stop', usage: 'stop <id> [--force] [--reason <text>]', description: 'Stop a task with everything that it started.' },
  {
    name: 'patch',
    usage: 'patch <id> [--apply]',
    description: 'Write what an isolated child has changed as a patch, or put it on the files of the repository that it is for.',
  },
  {
    name: 'undo',
    usage: 'undo [<call|task>] [--force]',
    description: 'List the latest calls that changed files, or put back what was there before a call, or before all calls of a task.',
  },
  {
    name: 'state',
    usage: 'state [--json] | state forget <session-id|task-id|all> [--yes] | state vacuum',
    description: 'Show what is kept and where, remove what is not in use, or give free space back to the disk.',
  },
  {
    name: 'doctor',
    usage: 'doctor [--json] | doctor --verify [agent|all]',
    description:
      'Say what this machine gives a server, what it cannot promise here, and how strongly each agent is held. With --verify: prove that, with a model of its own that tries to break out.',
  },
] as const;
/** Started by this program alone, to see to a command that goes on when its server ends, and by a child that has no tools but ours. */
const HIDDEN = ['supervise', 'cage'] as const;
export type CommandName = (typeof COMMANDS)[number]['name'] | (typeof HIDDEN)[number];

export interface Arguments {
  readonly command: CommandName | 'help' | 'version';
  /** What follows the command, e.g. the host of `print-config`; of `help` the command that it is about. */
  readonly operands: readonly string[];
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
  readonly switches: readonly SwitchName[];
}

export type ParsedArguments = { readonly ok: true; readonly arguments: Arguments } | { readonly ok: false; readonly message: string };

/**
 * Switches that Electron's Chromium adds to the argv of every process it starts. They are nobody's wish, so they are never wrong usage.
 * Names: Electron's "Supported Command Line Switches" and Chromium's `content/public/common/content_switches.cc`.
 */
const CHROMIUM_SWITCH =
  /^--(?:type|utility-sub-type|lang|locale|(?:service-)?sandbox-type|no-sandbox|no-zygote(?:-sandbox)?|disable-gpu-sandbox|user-data-dir|app-path|(?:enable|disable)-features|field-trial-handle|shared-files|variations-seed-version|(?:standard|secure|cors|fetch|streaming|bypasscsp|service-worker)-schemes|mojo-platform-channel-handle|seatbelt-client|metrics-shmem-handle|trace-process-track-uuid|enable-crash-reporter|crashpad-handler-pid|pseudonymization-salt-handle|ms-enable-electron-run-as-node)(?:=|$)/;

/**
 * The arguments meant for us. A host that runs us inside a process of its own puts its entries before our script, or has no entry for it.
 * @param argv the whole of `process.argv`
 * @param isOurScript tells whether an entry names this program's script
 * @returns what follows our script; without it, what follows the two places where the executable and the script belong
 */
export function ownArguments(argv: readonly string[], isOurScript: (entry: string) => boolean): readonly string[] {
  const index = argv.findIndex((entry, position) => position > 0 && isOurScript(entry));
  return argv.slice(index === -1 ? 2 : index + 1);
}

/**
 * Reads the command line.
 * @param argv the arguments meant for us, without executable and script
 * @param embedded true inside Electron, where foreign entries may stand anywhere: then `serve` and `print-config` skip what they do not
 * understand
 * @returns command, operands and options, or what was wrong with the usage
 */
export function parseArguments(argv: readonly string[], embedded: boolean): ParsedArguments {
  const read = readEntries(argv, embedded);
  if (!('words' in read)) return read;
  const { words, options, switches, chromium, unknown, asked } = read;
  const command = [...COMMANDS.map(({ name }) => name), ...HIDDEN].find((name) => name === words[0]);
  const operands = command === undefined ? words : words.slice(1);
  if (command === 'check' || command === 'explain') {
    // A flag that is passed over might be a word of a command without quotes: then another command would be judged than the one meant.
    const foreign = unknown ?? (embedded ? undefined : chromium);
    if (foreign !== undefined)
      return wrong(`Unknown flag ${JSON.stringify(foreign)}: the command to judge goes in quotes, behind \`--\` if it begins with a dash`);
    if (asked !== undefined && operands.length === 0)
      return { ok: true, arguments: { command: asked, operands: [command], options, switches } };
    const problem = asked === undefined ? judgingProblem(command, operands, switches) : ONE_COMMAND;
    return problem === undefined ? { ok: true, arguments: { command, operands, options, switches } } : wrong(problem);
  }
  if (unknown !== undefined && !(embedded && SERVING.has(command ?? 'serve'))) return wrong(`Unknown flag ${JSON.stringify(unknown)}`);
  if (asked !== undefined) {
    const about = command === undefined ? [] : [command];
    return { ok: true, arguments: { command: asked, operands: about, options, switches } };
  }
  if (words[0] === 'help') return { ok: true, arguments: { command: 'help', operands: words.slice(1), options, switches } };
  const misplaced = [
    ...OPTIONS.filter(({ name }) => options[name] !== undefined),
    ...SWITCHES.filter(({ name }) => switches.includes(name)),
  ];
  const only = misplaced.find((flag) => flag.only !== undefined && !flag.only.includes(command ?? 'serve'));
  if (only !== undefined) return wrong(`--${only.name} goes with ${enumerated(only.only ?? [])} only`);
  if (command !== undefined && command !== 'serve') return { ok: true, arguments: { command, operands, options, switches } };
  const stray = operands[0];
  if (stray !== undefined && !embedded) {
    return wrong(
      command === undefined ? `Unknown command ${JSON.stringify(stray)}` : `serve takes no operand, got ${JSON.stringify(stray)}`,
    );
  }
  return { ok: true, arguments: { command: 'serve', operands: [], options, switches } };
}

/** Commands that a host runs, which may put entries of its own between ours. */
const SERVING = new Set<string>(['serve', 'print-config']);

interface Entries {
  readonly words: readonly string[];
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
  readonly switches: readonly SwitchName[];
  /** The first switch of Chromium's, and the first flag that nobody knows. */
  readonly chromium: string | undefined;
  readonly unknown: string | undefined;
  readonly asked: 'help' | 'version' | undefined;
}

/** Sorts the entries of a command line by what they are; fails only on an option without its value. */
function readEntries(argv: readonly string[], embedded: boolean): Entries | Extract<ParsedArguments, { ok: false }> {
  const words: string[] = [];
  const options: Partial<Record<OptionName, string>> = {};
  const switches: SwitchName[] = [];
  let chromium: string | undefined;
  let unknown: string | undefined;
  let asked: Entries['asked'];
  const queue = [...argv];
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
    const equals = entry.indexOf('=');
    const name = entry.startsWith('--') ? entry.slice(2, equals === -1 ? undefined : equals) : undefined;
    const option = OPTIONS.find((candidate) => candidate.name === name);
    const flag = equals === -1 ? SWITCHES.find((candidate) => candidate.name === name) : undefined;
    // A host that puts its own entries between ours must not hide a bound of ours behind them.
    if (entry === '--' && !embedded) words.push(...queue.splice(0));
    else if (entry === '--help' || entry === '-h') asked ??= 'help';
    else if (entry === '--version' || entry === '-v') asked ??= 'version';
    else if (!entry.startsWith('-')) words.push(entry);
    else if (CHROMIUM_SWITCH.test(entry)) chromium ??= entry;
    else if (flag !== undefined) switches.push(flag.name);
    else if (option === undefined) unknown ??= entry;
    else {
      const value = equals === -1 ? queue.shift() : entry.slice(equals + 1);
      if (value === undefined || (equals === -1 && value.startsWith('--'))) return wrong(`--${option.name} needs a value`);
      options[option.name] = value;
    }
  }
  return { words, options, switches, chromium, unknown, asked };
}

const ONE_COMMAND = "Put the whole command in quotes, as in `bailiwick check 'git status -s'`";

function judgingProblem(command: 'check' | 'explain', operands: readonly string[], switches: readonly SwitchName[]): string | undefined {
  if (command === 'explain' && switches.length > 0) return `--${switches[0]} goes with check only`;
  if (!switches.includes('stdin')) return operands.length === 1 ? undefined : ONE_COMMAND;
  if (!switches.includes('json')) return '--stdin needs --json: the commands come as one JSON object a line';
  return operands.length === 0 ? undefined : 'With --stdin the commands come from stdin; leave the one on the command line out';
}

function enumerated(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

function wrong(problem: string): Extract<ParsedArguments, { ok: false }> {
  return { ok: false, message: `${problem}; \`bailiwick --help\` lists what there is.` };
}
