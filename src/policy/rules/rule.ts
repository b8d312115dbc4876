import type { Preset } from '../action.ts';

/** The lists of a rules file, the strictest first. */
export const RULE_LISTS = ['deny', 'ask', 'allow'] as const;
export type RuleList = (typeof RULE_LISTS)[number];

/** Where a rules file lies: the user's own directory, or the workspace. */
export const RULE_LAYERS = ['user', 'project', 'local'] as const;
export type RuleLayer = (typeof RULE_LAYERS)[number];

/** What a matcher speaks of: `Bash(git push:*)` is `{ kind: 'bash', words: ['git', 'push'], open: true }`. */
export type Matcher =
  | { readonly kind: 'bash'; readonly words: readonly string[]; readonly open: boolean }
  | { readonly kind: 'read' | 'write'; readonly pattern: string }
  | { readonly kind: 'fetch'; readonly host: string }
  | { readonly kind: 'agent'; readonly name: string }
  /** `*` stands for any. `readOnly`: whoever wrote it vouches that the tool only reads. */
  | { readonly kind: 'mcp'; readonly server: string; readonly tool: string; readonly readOnly: boolean };

export interface Rule {
  readonly list: RuleList;
  readonly matcher: Matcher;
  /** As written. */
  readonly text: string;
  readonly justification: string | undefined;
  readonly layer: RuleLayer;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Every layer merged, in the order user, project, local. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Sentences for the classifier, and only for it. */
  readonly softDeny: readonly string[];
  readonly environment: readonly string[];
  /** The narrowest that a trusted layer names; it only narrows. */
  readonly preset: Preset | undefined;
  /** Hosts that a person has allowed; kept for a sandbox. */
  readonly networkAllow: readonly string[];
  /** sha256 over all of this: approvals are bound to it. */
  readonly digest: string;
  readonly problems: readonly RuleProblem[];
  /** The rules as matching looks them up. */
  readonly index: RuleIndex;
}

/** Rules sorted by what they are looked up by; in each list the strictest come first. Keys in lower case: some disks do not tell. */
export interface RuleIndex {
  /** Absolute and real. */
  readonly workspace: string;
  /** `deny` and `ask` of Bash by the base name of the program; those for any program under `''`. */
  readonly programs: ReadonlyMap<string, readonly CommandRule[]>;
  /** `allow` of Bash by its words with a blank between them. */
  readonly prefixes: ReadonlyMap<string, Rule>;
  /** `allow` of Bash, open or not, by its words with a NUL between them. */
  readonly exact: ReadonlyMap<string, Rule>;
  readonly strictFiles: readonly FileRule[];
  readonly allowFiles: readonly FileRule[];
  readonly strictHosts: readonly HostRule[];
  readonly allowHosts: readonly HostRule[];
  readonly agents: readonly AgentRule[];
  readonly tools: readonly ToolRule[];
}

export interface CommandRule {
  readonly rule: Rule;
  /** Words after the program that must stand in this order. */
  readonly words: readonly string[];
  /** Options that must stand anywhere. */
  readonly options: readonly string[];
  readonly open: boolean;
}

export interface FileRule {
  readonly rule: Rule;
  readonly use: 'read' | 'write';
  /** As written, and with the links in its fixed part followed. */
  readonly patterns: readonly PathPattern[];
}

/** An absolute pattern, taken apart at its slashes. */
export interface PathPattern {
  readonly segments: readonly string[];
  /** How many segments hold no wildcard, counted from the root. */
  readonly fixed: number;
}

export interface HostRule {
  readonly rule: Rule;
  /** In lower case; `*` stands for every host, `*.` in front for every host below. */
  readonly host: string;
}

export interface AgentRule {
  readonly rule: Rule;
  readonly name: string;
}

/** `*` stands for any. */
export interface ToolRule {
  readonly rule: Rule;
  readonly server: string;
  readonly tool: string;
  readonly readOnly: boolean;
}

/** Why a file, or a part of it, does not count. */
export interface RuleProblem {
  readonly layer: RuleLayer;
  readonly file: string;
  readonly kind: 'malformed' | 'untrusted' | 'fingerprint-changed' | 'unreadable';
  /** Names file, line and rule where there are any. */
  readonly message: string;
}

/** What holds where nobody wrote a rule. */
export const NO_RULES: RuleSet = {
  rules: [],
  softDeny: [],
  environment: [],
  preset: undefined,
  networkAllow: [],
  digest: 'none',
  problems: [],
  index: {
    workspace: '/',
    programs: new Map(),
    prefixes: new Map(),
    exact: new Map(),
    strictFiles: [],
    allowFiles: [],
    strictHosts: [],
    allowHosts: [],
    agents: [],
    tools: [],
  },
};
