import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadRules, type RuleSources, reloadRules } from '../../../src/policy/rules/layers.ts';
import { RULE_LAYERS, type RuleLayer, type RuleSet } from '../../../src/policy/rules/rule.ts';
import { readRuleFile, replaceFile, ruleFilesOf } from '../../../src/policy/rules/rule-files.ts';
import { fingerprintOf, readTrust, trustFileOf, trustText } from '../../../src/policy/rules/trust.ts';
import { createRuleSource } from '../../../src/policy/rules/watch.ts';
import { rulesOf, setOf } from './rules-fixture.ts';

let home = '';
let configDir = '';
let workspace = '';

beforeEach(() => {
  home = realpathSync.native(mkdtempSync(join(tmpdir(), 'bailiwick-rules-')));
  configDir = join(home, '.config', 'bailiwick');
  workspace = join(home, 'project');
  mkdirSync(join(workspace, '.bailiwick'), { recursive: true });
  mkdirSync(configDir, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const fileOf = (layer: RuleLayer): string => ruleFilesOf(configDir, workspace)[layer];
const write = (layer: RuleLayer, text: object | string): void =>
  writeFileSync(fileOf(layer), typeof text === 'string' ? text : JSON.stringify(text));

function trustAsIs(...layers: readonly RuleLayer[]): void {
  const trusted = layers.map((layer) => {
    const read = readRuleFile(fileOf(layer));
    if (read.kind !== 'file') throw new Error(read.kind);
    return [read.real, { sha256: fingerprintOf(read.bytes), at: '2026-01-01T00:00:00.000Z' }] as const;
  });
  replaceFile(trustFileOf(configDir), trustText(new Map(trusted)));
}

function sources(): RuleSources {
  const file = trustFileOf(configDir);
  const { trusted } = readTrust(file, readRuleFile(file));
  return { configDir, workspace, home, resolve: (absolute) => absolute, readFile: readRuleFile, trusted };
}

/** What counts, in short. */
function brief({ rules, preset, softDeny, problems }: RuleSet): object {
  return {
    rules: rules.map(({ layer, list, text }) => `${layer} ${list} ${text}`),
    preset,
    softDeny,
    problems: problems.map(({ layer, kind }) => `${layer} ${kind}`),
  };
}

const EVERYTHING = {
  allow: ['Bash(make)'],
  ask: ['Bash(a)'],
  deny: [{ rule: 'Bash(b)', justification: 'trust me' }],
  soft_deny: ['x'],
  environment: ['y'],
  preset: 'strict',
  network: { allow: ['example.com'] },
};

test('layers are merged in order; of duplicates the later stays', () => {
  write('user', { allow: ['Bash(make)'], deny: ['Bash(x)'], preset: 'relaxed' });
  write('project', { allow: ['Bash(make)'], preset: 'strict' });
  write('local', { deny: ['Bash(x)'], preset: 'standard' });
  trustAsIs('project', 'local');
  expect(brief(loadRules(sources()))).toEqual({
    rules: ['project allow Bash(make)', 'local deny Bash(x)'],
    preset: 'strict',
    softDeny: [],
    problems: [],
  });
});

test('a file of the workspace that nobody trusted only denies and asks, in no words of its own', () => {
  write('project', EVERYTHING);
  const set = loadRules(sources());
  expect(brief(set)).toEqual({
    rules: ['project deny Bash(b)', 'project ask Bash(a)'],
    preset: undefined,
    softDeny: [],
    problems: ['project untrusted'],
  });
  expect([set.environment, set.networkAllow, set.rules.map(({ justification }) => justification)]).toEqual([
    [],
    [],
    [undefined, undefined],
  ]);
  trustAsIs('project');
  const whole = brief(loadRules(sources()));
  expect(whole).toEqual({
    rules: ['project deny Bash(b)', 'project ask Bash(a)', 'project allow Bash(make)'],
    preset: 'strict',
    softDeny: ['x'],
    problems: [],
  });
});

describe('on reload', () => {
  const stays = (layer: RuleLayer): object => ({
    rules: [`${layer} deny Bash(b)`, `${layer} ask Bash(a)`],
    preset: 'strict',
    softDeny: ['x'],
  });

  test.each(RULE_LAYERS)('a mistake in the file of %s leaves what it denied, asked and narrowed', (layer) => {
    write(layer, EVERYTHING);
    if (layer !== 'user') trustAsIs(layer);
    const before = loadRules(sources());
    write(layer, '{"deny": [');
    const once = reloadRules(before, sources());
    expect(brief(once)).toEqual({ ...stays(layer), problems: [`${layer} malformed`] });
    expect(brief(reloadRules(once, sources()))).toEqual({ ...stays(layer), problems: [`${layer} malformed`] });
    write(layer, {});
    if (layer !== 'user') trustAsIs(layer);
    expect(brief(reloadRules(once, sources()))).toEqual({ rules: [], preset: undefined, softDeny: [], problems: [] });
  });

  test('a trusted file that was changed leaves what it denied', () => {
    write('local', EVERYTHING);
    trustAsIs('local');
    const before = loadRules(sources());
    write('local', { deny: ['Bash(c)'], allow: ['Bash(rm:*)'] });
    expect(brief(reloadRules(before, sources()))).toEqual({
      rules: ['local deny Bash(b)', 'local ask Bash(a)', 'local deny Bash(c)'],
      preset: 'strict',
      softDeny: ['x'],
      problems: ['local fingerprint-changed'],
    });
  });
});

test('the order of the rules of a file makes no difference to what is decided first', () => {
  const rules = rulesOf({ allow: ['Bash(a)', 'Bash(c)'], ask: ['Bash(a)'], deny: ['Bash(a)', 'Read(x)'] });
  const lists = (order: readonly (typeof rules)[number][]): object => {
    const { programs, exact, strictFiles } = setOf(order).index;
    return { programs: programs.get('a')?.map(({ rule }) => rule.list), exact: [...exact.keys()].toSorted(), files: strictFiles.length };
  };
  fc.assert(
    fc.property(fc.shuffledSubarray([...rules], { minLength: rules.length }), (order) => {
      expect(lists(order)).toEqual(lists(rules));
    }),
  );
});

test('the digest tells sets apart, and not where a rule stands', () => {
  const of = (file: object): string => setOf(rulesOf(file)).digest;
  expect(of({ deny: ['Bash(a)'] })).not.toBe(of({ ask: ['Bash(a)'] }));
  const [rule] = rulesOf({ deny: ['Bash(a)'] });
  if (rule === undefined) throw new Error('no rule');
  expect(setOf([{ ...rule, line: 9 }]).digest).toBe(setOf([rule]).digest);
});

test('the source notices a change within its time, and tells a problem once', () => {
  let time = 0;
  const told: string[] = [];
  const source = createRuleSource({ ...sources(), now: () => time, log: (message) => told.push(message) });
  const texts = (): readonly string[] => source.current().rules.map(({ text }) => text);
  expect(texts()).toEqual([]);
  write('user', { deny: ['Bash(a)'] });
  time = 249;
  expect(texts()).toEqual([]);
  time = 250;
  expect(texts()).toEqual(['Bash(a)']);
  write('user', '{');
  for (time of [500, 750, 1_000]) expect(texts()).toEqual(['Bash(a)']);
  expect(told.length).toBe(1);
  const held = source.current();
  time = 1_250;
  expect(source.current()).toBe(held);
});

test('a trust file that is malformed trusts nothing, and says so', () => {
  write('project', EVERYTHING);
  writeFileSync(trustFileOf(configDir), '{"version": 2, "files": {}}');
  const told: string[] = [];
  const source = createRuleSource({ ...sources(), now: () => 0, log: (message) => told.push(message) });
  expect(source.current().rules.map(({ list }) => list)).toEqual(['deny', 'ask']);
  expect(told.map((message) => message.includes('no workspace rules are trusted'))).toEqual([true, false]);
});

test('a file is replaced whole, for its owner alone, through a link that it is', () => {
  const target = join(home, 'dotfiles', 'rules.jsonc');
  mkdirSync(dirname(target));
  writeFileSync(target, 'old');
  symlinkSync(target, fileOf('user'));
  replaceFile(fileOf('user'), '{}');
  const read = readRuleFile(target);
  expect(read).toEqual({ kind: 'file', bytes: new TextEncoder().encode('{}'), real: target });
  expect(statSync(target).mode & 0o777).toBe(0o600);
});
