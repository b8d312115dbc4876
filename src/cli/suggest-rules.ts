import path from 'node:path';
import { parseMatcher } from '../policy/rules/matcher.ts';
import { pathRule } from '../policy/rules/path-rule.ts';
import type { AuditDecision, AuditedAction } from '../store/audit/record.ts';

/** A rule that would have spared a person questions. */
export interface Suggestion {
  /** As it goes into the list `allow`. */
  readonly rule: string;
  /** Questions that a person answered with yes, and that would not have been asked. */
  readonly spared: number;
  /** Some of the commands, each once. */
  readonly examples: readonly string[];
  /** What else of the log the rule would have let through: decisions that did not allow. */
  readonly also: { readonly asked: number; readonly denied: number; readonly examples: readonly string[] };
}

/** Classes that no rule should let through unseen. */
const NEVER_CLASSES: ReadonlySet<string> = new Set(['control-write', 'system', 'unknown']);
/** The same for what was noticed: secrets, other people's rights, what hides or stays. */
const NEVER_SIGNALS: ReadonlySet<string> = new Set([
  'credential_access',
  'protected_path',
  'privilege',
  'obfuscation',
  'persistence',
  'dangerous_pattern',
]);
/** The log keeps of a signal no more than its kind, so a download is told from an upload only where it says so. */
const DOWNLOAD = 'network:download';
/** A single question is no habit. */
const LEAST = 2;
const MOST_EXAMPLES = 3;

interface Command {
  readonly decision: AuditDecision;
  readonly command: string;
}

/**
 * The fewest narrow rules that would have spared the most questions, the most sparing first: `Bash(git commit:*)` where several commands
 * have a prefix, else `Bash(the command)`; `Read(/path)` and `Write(/path)` for what tools do by themselves. None that would let through something of a kind that nobody should be used to.
 * @param decisions recorded decisions, of whatever kind
 */
export function suggestRules(decisions: Iterable<AuditDecision>): readonly Suggestion[] {
  const byPrefix = new Map<string, Command[]>();
  const byText = new Map<string, Command[]>();
  const byPath = new Map<string, Command[]>();
  for (const decision of decisions) {
    if (decision.action.kind === 'path') addPath(byPath, decision, decision.action);
    if (decision.action.kind !== 'command') continue;
    const { command } = decision.action;
    const { prefix } = decision;
    if (prefix !== undefined) addTo(byPrefix, prefix, { decision, command });
    addTo(byText, command, { decision, command });
  }
  const suggestions: Suggestion[] = [];
  const covered = new Set<AuditDecision>();
  for (const [prefix, group] of byPrefix) {
    const spared = group.filter(isSpared);
    // One command only: its own text says the same and lets less through.
    if (new Set(spared.map(({ command }) => command)).size < 2 || !group.every(isProposable) || !isRule(`Bash(${prefix}:*)`, true))
      continue;
    for (const { decision } of spared) covered.add(decision);
    suggestions.push(suggestion(`Bash(${prefix}:*)`, spared, group));
  }
  for (const [text, group] of byText) {
    const spared = group.filter((each) => isSpared(each) && !covered.has(each.decision));
    if (spared.length < LEAST || !group.every(isProposable) || !isRule(`Bash(${text})`, false)) continue;
    suggestions.push(suggestion(`Bash(${text})`, spared, group));
  }
  for (const [rule, group] of byPath) {
    const spared = group.filter(isSpared);
    if (spared.length >= LEAST && group.every(isProposable)) suggestions.push(suggestion(rule, spared, group));
  }
  return suggestions.sort((a, b) => b.spared - a.spared || (a.rule < b.rule ? -1 : 1));
}

/** By the rule that would say it, where one does. */
function addPath(groups: Map<string, Command[]>, decision: AuditDecision, action: Extract<AuditedAction, { kind: 'path' }>): void {
  const rule = pathRule(action.use, path.resolve(action.cwd, action.path));
  if (rule !== null) addTo(groups, rule, { decision, command: `${action.use} ${action.path}` });
}

function addTo(groups: Map<string, Command[]>, key: string, command: Command): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [command]);
  else group.push(command);
}

/** Asked, and allowed by a person. */
function isSpared({ decision: { decision, approver, action } }: Command): boolean {
  const isWhole = (action.kind === 'command' || action.kind === 'path') && action.altered !== true;
  return isWhole && decision !== 'deny' && approver !== undefined && approver !== 'classifier';
}

function isProposable({ decision }: Command): boolean {
  const { class: cls, signals, tier } = decision;
  if (cls === undefined || NEVER_CLASSES.has(cls) || tier === 0) return false;
  if (cls === 'network' && !signals.includes(DOWNLOAD)) return false;
  return !signals.some((signal) => NEVER_SIGNALS.has(signal));
}

/** Whether a rules file could say it, and would mean that. */
function isRule(rule: string, open: boolean): boolean {
  const parsed = parseMatcher(rule, 'allow');
  return parsed.ok && parsed.matcher.kind === 'bash' && parsed.matcher.open === open;
}

function suggestion(rule: string, spared: readonly Command[], group: readonly Command[]): Suggestion {
  // A question and its answer are two lines about one action.
  const answered = new Set(spared.map(({ decision }) => decision.actionHash));
  const isOther = ({ decision: { decision, actionHash } }: Command): boolean =>
    decision === 'deny' || (decision === 'ask' && !answered.has(actionHash));
  const others = group.filter((each) => !isSpared(each) && isOther(each));
  return {
    rule,
    spared: spared.length,
    examples: some(spared),
    also: {
      asked: others.filter(({ decision }) => decision.decision === 'ask').length,
      denied: others.filter(({ decision }) => decision.decision === 'deny').length,
      examples: some(others),
    },
  };
}

function some(commands: readonly Command[]): readonly string[] {
  return Array.from(new Set(commands.map(({ command }) => command))).slice(0, MOST_EXAMPLES);
}
