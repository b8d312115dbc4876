import path from 'node:path';
import type { PartVerdict } from '../policy/action.ts';
import type { Judged } from '../policy/judge.ts';
import { addRule } from '../policy/rules/edit.ts';
import { importClaude } from '../policy/rules/import-claude.ts';
import { judgeByRules } from '../policy/rules/match.ts';
import { parseRules } from '../policy/rules/parse.ts';
import type { RuleSet } from '../policy/rules/rule.ts';
import { type RuleFile, ruleFilesOf, textOf } from '../policy/rules/rule-files.ts';
import type { CommandAnalysis } from '../shell/analysis.ts';
import { visible } from '../shell/visible.ts';
import { matchText, rulesText } from './rules-text.ts';

/** A command as a gate judged it. */
export interface JudgedCommand {
  readonly analysis: CommandAnalysis;
  readonly judged: readonly Judged[];
  readonly parts: readonly PartVerdict[];
}

export interface RulesRequest {
  /** The words behind `rules`. */
  readonly operands: readonly string[];
  /** `--write` was given. */
  readonly write: boolean;
  readonly config: { readonly configDir: string; readonly workspace: string; readonly cwd: string };
  /** The rules as they stand. */
  readonly set: RuleSet;
  /** Judges a command as a gate would; a reason where it cannot be judged. */
  readonly examine: (command: string) => JudgedCommand | { readonly problem: string };
  readonly isDirectory: (real: string) => boolean;
  readonly readFile: (file: string) => RuleFile;
  /** Replaces a file whole; throws what the disk says. */
  readonly replaceFile: (file: string, text: string) => void;
  readonly stdout: { readonly write: (text: string) => void };
  readonly log: (message: string) => void;
}

const FAILED = 1;
const WRONG_USAGE = 64;
const USAGE = "usage: bailiwick rules list | rules test '<command>' | rules import [file] [--write]";

/** `rules list`, `rules test`, `rules import`. Returns the exit code: 0 done, 1 failed or problems in the files, 64 wrong usage. */
export function rules(request: RulesRequest): number {
  const { operands, write, stdout, log, set } = request;
  const [command = 'list', operand, ...others] = operands;
  if (others.length > 0 || (write && command !== 'import')) return wrongUsage(log);
  if (command === 'list' && operand === undefined) {
    stdout.write(rulesText(set));
    return set.problems.some(({ kind }) => kind === 'malformed' || kind === 'unreadable') ? FAILED : 0;
  }
  if (command === 'test' && operand !== undefined) return testRules(request, operand);
  if (command === 'import') return importRules(request, operand ?? path.join('.claude', 'settings.json'));
  return wrongUsage(log);
}

function wrongUsage(log: (message: string) => void): number {
  log(USAGE);
  return WRONG_USAGE;
}

function testRules({ examine, set, isDirectory, stdout, log }: RulesRequest, command: string): number {
  const examined = examine(command);
  if ('problem' in examined) {
    log(visible(examined.problem));
    return FAILED;
  }
  const { analysis, judged, parts } = examined;
  const subjects = judged.map((one) => ({ judged: one, prefix: prefixOf(analysis, parts, one.invocation.part) }));
  stdout.write(matchText(command, judgeByRules(set, subjects, isDirectory)));
  for (const { message } of set.problems) log(message);
  return 0;
}

/** Parts are described in the order of the text, which need not be that of the analysis. */
function prefixOf(analysis: CommandAnalysis, parts: readonly PartVerdict[], part: number): PartVerdict['prefix'] {
  const span = analysis.parts[part]?.span;
  const found = parts.find((each) => each.span.start === span?.start && each.span.end === span.end);
  return found?.prefix ?? { kind: 'no_prefix', reason: 'it belongs to no part' };
}

function importRules({ write, config, readFile, replaceFile, stdout, log }: RulesRequest, operand: string): number {
  const from = path.resolve(config.cwd, operand);
  const settings = textAt(readFile, from);
  const imported = settings === undefined ? undefined : importClaude(settings);
  if (imported?.ok !== true) {
    log(visible(`${from}: ${imported?.problem ?? 'there is no such file that can be read'}`));
    return FAILED;
  }
  const file = ruleFilesOf(config.configDir, config.workspace).user;
  const before = readFile(file);
  const text = before.kind === 'file' ? textOf(before.bytes) : '';
  if (before.kind === 'unreadable' || text === undefined || (text.trim() !== '' && !parseRules(text, { layer: 'user', file }).ok)) {
    log(visible(`${file} is not a rules file that can be added to; \`bailiwick rules list\` says why.`));
    return FAILED;
  }
  const after = imported.rules.reduce((so, { list, rule }) => addRule(so, list, rule), text);
  for (const { list, rule } of imported.rules) stdout.write(`add   ${list.padEnd(5)} ${visible(rule)}\n`);
  for (const { list, rule, reason } of imported.left) stdout.write(`left  ${list.padEnd(5)} ${rule}: ${reason}\n`);
  if (!write) {
    stdout.write(visible(`Nothing was written; --write adds these to ${file}.\n`));
    return 0;
  }
  if (after !== text) replaceFile(file, after);
  stdout.write(visible(`${after === text ? 'Nothing to add to' : 'Written to'} ${file}.\n`));
  return 0;
}

function textAt(readFile: (file: string) => RuleFile, file: string): string | undefined {
  const read = readFile(file);
  return read.kind === 'file' ? textOf(read.bytes) : undefined;
}
