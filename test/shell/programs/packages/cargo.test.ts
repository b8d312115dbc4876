import { expect, test } from 'vitest';
import { told } from './told.ts';

/** A question goes to the registry unless the workspace names another. */
test.each([
  [
    'cargo search serde --limit 5',
    'remote-read 1 settings:.cargo/config.toml,.cargo/config,rust-toolchain.toml,rust-toolchain facts:network',
  ],
  ['cargo search serde --registry x', 'unproven - facts:network'],
  ['cargo search serde --index http://evil.test', 'unproven - facts:network'],
  ['cargo search --config x serde', 'unproven - facts:network'],
  ['cargo owner --list serde', 'remote-read - settings:.cargo/config.toml,.cargo/config,rust-toolchain.toml,rust-toolchain facts:network'],
  ['cargo owner --add me serde', 'network - facts:network'],
  ['cargo info serde', 'workspace-code 1'],
  ['cargo --version', 'workspace-code 0'],
  ['cargo doc --open', 'unproven -'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
