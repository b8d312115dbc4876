import { createHash } from 'node:crypto';
import path from 'node:path';
import { once } from '../../once.ts';
import { PRESETS, type Preset } from '../action.ts';
import { compilePattern, segmentsOf } from './glob.ts';
import {
  type CommandRule,
  type FileRule,
  type HostRule,
  type PathPattern,
  RULE_LISTS,
  type Rule,
  type RuleIndex,
  type RuleSet,
} from './rule.ts';

/** Where the patterns of rules start from. */
export interface RulePlaces {
  /** Absolute and real. */
  readonly workspace: string;
  /** Absolute. */
  readonly home: string;
  /** The real path of an absolute one, as far as it exists; `undefined` when it cannot be told. */
  readonly resolve: (absolute: string) => string | undefined;
  /** A second root that what is denied or asked about counts from as well; absolute and real. */
  readonly strictFrom?: string | undefined;
}

/**
 * A set of rules that can be matched. Of rules that say the same, the last stays.
 * @param given all of it in the order user, project, local
 */
export function ruleSetOf(given: Omit<RuleSet, 'index' | 'digest'>, places: RulePlaces): RuleSet {
  const rules = withoutDuplicates(given.rules, ({ list, matcher }) => JSON.stringify([list, matcher]));
  const softDeny = withoutDuplicates(given.softDeny, (sentence) => sentence);
  const environment = withoutDuplicates(given.environment, (sentence) => sentence);
  const networkAllow = withoutDuplicates(given.networkAllow, (host) => host);
  const { preset, problems } = given;
  const digest = once(() => {
    const said = rules.map(({ list, matcher, justification, layer }) => [list, matcher, justification ?? null, layer]);
    return createHash('sha256')
      .update(JSON.stringify([said, softDeny, environment, preset ?? null, networkAllow]))
      .digest('hex');
  });
  const index = indexOf(rules, places);
  return {
    rules,
    softDeny,
    environment,
    preset,
    networkAllow,
    // Only questions and answers need it.
    get digest() {
      return digest();
    },
    problems,
    index,
  };
}

/**
 * The same rules where another root takes the place of their workspace: relative paths count from there. What they deny or ask about
 * in the workspace stays so.
 */
export function rulesWithin(set: RuleSet, places: Omit<RulePlaces, 'strictFrom'>, workspace: string): RuleSet {
  return { ...set, index: indexOf(set.rules, { ...places, strictFrom: workspace }) };
}

/** The narrower of two presets; one that is not named does not count. */
export function narrowest(a: Preset | undefined, b: Preset | undefined): Preset | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return PRESETS.indexOf(a) < PRESETS.indexOf(b) ? a : b;
}

function withoutDuplicates<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const last = new Map(items.map((item, at) => [keyOf(item), at]));
  return items.filter((item, at) => last.get(keyOf(item)) === at);
}

function indexOf(rules: readonly Rule[], places: RulePlaces): RuleIndex {
  // A stable sort: among the equally strict the first written decides, and is named.
  const sorted = rules.toSorted((a, b) => RULE_LISTS.indexOf(a.list) - RULE_LISTS.indexOf(b.list));
  const programs = new Map<string, CommandRule[]>();
  const prefixes = new Map<string, Rule>();
  const exact = new Map<string, Rule>();
  const files: FileRule[] = [];
  const hosts: HostRule[] = [];
  const agents: RuleIndex['agents'][number][] = [];
  const tools: RuleIndex['tools'][number][] = [];
  for (const rule of sorted) {
    const { matcher } = rule;
    if (matcher.kind === 'bash') {
      if (rule.list === 'allow') {
        setFirst(exact, matcher.words.join('\0'), rule);
        if (matcher.open) setFirst(prefixes, matcher.words.join(' '), rule);
        continue;
      }
      const key = path.posix.basename(matcher.words[0] ?? '').toLowerCase();
      const entries = programs.get(key) ?? [];
      entries.push(commandRule(rule, matcher.words, matcher.open));
      programs.set(key, entries);
    } else if (matcher.kind === 'fetch') hosts.push({ rule, host: matcher.host.toLowerCase() });
    else if (matcher.kind === 'agent') agents.push({ rule, name: matcher.name });
    else if (matcher.kind === 'mcp') tools.push({ rule, server: matcher.server, tool: matcher.tool, readOnly: matcher.readOnly });
    else files.push({ rule, use: matcher.kind, patterns: patternsOf(matcher.pattern, rule.list !== 'allow', places) });
  }
  const allows = ({ rule }: { readonly rule: Rule }): boolean => rule.list === 'allow';
  const denies = ({ rule }: { readonly rule: Rule }): boolean => rule.list !== 'allow';
  return {
    workspace: places.workspace,
    programs,
    prefixes,
    exact,
    strictFiles: files.filter(denies),
    allowFiles: files.filter(allows),
    strictHosts: hosts.filter(denies),
    allowHosts: hosts.filter(allows),
    agents,
    tools,
  };
}

function setFirst(map: Map<string, Rule>, key: string, rule: Rule): void {
  if (!map.has(key)) map.set(key, rule);
}

function commandRule(rule: Rule, words: readonly string[], open: boolean): CommandRule {
  const after = words.slice(1);
  const isOption = (word: string): boolean => word.startsWith('-') && word.length > 1;
  return { rule, words: after.filter((word) => !isOption(word)), options: after.filter(isOption), open };
}

/** What is denied or asked about is compared in lower case: on some disks it is the same file. */
function patternsOf(written: string, folded: boolean, places: RulePlaces): readonly PathPattern[] {
  const roots = folded && places.strictFrom !== undefined ? [places.workspace, places.strictFrom] : [places.workspace];
  const spellings = new Set(roots.flatMap((root) => spellingsOf(written, root, places)));
  if (!folded) return [...spellings].map(compilePattern);
  // Who denies a directory by its name means what is in it.
  return [...spellings].flatMap((spelling) => [spelling, `${spelling}/**`]).map((spelling) => compilePattern(spelling.toLowerCase()));
}

/** As written from that root, and with the links in its fixed part followed. */
function spellingsOf(written: string, root: string, { home, resolve }: RulePlaces): readonly string[] {
  const absolute = written === '~' || written.startsWith('~/') ? path.join(home, written.slice(1)) : path.resolve(root, written);
  const { segments, fixed } = compilePattern(absolute);
  const start = `/${segments.slice(0, fixed).join('/')}`;
  const real = resolve(start);
  return real === undefined || real === start ? [absolute] : [absolute, `/${[...segmentsOf(real), ...segments.slice(fixed)].join('/')}`];
}
