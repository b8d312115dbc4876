import { loginShell, ownPlaces } from '../config/own.ts';
import type { Config } from '../config.ts';
import { createExaminer, type Examinee } from '../policy/examine.ts';
import { decidePath, headOfPath } from '../policy/other-action.ts';
import { addRule } from '../policy/rules/edit.ts';
import { parseRules } from '../policy/rules/parse.ts';
import { NO_RULES } from '../policy/rules/rule.ts';
import { readRuleFile, replaceFile, ruleFilesOf, textOf } from '../policy/rules/rule-files.ts';
import { alwaysRuleOf } from '../policy/shown.ts';
import { localWorld } from '../policy/world.ts';
import { captureLoginEnvironment, searchPathOf } from '../shell/process/environment.ts';
import type { AddedRule } from './approvals-answer.ts';
import type { Shown } from './approvals-question.ts';

/**
 * What writes an `allow` rule to the user's own file. Rejects when the rule is not that of the command that was shown, for any process of
 * the user can write into the store, and when the file can not be read, understood or written.
 */
export function createRuleAdder(config: Config): (rule: string, shown: Shown) => Promise<AddedRule> {
  return async (rule, shown) => {
    const { env } = await captureLoginEnvironment(loginShell(config));
    if (ruleOfCommand(config, shown, searchPathOf(env)) !== rule)
      throw new Error('it is not the rule that this command has when it is judged here; approve it once, or write the rule yourself');
    return writeRule(config, rule);
  };
}

/** The rule that a gate would have named, worked out again from what was asked about. */
function ruleOfCommand(config: Config, { command, cwd, workspace, access, path }: Shown, searchPath: string): string | null {
  if (workspace === undefined || access === undefined) return null;
  if (path !== undefined && !`${command.split('\n', 1)[0]} `.startsWith(`${headOfPath(path, cwd)} `)) return null;
  const { home, ownDirs } = ownPlaces(config, import.meta.url);
  const examine = createExaminer({
    workspace,
    access,
    home,
    ownDirs,
    ownPrograms: [],
    // Everything asks then that asked in any other, and has the same rule.
    preset: 'strict',
    rules: () => NO_RULES,
    bash: () => ({ path: '/bin/bash', major: 5 }),
    world: localWorld(searchPath, home),
  });
  const decide: Examinee['decide'] = path === undefined ? undefined : (directory, context) => decidePath(path, directory, context);
  const examined = examine({ command, cwd, access, grants: [], decide });
  return examined.refused ? null : alwaysRuleOf(examined);
}

function writeRule({ configDir, cwd }: Pick<Config, 'configDir' | 'cwd'>, rule: string): AddedRule {
  const file = ruleFilesOf(configDir, cwd).user;
  const read = readRuleFile(file);
  if (read.kind === 'unreadable') throw new Error(`${file}: ${read.reason}`);
  const before = read.kind === 'file' ? textOf(read.bytes) : '';
  const isSound = before !== undefined && (before.trim() === '' || parseRules(before, { layer: 'user', file }).ok);
  if (!isSound) throw new Error(`${file} is no rules file that can be added to; \`bailiwick rules list\` says why`);
  const after = addRule(before, 'allow', rule);
  if (after !== before) replaceFile(file, after);
  return { file, added: after !== before };
}
