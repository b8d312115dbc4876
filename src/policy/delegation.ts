import type { CommandVerdict } from './decide.ts';
import type { DecisionContext } from './opinion.ts';
import { placeOf } from './places.ts';
import { ruleForAgent } from './rules/match.ts';
import { BY_PERSON, type Decided, withoutAnalysis } from './without-analysis.ts';

/**
 * Whether a child with a model of its own may start. What it does is judged call by call, so it may where nobody has said otherwise: rules for
 * its agent come first, `strict` asks about each, and one that starts outside of the workspace is asked about.
 * @param cwd real path of the directory it would start in
 */
export function decideDelegation(agent: string, cwd: string, context: DecisionContext): CommandVerdict {
  return withoutAnalysis(answerFor(agent, cwd, context));
}

function answerFor(agent: string, cwd: string, { rules, preset, bounds }: DecisionContext): Decided {
  const found = ruleForAgent(rules, agent);
  if (found !== undefined && found.list !== 'allow') {
    const { layer, line, text, justification } = found.rule;
    const asks = found.list === 'ask';
    return {
      decision: found.list,
      tier: asks ? 5 : 3,
      rule: `rules:${layer}:${line}`,
      reason: `${agent}: the ${layer} rule ${found.list} ${text}${justification === undefined ? '' : `: ${justification}`}`,
      change: asks ? BY_PERSON : 'Only whoever wrote the rule can change it.',
    };
  }
  const place = placeOf(cwd, bounds);
  if (place !== 'workspace' && place !== 'control')
    return { decision: 'ask', tier: 5, rule: 'delegate:outside', reason: `${agent}: it starts outside the workspace`, change: BY_PERSON };
  if (found !== undefined) {
    const { layer, line, text } = found.rule;
    const reason = `${agent}: the ${layer} rule allow ${text}; each of its calls is judged`;
    return { decision: 'allow', tier: 3, rule: `rules:${layer}:${line}`, reason, change: undefined };
  }
  const rule = `preset:${preset}:delegate`;
  // Written as what allows: a preset that is not known asks.
  if (preset === 'standard' || preset === 'relaxed')
    return { decision: 'allow', tier: 3, rule, reason: `${agent}: each of its calls is judged`, change: undefined };
  return { decision: 'ask', tier: 5, rule, reason: `${agent}: a child with a model of its own would start`, change: BY_PERSON };
}
