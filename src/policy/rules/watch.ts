import { statSync } from 'node:fs';
import { loadRules, type RuleSources, reloadRules } from './layers.ts';
import { RULE_LAYERS, type RuleSet } from './rule.ts';
import { readRuleFile, ruleFilesOf } from './rule-files.ts';
import { readTrust, trustFileOf } from './trust.ts';

export interface RuleSourceDeps extends Pick<RuleSources, 'configDir' | 'workspace' | 'home' | 'resolve'> {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Told each problem once, until it is gone. */
  readonly log: (message: string) => void;
}

/** The rules as they stand now. */
export interface RuleSource {
  readonly current: () => RuleSet;
}

/** How long a change may go unnoticed. */
const CHECK_MS = 250;

/** Reads the rules, and again when one of their files changes. */
export function createRuleSource(deps: RuleSourceDeps): RuleSource {
  const { configDir, workspace, now, log } = deps;
  const trustFile = trustFileOf(configDir);
  const files = ruleFilesOf(configDir, workspace);
  const watched = [trustFile, ...RULE_LAYERS.map((layer) => files[layer])];
  let held: RuleSet | undefined;
  let seen = '';
  let settled = false;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let told: ReadonlySet<string> = new Set();

  const load = (): RuleSet => {
    const { trusted, problem } = readTrust(trustFile, readRuleFile(trustFile));
    const sources: RuleSources = { ...deps, readFile: readRuleFile, trusted };
    const set = held === undefined ? loadRules(sources) : reloadRules(held, sources);
    const messages = new Set([...(problem === undefined ? [] : [problem]), ...set.problems.map(({ message }) => message)]);
    for (const message of messages) if (!told.has(message)) log(message);
    told = messages;
    return set;
  };

  return {
    current() {
      const time = now();
      if (held !== undefined && time - checkedAt < CHECK_MS) return held;
      checkedAt = time;
      const stamps = watched.map(stampOf).join('|');
      if (held !== undefined && stamps === seen && settled) return held;
      // A file may be written twice within one tick of its clock: after a change it is read once more.
      settled = held !== undefined && stamps === seen;
      seen = stamps;
      held = load();
      return held;
    },
  };
}

function stampOf(file: string): string {
  try {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? '-' : `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}
