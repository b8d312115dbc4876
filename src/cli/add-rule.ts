import type { Config } from '../config.ts';
import { addRule } from '../policy/rules/edit.ts';
import { parseRules } from '../policy/rules/parse.ts';
import { readRuleFile, replaceFile, ruleFilesOf, textOf } from '../policy/rules/rule-files.ts';
import type { AddedRule } from './approvals-answer.ts';

/** What writes an `allow` rule to the user's own file. Throws when that file can not be read, understood or written. */
export function createRuleAdder({ configDir, cwd }: Pick<Config, 'configDir' | 'cwd'>): (rule: string) => AddedRule {
  return (rule) => {
    const file = ruleFilesOf(configDir, cwd).user;
    const read = readRuleFile(file);
    if (read.kind === 'unreadable') throw new Error(`${file}: ${read.reason}`);
    const before = read.kind === 'file' ? textOf(read.bytes) : '';
    const isSound = before !== undefined && (before.trim() === '' || parseRules(before, { layer: 'user', file }).ok);
    if (!isSound) throw new Error(`${file} is no rules file that can be added to; \`bailiwick rules list\` says why`);
    const after = addRule(before, 'allow', rule);
    if (after !== before) replaceFile(file, after);
    return { file, added: after !== before };
  };
}
