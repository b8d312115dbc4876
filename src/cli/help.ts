import { COMMANDS } from '../config/arguments.ts';
import { OPTIONS, SWITCHES } from '../config/options.ts';
import { HOSTS } from './hosts.ts';

/** What `--help` prints: every command, flag, variable and place of a setting. */
export function helpText(): string {
  const commands = COMMANDS.map((command) => [command.usage, command.description] as const);
  const flags = OPTIONS.map((option) => {
    const values = option.choices === undefined ? `<${option.value ?? 'directory'}>` : option.choices.join('|');
    const variable = option.variable === undefined ? '' : ` Also ${option.variable}.`;
    return [`--${option.name} ${values}`, `${option.description} Default: ${option.fallback}.${variable}`] as const;
  });
  const others = [
    ...SWITCHES.map(({ name, description }) => [`--${name}`, description] as const),
    ['--help, -h', 'This text.'],
    ['--version, -v', 'The version.'],
  ] as const;
  return `Usage: bailiwick [command] [flags]

An MCP server over stdio: a shell in which every command is judged before it runs, background tasks and a plan.

Commands:
${table(commands)}
Hosts of print-config: ${HOSTS.map((host) => host.name).join(', ')}

Flags:
${table([...flags, ...others])}
Settings file: ~/.config/bailiwick/settings.json, JSON. It is the ceiling; all the rest only narrows it.
  {"access": …, "preset": …, "workspaces": ["~/src"], "env": {"drop": ["NAME"]}, "api_key_env": ["NAME"],
   "model": {"provider": …, "base_url": …, "format": "openai|anthropic", "api_key_env": "NAME", "model": …, "small_model": …},
   "classifier": {"engine": "llm|rules", "model": …, "timeout_ms": 8000, "window_ms": 500}}
  workspaces: the workspace must lie in one of these.  env.drop, api_key_env: variables that commands never get.
  model: who answers before a person is asked; without it rules alone decide. Only this file can name one.
  $XDG_CONFIG_HOME/bailiwick/settings.json is read too, and only narrows.
Rules file: ~/.config/bailiwick/rules.jsonc; those of a workspace, .bailiwick/rules.jsonc and rules.local.jsonc, once it is trusted.

Exit codes: 0 ended in order, 1 failed, 64 wrong usage, 77 refused, because it was started by one of its own commands.
Those of check and explain: 0 allow, 1 ask, 2 deny, 64 wrong usage; of check --stdin: 0 when every line was answered.
`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, description]) => `  ${name}\n      ${description}\n`).join('');
}
