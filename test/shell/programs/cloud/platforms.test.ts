import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['doctl compute droplet list --format ID', 'remote-read 3'],
  ['doctl account get --context x', 'remote-read -'],
  ['doctl --context x account get', 'remote-read -'],
  ['doctl apps logs a --type run', 'remote-read 2'],
  ['doctl databases list', 'network - secret'],
  ['doctl kubernetes cluster kubeconfig save x', 'network - secret'],
  ['doctl compute droplet delete list', 'network - deletes'],
  ['doctl account get -u https://evil.test', 'unknown - unproven'],
  ['doctl account get -t x', 'unknown - unproven'],
  ['doctl account get --access-tok x', 'unknown - unproven'],
  ['doctl apps create --spec x', 'network 2'],
  ['doctl version', 'read-only 1'],
  ['hcloud server list', 'remote-read 2'],
  ['hcloud server list --endpoint https://evil.test', 'unknown - unproven'],
  ['hcloud server list --debug-file x', 'unknown - unproven'],
  ['hcloud server request-console x', 'network - secret'],
  ['hcloud server delete x', 'network - deletes'],
  ['fly status', 'remote-read 1'],
  ['fly apps list --json', 'remote-read 2'],
  ['flyctl logs -a x', 'remote-read -'],
  ['fly auth token', 'network - secret'],
  ['fly config env', 'network - secret'],
  ['fly apps destroy x', 'network - deletes'],
  ['fly ssh console', 'unknown - unproven'],
  ['fly ssh console --help', 'unknown - unproven'],
  ['fly logs -c /tmp/x', 'unknown - unproven'],
  ['fly status -t x', 'unknown - unproven'],
  ['fly deploy', 'network -'],
])('%s: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
