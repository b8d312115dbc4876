import { expect, test } from 'vitest';
import { told } from '../packages/told.ts';

/** Other clients; an option that chooses a host may not hide. */
test.each([
  ['glab mr list -P 5', 'remote-read 2 settings:.git/glab-cli/config.yml,.glab-cli/config.yml facts:network'],
  ['glab mr list -R group/sub/repo', 'remote-read - settings:.git/glab-cli/config.yml,.glab-cli/config.yml facts:network'],
  ['glab mr list -R evil.test/o/r', 'unproven - facts:network'],
  ['glab mr list -S -R evil.test/o/r', 'unproven - facts:network'],
  ['glab issue list -g team', 'remote-read - settings:.git/glab-cli/config.yml,.glab-cli/config.yml facts:network'],
  ['glab mr view https://evil.test/o/r/-/merge_requests/1', 'unproven - facts:network'],
  ['glab variable list', 'network - facts:credential_access'],
  ['glab auth status', 'network - facts:credential_access'],
  ['glab api projects', 'network 1 facts:network'],
  ['glab mr merge 1', 'network 1 facts:network'],
  ['glab repo delete x', 'network - facts:network,dangerous_pattern'],
  ['glab frob', 'unproven -'],
  ['tea issues list --state open', 'remote-read 2 facts:network'],
  ['tea issues list --login other', 'unproven - facts:network'],
  ['tea issues list --state --remote', 'unproven - facts:network'],
  ['tea login list', 'network - facts:credential_access'],
  ['hub pr list -s open', 'remote-read 2 facts:network'],
  ['hub status', 'unproven -'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
