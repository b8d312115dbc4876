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
    ...['--help', '--version', 'workspaces', 'env', 'drop', 'api_key_env', '64', '77'],
  ];
  const text = helpText();
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
