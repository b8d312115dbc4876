import { expect, test } from 'vitest';
import { helpText } from '../../src/cli/help.ts';
import { HOSTS } from '../../src/cli/hosts.ts';
import { COMMANDS } from '../../src/config/arguments.ts';
import { OPTIONS, SWITCHES } from '../../src/config/options.ts';

test('names every command, flag, variable, host and key of the settings file', () => {
  const names = [
    ...COMMANDS.map((command) => command.usage),
    ...OPTIONS.flatMap((option) => [
      `--${option.name} `,
      ...(option.variable === undefined ? [] : [option.variable]),
      ...(option.choices ?? []),
    ]),
    ...SWITCHES.map(({ name }) => `--${name}`),
    ...HOSTS.map((host) => host.name),
    ...['--help', '--version', 'workspaces', 'env', 'drop', 'api_key_env', '64', '77', '130'],
  ];
  const text = helpText();
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});

test('of a command there is its own usage, and the flags that go with it', () => {
  expect(helpText('stop')).toBe(`Usage: bailiwick stop <id> [--force] [--reason <text>]

Stop a task with everything that it started.

Flags:
  --reason <text>
      Why, for whoever reads the task. Only for \`stop\`. Default: none.
  --force
      Without a grace, for \`stop\`; for \`undo\` also what has changed since, of which a copy is kept.

Settings, as for every command: --workspace, --state-dir, --preset, --access, --protocol, --classifier-model.
`);
  expect(helpText('deny')).toBe(`Usage: bailiwick deny <number|id>

Refuse what a question asks.

Settings, as for every command: --workspace, --state-dir, --preset, --access, --protocol, --classifier-model.
`);
});

test('what a setting changes is told with it, and a usage of several has a line each', () => {
  const check = helpText('check');
  expect(check.split('\n').slice(0, 2)).toEqual(["Usage: bailiwick check [--json] '<command>'", '       bailiwick check --stdin --json']);
  expect(check).toContain('--preset strict|standard|relaxed\n');
  for (const { name } of COMMANDS) expect(helpText(name)).not.toMatch(/Exit codes|Hosts of/);
});

test('of no command there is the whole', () => {
  expect(helpText('bush')).toBe(helpText());
});
