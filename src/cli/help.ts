import { COMMANDS } from '../config/arguments.ts';
import { OPTIONS, type Option, SWITCHES } from '../config/options.ts';
import { HOSTS } from './hosts.ts';

/** Commands that are as their settings make them; the others only look where those point. */
const BY_SETTINGS: readonly string[] = ['serve', 'print-config', 'check', 'explain', 'hook'];

type Row = readonly [string, string];

/**
 * What `--help` prints: every command, flag, variable and place of a setting; of one command its usage and flags.
 * @param name of a command; any other gets the whole text
 */
export function helpText(name?: string): string {
  const command = COMMANDS.find((each) => each.name === name);
  return command === undefined ? wholeText() : commandText(command);
}

function commandText({ name, usage, description }: (typeof COMMANDS)[number]): string {
  const common = OPTIONS.filter((option) => option.only === undefined);
  const full = BY_SETTINGS.includes(name);
  const flags = [
    ...OPTIONS.filter(({ only }) => only?.includes(name) === true || (only === undefined && full)).map(optionRow),
    ...SWITCHES.filter(({ only }) => only.includes(name)).map(switchRow),
  ];
  const also = full ? '' : `Settings, as for every command: ${common.map((option) => `--${option.name}`).join(', ')}.\n`;
  const lines = usage.split(' | ').map((one) => `bailiwick ${one}`);
  return `Usage: ${lines.join('\n       ')}\n\n${description}\n${flags.length === 0 ? '' : `\nFlags:\n${table(flags)}`}${also === '' ? '' : `\n${also}`}`;
}

function wholeText(): string {
  const commands = COMMANDS.map((command) => [command.usage, command.description] as const);
  const others = [
    ...SWITCHES.map(switchRow),
    ['--help, -h', 'This text; behind a command, its own.'],
    ['--version, -v', 'The version.'],
  ] as const;
  return `Usage: bailiwick [command] [flags]

An MCP server over stdio: a shell in which every command is judged before it runs, background tasks and a plan.

Commands:
${table([...commands, ['help [command]', 'This text, or the usage and flags of a command.']])}
Hosts of print-config: ${HOSTS.map((host) => host.name).join(', ')}

Flags:
${table([...OPTIONS.map(optionRow), ...others])}
Settings file: ~/.config/bailiwick/settings.json, JSON. It is the ceiling; all the rest only narrows it.
  {"access": …, "preset": …, "workspaces": ["~/src"], "env": {"drop": ["NAME"]}, "api_key_env": ["NAME"],
   "model": {"provider": …, "base_url": …, "format": "openai|anthropic", "api_key_env": "NAME", "model": …, "small_model": …},
   "classifier": {"engine": "llm|rules", "model": …, "timeout_ms": 8000, "window_ms": 500}}
  workspaces: the workspace must lie in one of these.  env.drop, api_key_env: variables that commands never get.
  model: who answers before a person is asked; without it rules alone decide. Only this file can name one.
  $XDG_CONFIG_HOME/bailiwick/settings.json is read too, and only narrows.
Rules file: ~/.config/bailiwick/rules.jsonc; those of a workspace, .bailiwick/rules.jsonc and rules.local.jsonc, once it is trusted.

Exit codes: 0 ended in order, 1 failed, 64 wrong usage, 77 refused, because it was started by one of its own commands, 130 interrupted
(output --follow).
Those of check and explain: 0 allow, 1 ask, 2 deny, 64 wrong usage; of check --stdin: 0 when every line was answered.
Those of hook: 0 answered, 2 refused.
`;
}

function optionRow(option: Option): Row {
  const values = option.choices === undefined ? `<${option.value ?? 'directory'}>` : option.choices.join('|');
  const variable = option.variable === undefined ? '' : ` Also ${option.variable}.`;
  return [`--${option.name} ${values}`, `${option.description} Default: ${option.fallback}.${variable}`];
}

function switchRow({ name, description }: (typeof SWITCHES)[number]): Row {
  return [`--${name}`, description];
}

function table(rows: readonly Row[]): string {
  return rows.map(([name, description]) => `  ${name}\n      ${description}\n`).join('');
}
