import path from 'node:path';
import { judge } from '../../../src/policy/judge.ts';
import { boundsOf } from '../../../src/policy/places.ts';
import { prefixOfPart } from '../../../src/policy/prefix.ts';
import { judgeByRules } from '../../../src/policy/rules/match.ts';
import { parseRules } from '../../../src/policy/rules/parse.ts';
import type { Rule, RuleLayer, RuleList, RuleSet } from '../../../src/policy/rules/rule.ts';
import { ruleSetOf } from '../../../src/policy/rules/rule-set.ts';
import type { World } from '../../../src/policy/world.ts';
import { analyse } from '../../../src/shell/analyse.ts';

export const HOME = '/home/ann';
export const WORKSPACE = '/home/ann/project';

const WORLD: World = {
  resolve: (absolute) => path.resolve(absolute),
  which: (name, cwd) => (name.includes('/') ? path.resolve(cwd, name) : `/usr/bin/${name}`),
  hasOtherNames: () => false,
  isDirectory: (real) => DIRECTORIES.has(real),
  glob: (directory, pattern) => [path.resolve(directory, pattern.replaceAll('*', 'x'))],
  find: (directory) => [directory],
  mayHoldSecrets: () => false,
  mayHoldControl: () => false,
  mayLeadOut: () => false,
  readText: () => undefined,
};

const DIRECTORIES = new Set([WORKSPACE, `${WORKSPACE}/src`, `${WORKSPACE}/src/private`, `${HOME}/notes`, `${HOME}/notes/sub`]);

/** The rules of a file's text; a mistake in it fails the test. */
export function rulesOf(file: object, layer: RuleLayer = 'user'): readonly Rule[] {
  const parsed = parseRules(JSON.stringify(file), { layer, file: `/${layer}.jsonc` });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.rules;
}

export function setOf(rules: readonly Rule[]): RuleSet {
  return ruleSetOf(
    { rules, softDeny: [], environment: [], preset: undefined, networkAllow: [], problems: [] },
    { workspace: WORKSPACE, home: HOME, resolve: WORLD.resolve },
  );
}

/** What rules say of a command on a made-up machine: the list and the rule as written, or `none`. */
export function said(set: RuleSet, command: string, which: World['which'] = WORLD.which): string {
  const analysis = analyse(command, { home: HOME, cwd: WORKSPACE });
  const judged = judge(analysis, boundsOf({ workspace: WORKSPACE, home: HOME, ownDirs: [`${HOME}/.config/bailiwick`] }), {
    ...WORLD,
    which,
  });
  const subjects = judged.map((one) => ({
    judged: one,
    prefix: prefixOfPart(
      analysis,
      judged.filter((other) => other.invocation.part === one.invocation.part),
    ),
  }));
  const match = judgeByRules(set, subjects, WORLD.isDirectory);
  return match === undefined ? 'none' : `${match.list} ${match.rule.text}`;
}

export function saidBy(list: RuleList, rule: string, command: string): string {
  return said(setOf(rulesOf({ [list]: [rule] })), command);
}
