import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['hostnamectl', 'read-only'],
  ['hostnamectl --static', 'read-only'],
  ['hostnamectl hostname', 'read-only'],
  ['hostnamectl status --json=short', 'read-only'],
  ['hostnamectl hostname evil', 'not proven'],
  ['hostnamectl set-hostname x', 'system; dangerous_pattern'],
  ['hostnamectl -H evil.test', 'not proven; dangerous_pattern'],
  ['timedatectl', 'read-only'],
  ['timedatectl show -p Timezone --value', 'read-only'],
  ['timedatectl list-timezones', 'read-only'],
  ['timedatectl set-ntp true', 'system; dangerous_pattern'],
  ['timedatectl set-timezone UTC', 'system; dangerous_pattern'],
  ['timedatectl -M x', 'not proven; dangerous_pattern'],
  ['localectl status', 'read-only'],
  ['localectl list-locales', 'read-only'],
  ['localectl set-locale C', 'system; dangerous_pattern'],
  ['loginctl', 'read-only'],
  ['loginctl list-sessions --no-legend', 'read-only'],
  ['loginctl show-user ann', 'read-only'],
  ['loginctl session-status 1', 'remote-read'],
  ['loginctl terminate-user ann', 'system; dangerous_pattern'],
  ['loginctl enable-linger', 'system; dangerous_pattern'],
  ['loginctl kill-session -s KILL 1', 'system; dangerous_pattern'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
