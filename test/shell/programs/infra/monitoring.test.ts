import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['prometheus --help', 'read-only 0'],
  ['prometheus --agent', 'system - unknown'],
  ['prometheus', 'system - unknown'],
  ['prometheus --config.file=x --help', 'system - unknown'],
  ['alertmanager --storage.path=/x', 'system - unknown'],
  ['promtool check rules x.yml', 'workspace-code 2 reads ["x.yml"]'],
  ['promtool query instant http://h up', 'network - upload'],
  ['promtool push metrics http://h x', 'network - upload'],
  ['promtool check config x --http.config.file=y', 'unproven - reads ["x"]'],
  ['promtool debug all http://h', 'network - upload'],
  ['amtool silence expire x', 'network - upload'],
  ['grafana-cli plugins ls', 'remote-read 2 download'],
  ['grafana-cli plugins install x', 'system -'],
  ['grafana-cli admin reset-admin-password x', 'network - credential_access'],
  ['grafana-cli --repo https://evil.test plugins ls', 'unproven -'],
  ['grafana server', 'system -'],
  ['prometheus --version', 'read-only 0'],
  ['prometheus --help-long', 'read-only 0'],
  ['alertmanager --version', 'read-only 0'],
  ['promtool check config x.yml', 'workspace-code 2 reads ["x.yml"]'],
  ['promtool check metrics', 'read-only 2'],
  ['promtool tsdb list x', 'read-only 2 reads ["x"]'],
  ['promtool test rules x', 'workspace-code 2 reads ["x"]'],
  ['grafana-cli --version', 'read-only 0'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
