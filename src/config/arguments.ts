import { OPTIONS, type OptionName } from './options.ts';

export const COMMANDS = [
  {
    name: 'serve',
    usage: 'serve',
    description: 'Serve MCP on stdin and stdout. This is what a host starts; it is also what no command means.',
  },
  { name: 'print-config', usage: 'print-config <host>', description: "Print the block that adds Bailiwick to a host's configuration." },
] as const;
export type CommandName = (typeof COMMANDS)[number]['name'];

export interface Arguments {
  readonly command: CommandName | 'help' | 'version';
  /** What follows the command, e.g. the host of `print-config`. */
  readonly operands: readonly string[];
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
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
 * @param embedded true inside Electron, where foreign entries may stand anywhere: then what is not understood is skipped
 * @returns command, operands and options, or what was wrong with the usage
 */
export function parseArguments(argv: readonly string[], embedded: boolean): ParsedArguments {
  const words: string[] = [];
  const options: Partial<Record<OptionName, string>> = {};
  let asked: 'help' | 'version' | undefined;
  const queue = [...argv];
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
    if (entry === '--help' || entry === '-h') {
      asked ??= 'help';
    } else if (entry === '--version' || entry === '-v') {
      asked ??= 'version';
    } else if (!entry.startsWith('-')) {
      words.push(entry);
    } else if (!CHROMIUM_SWITCH.test(entry)) {
      const equals = entry.indexOf('=');
      const name = equals === -1 ? entry.slice(2) : entry.slice(2, equals);
      const known = entry.startsWith('--') ? OPTIONS.find((candidate) => candidate.name === name) : undefined;
      if (known !== undefined) {
        const value = equals === -1 ? queue.shift() : entry.slice(equals + 1);
        if (value === undefined || (equals === -1 && value.startsWith('--'))) return wrong(`--${name} needs a value`);
        options[known.name] = value;
      } else if (!embedded) {
        return wrong(`Unknown flag ${JSON.stringify(entry)}`);
      }
    }
  }
  if (asked !== undefined) return { ok: true, arguments: { command: asked, operands: [], options } };
  const command = COMMANDS.find((candidate) => candidate.name === words[0])?.name;
  const operands = command === undefined ? words : words.slice(1);
  if (command === 'print-config') return { ok: true, arguments: { command, operands, options } };
  const stray = operands[0];
  if (stray !== undefined && !embedded) {
    return wrong(
      command === undefined ? `Unknown command ${JSON.stringify(stray)}` : `serve takes no operand, got ${JSON.stringify(stray)}`,
    );
  }
  return { ok: true, arguments: { command: 'serve', operands: [], options } };
}

function wrong(problem: string): ParsedArguments {
  return { ok: false, message: `${problem}; \`bailiwick --help\` lists what there is.` };
}
