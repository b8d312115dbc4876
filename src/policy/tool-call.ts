import type { Action } from './action.ts';
import type { CommandVerdict } from './decide.ts';
import type { DecisionContext } from './opinion.ts';
import { type RuleMatch, ruleForTool } from './rules/match.ts';
import { MCP_SERVER, MCP_TOOL } from './rules/mcp-names.ts';
import { BY_PERSON, type Decided, withoutAnalysis } from './without-analysis.ts';

type ToolCall = Extract<Action, { kind: 'tool' }>;

/** Why a call can not be judged at all, in our own words; `undefined` when it can. */
export function whyNoToolCall({ server, name, arguments: text }: ToolCall): string | undefined {
  if (!MCP_SERVER.test(server)) return 'the name of the server is none that a rule could name';
  if (!MCP_TOOL.test(name)) return 'the name of the tool is none that a rule could name';
  return isObject(text) ? undefined : 'its arguments are no JSON object';
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * Whether a tool of somebody else's MCP server may be called. What it does nobody here can know, and what the server says of it counts for
 * nothing: without a rule it asks under every preset, and where only reading is allowed it needs a rule by which a person vouches that it
 * only reads. No model may answer for it, and each call is asked about anew.
 */
export function decideToolCall({ server, name, access }: ToolCall, { rules, preset }: DecisionContext): CommandVerdict {
  const what = `${server}/${name}`;
  const found = ruleForTool(rules, { server, name }, access === 'read-only');
  return withoutAnalysis(found === undefined ? unruled(what, access, preset) : ruled(what, found), 'unknown');
}

function ruled(what: string, { list, rule }: RuleMatch): Decided {
  const why = rule.justification === undefined ? '' : `: ${rule.justification}`;
  return {
    decision: list,
    tier: list === 'ask' ? 5 : 3,
    rule: `rules:${rule.layer}:${rule.line}`,
    reason: `${what}: the ${rule.layer} rule ${list} ${rule.text}${why}`,
    change: list === 'ask' ? BY_PERSON : list === 'deny' ? 'Only whoever wrote the rule can change it.' : undefined,
  };
}

function unruled(what: string, access: ToolCall['access'], preset: DecisionContext['preset']): Decided {
  if (access === 'read-only')
    return {
      decision: 'deny',
      tier: 2,
      rule: 'access:read-only',
      reason: `${what}: access is read-only, and what a tool of another server does is not known`,
      change: `It would need access: "workspace-write", or a person's allow rule Mcp(${what}, read-only).`,
    };
  return {
    decision: 'ask',
    tier: 5,
    rule: `preset:${preset}:tool`,
    reason: `${what}: what a tool of another server does is not known`,
    change: `${BY_PERSON} A person's allow rule Mcp(${what}) spares the question.`,
  };
}
