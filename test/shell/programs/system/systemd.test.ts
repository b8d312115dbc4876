import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['systemctl', 'read-only'],
  ['systemctl --failed', 'read-only'],
  ['systemctl is-active nginx', 'read-only'],
  ['systemctl --user list-timers --all', 'read-only'],
  ['systemctl list-units --type=service --state=running', 'read-only'],
  ['systemctl status nginx --no-pager', 'remote-read'],
  ['systemctl cat nginx', 'remote-read'],
  ['systemctl show nginx -p ActiveState,SubState', 'read-only'],
  ['systemctl show --property=MainPID --value nginx', 'read-only'],
  ['systemctl show nginx', 'remote-read'],
  ['systemctl show -p Environment nginx', 'remote-read'],
  ['systemctl show -p ExecStart nginx', 'remote-read'],
  ['systemctl show-environment', 'system; credential_access'],
  ['systemctl restart nginx', 'system; process_control'],
  ['systemctl enable nginx', 'system; persistence'],
  ['systemctl --user enable x.service', 'system; persistence'],
  ['systemctl daemon-reload', 'system; process_control'],
  ['systemctl edit nginx', 'system; persistence'],
  ['systemctl -H evil.test status x', 'not proven; process_control'],
  ['systemctl status -H evil.test x', 'not proven'],
  ['systemctl --root=. list-unit-files', 'not proven'],
  ['systemctl --image x status', 'not proven; process_control'],
  ['systemctl --fail x', 'not proven; process_control'],
  ['systemctl $x', 'not proven'],
  ['systemctl stop $x', 'not proven; process_control'],
  ['systemd-analyze blame', 'read-only'],
  ['systemd-analyze calendar daily', 'read-only'],
  ['systemd-analyze log-level', 'read-only'],
  ['systemd-analyze log-level debug', 'not proven'],
  ['systemd-analyze verify x.service', 'system'],
  ['systemd-analyze cat-config /etc/x', 'system'],
  ['systemd-analyze --root=. blame', 'not proven'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
