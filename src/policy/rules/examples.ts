import path from 'node:path';
import { analyse } from '../../shell/analyse.ts';
import { judge } from '../judge.ts';
import { boundsOf } from '../places.ts';
import { prefixOfPart } from '../prefix.ts';
import type { World } from '../world.ts';
import { matchesPattern, segmentsOf } from './glob.ts';
import { meansHost } from './hosts.ts';
import { judgeByRules, meansTool, type ToolName } from './match.ts';
import type { Rule, RuleSet } from './rule.ts';
import { ruleSetOf } from './rule-set.ts';

const HOME = '/home/user';
const WORKSPACE = '/home/user/project';

/** A machine made of values, so that an example means the same everywhere: programs lie in /usr/bin, there are no links. */
const MACHINE: World = {
  resolve: (absolute) => path.posix.resolve(absolute),
  which: (name, cwd) => (name.includes('/') ? path.posix.resolve(cwd, name) : `/usr/bin/${name}`),
  hasOtherNames: () => false,
  isDirectory: () => false,
  glob: (directory, pattern) => [path.posix.resolve(directory, pattern)],
  find: (directory) => [directory],
  mayHoldSecrets: () => false,
  mayHoldControl: () => false,
  mayLeadOut: () => false,
  readText: () => undefined,
};

/**
 * Whether a rule, alone, matches an example of its kind: a command for Bash, which starts in the workspace; a path for Read and Write; a host
 * for Fetch; a name for Agent; `server/tool` for Mcp.
 */
export function matchesExample(rule: Rule, example: string): boolean {
  const set = ruleSetOf(
    { rules: [rule], softDeny: [], environment: [], preset: undefined, networkAllow: [], problems: [] },
    { workspace: WORKSPACE, home: HOME, resolve: MACHINE.resolve },
  );
  const { index } = set;
  const { kind } = rule.matcher;
  if (kind === 'bash') return matchesExampleCommand(set, example);
  if (kind === 'agent') return index.agents.some(({ name }) => name === '*' || name === example);
  if (kind === 'mcp') return index.tools.some((entry) => meansTool(entry, toolNamed(example)));
  if (kind === 'fetch') return [...index.strictHosts, ...index.allowHosts].some((entry) => meansHost(entry, example.toLowerCase()));
  const named = example.startsWith('~/') ? path.posix.join(HOME, example.slice(1)) : path.posix.resolve(WORKSPACE, example);
  const names = segmentsOf(rule.list === 'allow' ? named : named.toLowerCase());
  return [...index.strictFiles, ...index.allowFiles].some(({ patterns }) => patterns.some((pattern) => matchesPattern(pattern, names)));
}

function toolNamed(example: string): ToolName {
  const slash = example.indexOf('/');
  return { server: example.slice(0, slash), name: example.slice(slash + 1) };
}

function matchesExampleCommand(set: RuleSet, command: string): boolean {
  const analysis = analyse(command, { home: HOME, cwd: WORKSPACE });
  const judged = judge(analysis, boundsOf({ workspace: WORKSPACE, home: HOME, ownDirs: [] }), MACHINE);
  const prefixes = analysis.parts.map((_, part) =>
    prefixOfPart(
      analysis,
      judged.filter((one) => one.invocation.part === part),
    ),
  );
  const subjects = judged.map((one) => ({ judged: one, prefix: prefixes[one.invocation.part] ?? NO_PREFIX }));
  return subjects.length > 0 && judgeByRules(set, subjects) !== undefined;
}

const NO_PREFIX = { kind: 'no_prefix', reason: '' } as const;
