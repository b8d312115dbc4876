import type { Config } from '../config.ts';
import { parseRules } from '../policy/rules/parse.ts';
import { readRuleFile, ruleFilesOf, textOf } from '../policy/rules/rule-files.ts';
import { readTrust, trustFileOf } from '../policy/rules/trust.ts';
import { rulesOf } from '../rooms/rules.ts';

/** Where rules were looked for, and what of it can not be read: sentences that name file, line and mistake. */
export interface FoundRules {
  readonly workspace: string | undefined;
  readonly count: number;
  readonly problems: readonly string[];
}

/** Reads the rules that hold in a workspace, or those of the user alone where there is none. */
export function readRulesOf(config: Config, workspace: string | undefined): FoundRules {
  const trustFile = trustFileOf(config.configDir);
  const { problem } = readTrust(trustFile, readRuleFile(trustFile));
  const trust = problem === undefined ? [] : [problem];
  if (workspace === undefined) {
    const { count, problems } = ownRules(ruleFilesOf(config.configDir, config.configDir).user);
    return { workspace, count, problems: [...trust, ...problems] };
  }
  // A file that nobody has trusted yet is as it should be.
  const { rules, problems } = rulesOf(config, workspace, () => {})();
  const broken = problems.filter(({ kind }) => kind === 'malformed' || kind === 'unreadable');
  return { workspace, count: rules.length, problems: [...trust, ...broken.map(({ message }) => message)] };
}

function ownRules(file: string): { readonly count: number; readonly problems: readonly string[] } {
  const read = readRuleFile(file);
  if (read.kind === 'absent') return { count: 0, problems: [] };
  const text = read.kind === 'file' ? textOf(read.bytes) : undefined;
  if (text === undefined) return { count: 0, problems: [`${file}: ${read.kind === 'unreadable' ? read.reason : 'this is no UTF-8'}`] };
  const parsed = parseRules(text, { layer: 'user', file });
  return parsed.ok ? { count: parsed.rules.length, problems: [] } : { count: 0, problems: parsed.problems.map(({ message }) => message) };
}
