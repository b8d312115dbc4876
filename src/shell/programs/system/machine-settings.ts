import { danger, effects } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { upTo } from './verbs.ts';

const OPTIONS = {
  flags:
    '-a -l -q -h --all --full --value --no-pager --no-ask-password --no-legend --static --transient --pretty --monitor --no-convert --help --version',
  values: '-p -P -n -o --property --lines --output --json',
  refused: '-H -M --host --machine --adjust-system-clock --kill-whom --signal -s',
} as const;

/** Tells and changes one kind of setting; `shows` take names, `alone` take none, for with one they set it. */
function settings(
  name: string,
  shows: string,
  alone: string,
  services: Record<string, Rule>,
  examples: Pick<Program, 'match' | 'notMatch'>,
): Program {
  return tree({
    names: [name],
    globals: OPTIONS,
    commands: { [shows]: { ...OPTIONS, operands: 'text' }, [alone]: upTo(0, OPTIONS), ...services },
    bare: upTo(0, OPTIONS),
    other: () => effects('system', { none: 'it changes this machine' }, { facts: [danger(`${name} changes this machine`, 'medium')] }),
    ...examples,
  });
}

export const hostnamectl = settings(
  'hostnamectl',
  'status',
  'hostname|icon-name|chassis|deployment|location',
  {},
  {
    match: {
      hostnamectl: 'read-only',
      'hostnamectl --static': 'read-only',
      'hostnamectl hostname': 'read-only',
      'hostnamectl set-hostname x': 'system',
    },
    notMatch: ['hostnamectl hostname evil', 'hostnamectl -H evil.test', 'hostnamectl set-chassis vm'],
  },
);

export const timedatectl = settings(
  'timedatectl',
  'show',
  'status|list-timezones|timesync-status|show-timesync',
  {},
  {
    match: { timedatectl: 'read-only', 'timedatectl show -p Timezone': 'read-only', 'timedatectl set-ntp true': 'system' },
    notMatch: ['timedatectl set-time 10:00', 'timedatectl -M x', 'timedatectl set-timezone UTC', 'timedatectl ntp-servers eth0 x'],
  },
);

export const localectl = settings(
  'localectl',
  'list-x11-keymap-variants',
  'status|list-locales|list-keymaps|list-x11-keymap-models|list-x11-keymap-layouts|list-x11-keymap-options',
  {},
  {
    match: { localectl: 'read-only', 'localectl list-locales': 'read-only', 'localectl set-locale C': 'system' },
    notMatch: ['localectl set-keymap de', 'localectl -H x status'],
  },
);

/** The status of a session or a user holds lines of logs. */
export const loginctl = settings(
  'loginctl',
  'show-session|show-user|show-seat',
  'list-sessions|list-users|list-seats',
  {
    'session-status|user-status|seat-status': { ...OPTIONS, class: 'remote-read', operands: 'text' },
  },
  {
    match: {
      loginctl: 'read-only',
      'loginctl show-session 1': 'read-only',
      'loginctl user-status': 'remote-read',
      'loginctl lock-session 1': 'system',
    },
    notMatch: ['loginctl terminate-user ann', 'loginctl enable-linger', 'loginctl -H x list-users', 'loginctl kill-session 1'],
  },
);
