import type { RuleMatch } from '../policy/rules/match.ts';
import type { Rule, RuleSet } from '../policy/rules/rule.ts';
import { visible } from '../shell/visible.ts';

/** One rule in one line, with where it stands. */
export function ruleLine({ list, text, justification, layer, line }: Rule): string {
  const why = justification === undefined ? '' : `  # ${justification}`;
  return visible(`${list.padEnd(5)} ${text}  (${layer}:${line})${why}`);
}

/** Everything that counts, then what does not and why. */
export function rulesText(set: RuleSet): string {
  const sentences = [
    ...set.softDeny.map((sentence) => `soft_deny    ${sentence}`),
    ...set.environment.map((sentence) => `environment  ${sentence}`),
    ...set.networkAllow.map((host) => `network      ${host}`),
    ...(set.preset === undefined ? [] : [`preset       ${set.preset}`]),
  ];
  const rules = set.rules.length === 0 ? ['No rules.'] : set.rules.map(ruleLine);
  const problems = set.problems.map(({ kind, message }) => `${kind}: ${message}`);
  return [...rules, ...sentences.map(visible), ...problems].map((line) => `${line}\n`).join('');
}

/** What the rules alone say of a command. */
export function matchText(command: string, match: RuleMatch | undefined): string {
  const said = match === undefined ? 'no rule matches; the preset decides' : ruleLine(match.rule);
  return `${visible(command)}\n  ${said}\n`;
}
