import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['service --status-all', 'remote-read'],
  ['service nginx status', 'remote-read'],
  ['ldconfig -p', 'read-only'],
  ['update-alternatives --display java', 'read-only'],
  ['chkconfig --list', 'read-only'],
  ['sv status x', 'remote-read'],
  ['service nginx restart', 'system; process_control'],
  ['service x status --frob', 'system; process_control'],
  ['service $x status', 'system; process_control'],
  ['ldconfig', 'system; process_control'],
  ['ldconfig -p -C ./x', 'system; process_control'],
  ['update-alternatives --log x --list java', 'system; process_control'],
  ['update-alternatives --set java /x', 'system; process_control'],
  ['update-rc.d x enable', 'system; persistence'],
  ['schtasks /create', 'system; persistence'],
  ['dbus-send --system x', 'system; process_control'],
  ['gsettings set a b c', 'system; process_control'],
  ['gsettings get a b', 'system; process_control'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
