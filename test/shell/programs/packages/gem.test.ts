import { expect, test } from 'vitest';
import { told } from './told.ts';

/** Gems of the user, and the Gemfile, which is code. */
test.each([
  ['gem list', 'read-only 1'],
  ['gem list -r', 'remote-read 1 facts:network'],
  ['gem list -r --source http://evil.test', 'unproven - facts:network'],
  ['gem search rails', 'remote-read 1 facts:network'],
  ['gem search -s http://evil.test x', 'unproven - facts:network'],
  ['gem outdated', 'remote-read 1 facts:network'],
  ['gem specification ./x.gem', 'unproven -'],
  ['gem build x.gemspec', 'workspace-code 1'],
  ['gem which rake', 'read-only 1'],
  ['gem exec x', 'unproven - facts:package_install'],
  ['gem install x', 'install - facts:package_install,network'],
  ['gem push x', 'network 1 facts:network'],
  ['bundle list', 'workspace-code 1'],
  ['bundle exec rspec', 'workspace-code - runs:rspec'],
  ['bundle exec rm y', 'workspace-code - runs:rm_y'],
  ['bundle config set path /', 'control-write -'],
  ['bundle list --gemfile /x', 'unproven -'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
