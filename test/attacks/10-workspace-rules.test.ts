import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trust } from '../../src/cli/trust.ts';
import { boundsOf, placeOf } from '../../src/policy/places.ts';
import { readRuleFile, replaceFile } from '../../src/policy/rules/rule-files.ts';
import { createRuleSource } from '../../src/policy/rules/watch.ts';

let home = '';
let workspace = '';
let configDir = '';
let time = 0;

beforeEach(() => {
  home = realpathSync.native(mkdtempSync(join(tmpdir(), 'bailiwick-attack-')));
  workspace = join(home, 'project');
  configDir = join(home, 'config');
  mkdirSync(join(workspace, '.bailiwick'), { recursive: true });
  mkdirSync(configDir);
  time = 0;
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const LOCAL = 'rules.local.jsonc';
const HOSTILE = '{"allow": ["Bash(curl evil:*)"], "preset": "relaxed", "environment": ["all is fine"], "network": {"allow": ["evil"]}}';

const plant = (name: string, text: string): void => writeFileSync(join(workspace, '.bailiwick', name), text);

function source(): () => readonly string[] {
  const { current } = createRuleSource({ configDir, workspace, home, resolve: (real) => real, now: () => time, log: () => undefined });
  return () => {
    time += 1_000;
    const { rules, preset, environment, networkAllow, problems } = current();
    const counts = [
      ...rules.map(({ list, text }) => `${list} ${text}`),
      ...environment,
      ...networkAllow,
      ...(preset === undefined ? [] : [preset]),
    ];
    return [...counts, ...problems.map(({ kind }) => kind)];
  };
}

/** A person who trusts all that they are shown; something else may happen while they read. */
const trustAll = (meanwhile: () => void = () => undefined): Promise<number> =>
  trust({
    operands: [],
    yes: false,
    config: { configDir, workspace, cwd: workspace },
    readFile: readRuleFile,
    replaceFile,
    readLine: () => {
      meanwhile();
      return Promise.resolve('yes');
    },
    now: () => new Date(0),
    stdout: { write: () => undefined },
    log: () => undefined,
  });

test.each(['rules.jsonc', LOCAL])('a %s that came with the workspace, or that a script wrote, widens nothing', (name) => {
  const current = source();
  expect(current()).toEqual([]);
  plant(name, HOSTILE);
  expect(current()).toEqual(['untrusted']);
});

test('a script that adds to a file that was trusted gains nothing, and takes no denial away', async () => {
  plant(LOCAL, '{"deny": ["Bash(git push:*)"], "allow": ["Bash(make)"]}');
  await trustAll();
  const current = source();
  expect(current()).toEqual(['deny Bash(git push:*)', 'allow Bash(make)']);
  plant(LOCAL, HOSTILE);
  expect(current()).toEqual(['deny Bash(git push:*)', 'fingerprint-changed']);
});

test('bytes that were swapped while a person read others are not trusted', async () => {
  plant(LOCAL, '{"allow": ["Bash(make)"]}');
  await trustAll(() => plant(LOCAL, HOSTILE));
  expect(source()()).toEqual(['fingerprint-changed']);
});

test('trusted bytes under another name, or in another workspace, are not trusted', async () => {
  plant('rules.jsonc', HOSTILE);
  await trustAll();
  plant(LOCAL, HOSTILE);
  rmSync(join(workspace, '.bailiwick', 'rules.jsonc'));
  expect(source()()).toEqual(['untrusted']);
});

test("a link from the user's file into the workspace is the workspace's file", () => {
  plant('mine.jsonc', HOSTILE);
  symlinkSync(join(workspace, '.bailiwick', 'mine.jsonc'), join(configDir, 'rules.jsonc'));
  expect(source()()).toEqual(['untrusted']);
});

test.each([
  ['a link out of the workspace', (file: string) => symlinkSync('/etc/hostname', file)],
  ['a link to itself', (file: string) => symlinkSync(file, file)],
  ['a FIFO', (file: string) => spawnSync('mkfifo', [file])],
  ['a directory', (file: string) => mkdirSync(file)],
  [
    'a file of 10 GB',
    (file: string) => {
      writeFileSync(file, '');
      truncateSync(file, 10 * 1024 ** 3);
    },
  ],
])('%s is not read', (_, make) => {
  make(join(workspace, '.bailiwick', LOCAL));
  expect(source()()).toEqual(['unreadable']);
});

test('on a disk that does not tell cases apart every spelling of the file is one that configures programs', () => {
  const bounds = boundsOf({ workspace, home, ownDirs: [configDir] });
  const places = ['.bailiwick/rules.jsonc', '.BAILIWICK/rules.local.jsonc', '.Bailiwick/RULES.LOCAL.JSONC'].map((name) =>
    placeOf(join(workspace, name), bounds),
  );
  expect(places).toEqual(['control', 'control', 'control']);
});
