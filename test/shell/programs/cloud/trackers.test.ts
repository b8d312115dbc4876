import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['jira issue list -q project=X', 'remote-read 2 settings'],
  ['jira issue list -p X', 'remote-read - settings'],
  ['jira issue list -c /tmp/x', 'unknown - unproven'],
  ['jira issue delete X-1', 'network - deletes'],
  ['jira open X-1', 'network -'],
  ['linear issue list', 'remote-read 2 settings'],
  ['linear issue view X-1 --web', 'unknown - unproven'],
  ['linear auth token', 'network - secret'],
  ['linear issue create -t x', 'network 2'],
  ['cloudflared tunnel list', 'remote-read 2'],
  ['cloudflared tunnel list --config x', 'unknown - unproven'],
  ['cloudflared tunnel list --origincert x', 'unknown - unproven'],
  ['cloudflared tunnel token x', 'network - secret'],
  ['cloudflared access token x', 'network - secret'],
  ['cloudflared tunnel delete x', 'network - deletes'],
  ['cloudflared tunnel run --help', 'unknown - unproven'],
  ['cloudflared --version', 'read-only 1'],
  ['ngrok api endpoints list', 'remote-read 3'],
  ['ngrok api endpoints list --config x', 'unknown - unproven'],
  ['ngrok api endpoints list --api-key x', 'unknown - unproven'],
  ['ngrok api api-keys list', 'network - secret'],
  ['ngrok api endpoints delete x', 'network - deletes'],
  ['ngrok http 80', 'network -'],
  ['ngrok start --help', 'unknown - unproven'],
])('%s: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
