import { expect, test } from 'vitest';
import { told } from '../packages/told.ts';

/** The client itself, and what changes nothing only with some option. */
test.each([
  ['gh auth status', 'remote-read - facts:network'],
  ['gh auth status --hostname github.com', 'remote-read - facts:network'],
  ['gh auth status -t', 'network - facts:network,credential_access'],
  ['gh auth status --show-token', 'network - facts:network,credential_access'],
  ['gh auth status -at', 'network - facts:network,credential_access'],
  ['gh auth token', 'network - facts:credential_access'],
  ['gh config list', 'read-only 2'],
  ['gh config list oauth_token', 'unproven -'],
  ['gh config get editor', 'read-only -'],
  ['gh config get oauth_token', 'network - facts:network,credential_access'],
  ['gh config get -h github.com oauth_token', 'network - facts:network,credential_access'],
  ['gh browse', 'network - facts:network'],
  ['gh browse -n', 'remote-read - facts:network'],
  ['gh browse --no-browser -R evil.test/o/r', 'unproven - facts:network'],
  ['gh browse -R o/r --no-browser src/x.ts', 'remote-read - facts:network'],
  ['gh issue develop --list 1', 'remote-read - facts:network'],
  ['gh issue develop 1', 'network - facts:network,git_write'],
  ['gh attestation verify a.tgz --owner o', 'remote-read 2 reads:a.tgz facts:network'],
  ['gh attestation verify oci://evil.test/x --owner o', 'unproven - reads:oci://evil.test/x facts:network'],
  ['gh attestation verify a.tgz --custom-trusted-root x', 'unproven - reads:a.tgz,x facts:network'],
  ['gh at verify a.tgz -R evil.test/o/r', 'unproven - reads:a.tgz facts:network'],
  ['gh alias list', 'read-only 2'],
  ['gh alias set x y', 'control-write -'],
  ['gh completion -s bash', 'read-only 1'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
