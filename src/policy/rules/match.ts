import type { Invocation } from '../../shell/analysis.ts';
import { NO_PROGRAM } from '../../shell/programs/traits.ts';
import type { Judged } from '../judge.ts';
import type { Prefix } from '../prefix.ts';
import { allowanceFor, type IsDirectory } from './allowance.ts';
import { holdsPattern, matchesPattern, mayMatchBelow, segmentsOf } from './glob.ts';
import { meansHost } from './hosts.ts';
import type { FileRule, HostRule, PathPattern, Rule, RuleIndex, RuleList, RuleSet, ToolRule } from './rule.ts';
import { matchesCommand } from './words.ts';

/** The rule that decides, and what it says. */
export interface RuleMatch {
  readonly list: RuleList;
  readonly rule: Rule;
}

/**
 * What a person's rules say of one program that a command would start: `deny` before `ask` before `allow`, over all layers.
 * @param prefix of the part of the text that it belongs to
 */
export function ruleFor(set: RuleSet, judged: Judged, prefix: Prefix, isDirectory?: IsDirectory): RuleMatch | undefined {
  if (set.rules.length === 0) return undefined;
  const strict = strictRuleFor(set.index, judged, isDirectory) ?? allowanceFor(set.index, judged, prefix, isDirectory);
  return strict === undefined ? undefined : { list: strict.list, rule: strict };
}

/** One judged program with the prefix of its part. */
export interface RuleSubject {
  readonly judged: Judged;
  readonly prefix: Prefix;
}

/** What the rules say of a whole command: the strictest that matches any of its programs; `allow` only where every one is allowed. */
export function judgeByRules(set: RuleSet, subjects: readonly RuleSubject[], isDirectory?: IsDirectory): RuleMatch | undefined {
  const found = subjects.map(({ judged, prefix }) => ruleFor(set, judged, prefix, isDirectory));
  const said = (list: RuleList): RuleMatch | undefined => found.find((match) => match?.list === list);
  return said('deny') ?? said('ask') ?? (found.every((match) => match !== undefined) ? found[0] : undefined);
}

/** What the rules say of a child by its agent; `Agent(*)` speaks of every one. */
export function ruleForAgent({ index }: RuleSet, agent: string): RuleMatch | undefined {
  const found = index.agents.find(({ name }) => name === '*' || name === agent);
  return found === undefined ? undefined : { list: found.rule.list, rule: found.rule };
}

/** A tool of an MCP server, by its own name. */
export interface ToolName {
  readonly server: string;
  readonly name: string;
}

/**
 * What the rules say of a tool of an MCP server: `deny` before `ask` before `allow`, over all layers.
 * @param reading only reading is allowed: then a rule allows only where it says that the tool only reads, and one that asks allows nothing
 */
export function ruleForTool({ index }: RuleSet, named: ToolName, reading: boolean): RuleMatch | undefined {
  const meant = index.tools.filter((entry) => meansTool(entry, named));
  const allows = meant.find(({ rule, readOnly }) => rule.list === 'allow' && (readOnly || !reading));
  const strict = meant.find(({ rule }) => rule.list === 'deny' || (rule.list === 'ask' && (!reading || allows !== undefined)));
  const found = strict ?? allows;
  return found === undefined ? undefined : { list: found.rule.list, rule: found.rule };
}

/** What denies or asks means a name however its letters are written; what allows means exactly it. */
export function meansTool({ rule, server, tool }: ToolRule, named: ToolName): boolean {
  const same = (written: string, name: string): boolean =>
    written === '*' || written === name || (rule.list !== 'allow' && written.toLowerCase() === name.toLowerCase());
  return same(server, named.server) && same(tool, named.name);
}

function strictRuleFor(index: RuleIndex, judged: Judged, isDirectory: IsDirectory | undefined): Rule | undefined {
  const command = index.programs.size === 0 ? undefined : commandRuleFor(index, judged.invocation);
  if (command?.list === 'deny') return command;
  const file = index.strictFiles.length === 0 ? undefined : fileRuleFor(index.strictFiles, judged, isDirectory);
  if (file?.list === 'deny') return file;
  const host = index.strictHosts.length === 0 ? undefined : hostRuleFor(index.strictHosts, judged.invocation);
  return host?.list === 'deny' ? host : (command ?? file ?? host);
}

function commandRuleFor({ programs }: RuleIndex, { argv, name, traits }: Invocation): Rule | undefined {
  if ((traits & NO_PROGRAM) !== 0) return undefined;
  const anyProgram = name === '' && argv[0] !== undefined && argv[0].kind !== 'static';
  let asks: Rule | undefined;
  for (const key of anyProgram ? programs.keys() : ['', name.toLowerCase()]) {
    for (const entry of programs.get(key) ?? NO_RULES) {
      if (asks !== undefined && entry.rule.list === 'ask') break;
      // What is only known when it runs could be the program and all its words.
      if (!anyProgram && key !== '' && !matchesCommand(entry, argv)) continue;
      if (entry.rule.list === 'deny') return entry.rule;
      asks = entry.rule;
      break;
    }
    if (key === '' && name === '') break;
  }
  return asks;
}

const NO_RULES: readonly never[] = [];

function fileRuleFor(rules: readonly FileRule[], { touches }: Judged, isDirectory: IsDirectory | undefined): Rule | undefined {
  if (touches.length === 0) return undefined;
  for (const { rule, use, patterns } of rules) {
    for (const touch of touches) {
      if ((touch.use === 'read') !== (use === 'read')) continue;
      if (touch.place === 'unknown' || touch.paths.length === 0) return rule;
      for (const real of touch.paths) {
        const names = segmentsOf(real.toLowerCase());
        if (patterns.some((pattern) => reaches(pattern, names, touch.namesOnly, isDirectory?.(real) ?? false))) return rule;
      }
    }
  }
  return undefined;
}

/** A directory is read, and removed, with all below it; where only names are listed, its own have to be meant. */
function reaches(pattern: PathPattern, names: readonly string[], namesOnly: boolean, isDirectory: boolean): boolean {
  if (matchesPattern(pattern, names)) return true;
  if (namesOnly) return pattern.segments.length === names.length + 1 && pattern.segments.at(-1) === '**' && holdsPattern(pattern, names);
  return holdsPattern(pattern, names) || (isDirectory && mayMatchBelow(pattern, names));
}

function hostRuleFor(rules: readonly HostRule[], { argv, effects }: Invocation): Rule | undefined {
  const facts = (effects.facts ?? []).filter((fact) => fact.kind === 'network');
  const hosts = facts.map((fact) => fact.host?.toLowerCase());
  if (facts.length === 0 && effects.class === 'network') hosts.push(undefined);
  if (hosts.length === 0) return undefined;
  const hidden = argv.some((word) => word.kind !== 'static');
  // One that nobody can tell may be the one that is meant, where an address is there to lead away from.
  const led = facts.length > 1;
  return rules.find((entry) => hosts.some((host) => (host === undefined ? entry.host === '*' || hidden || led : meansHost(entry, host))))
    ?.rule;
}
