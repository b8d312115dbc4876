import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findNode, versionOf } from '../../src/cli/find-node.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bailiwick-node-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function executable(path: string, text = ''): string {
  const absolute = join(home, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
  chmodSync(absolute, 0o755);
  return absolute;
}

const HELPER = '/Applications/Claude.app/Contents/Frameworks/Claude Helper (Plugin).app/Contents/MacOS/Claude Helper (Plugin)';

/** Searches as under a desktop host; only files below `home` say a version, so that the machine's own Node plays no part. */
const search = (versions: Readonly<Record<string, string>>, path = '') =>
  findNode({ execPath: HELPER, embedded: true, path, home, versionOf: async (candidate) => versions[candidate] });

test('the Node that runs us', async () => {
  const options = { embedded: false, path: '', home, versionOf: async () => undefined };
  expect(await findNode({ ...options, execPath: '/opt/node/bin/node' })).toBe('/opt/node/bin/node');
});

test('below Electron: the first on PATH that is new enough', async () => {
  const [old, young] = [executable('old/node'), executable('young/node')];
  const path = ['relative', join(home, 'absent'), join(home, 'old'), join(home, 'young')].join(':');
  expect(await search({ [old]: 'v20.20.2', [young]: 'v24.1.0' }, path)).toBe(young);
});

test('a poor PATH: where nvm put it, the newest first', async () => {
  const versions = ['v9.0.0', 'v22.20.0', 'v24.9.0', 'v24.10.0'].map((version) => [
    executable(`.nvm/versions/node/${version}/bin/node`),
    version,
  ]);
  expect(await search(Object.fromEntries(versions), '/nowhere')).toBe(join(home, '.nvm/versions/node/v24.10.0/bin/node'));
});

test.each(['.volta/bin/node', '.local/share/fnm/aliases/default/bin/node', '.local/share/fnm/node-versions/v24.0.0/installation/bin/node'])(
  '%s',
  async (place) => {
    const candidate = executable(place);
    expect(await search({ [candidate]: 'v22.13.0' })).toBe(candidate);
  },
);

test('none that is new enough', async () => {
  const old = executable('.volta/bin/node');
  expect(await search({ [old]: 'v22.12.9' })).toBe(undefined);
});

test('versionOf runs the executable and takes what it prints', async () => {
  expect(await versionOf(process.execPath)).toBe(process.version);
  expect(await versionOf(executable('failing', '#!/bin/sh\necho v24.0.0\nexit 1\n'))).toBe(undefined);
});
