import { type AnyNode, evaluate, type ObjectNode, parse, type ValueNode } from '@humanwhocodes/momoa';
import { visible } from '../../shell/visible.ts';
import type { Preset } from '../action.ts';
import { matchesExample } from './examples.ts';
import { parseMatcher } from './matcher.ts';
import { RULE_LISTS, type Rule, type RuleLayer, type RuleList, type RuleProblem } from './rule.ts';
import { type RuleEntry, type RulesFile, rulesSchema } from './schema.ts';

/** Where a text comes from. */
export interface RuleOrigin {
  readonly layer: RuleLayer;
  readonly file: string;
}

/** What one file says. */
export interface FileRules {
  readonly rules: readonly Rule[];
  readonly softDeny: readonly string[];
  readonly environment: readonly string[];
  readonly preset: Preset | undefined;
  readonly networkAllow: readonly string[];
}

export type ParsedRules = ({ readonly ok: true } & FileRules) | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** Reads a rules file: JSON with comments and trailing commas. One mistake and nothing of it counts; every mistake is told. Never throws. */
export function parseRules(text: string, origin: RuleOrigin): ParsedRules {
  const malformed = (mistakes: readonly Mistake[]): ParsedRules => ({
    ok: false,
    problems: mistakes.map(({ line, what }) => ({ ...origin, kind: 'malformed', message: visible(`${origin.file}:${line}: ${what}`) })),
  });
  const read = readJson(text);
  if (!read.ok) return malformed([read]);
  const repeated = repeatedKeys(read.body);
  if (repeated.length > 0) return malformed(repeated);
  const checked = rulesSchema().safeParse(read.value);
  if (!checked.success) {
    return malformed(
      checked.error.issues.map(({ path, message }) => ({
        line: lineOf(read.body, path),
        what: `${path.length === 0 ? 'the file' : nameOf(path)}: ${message}`,
      })),
    );
  }
  const { rules, mistakes } = readEntries(checked.data, read.body, origin);
  if (mistakes.length > 0) return malformed(mistakes);
  const { soft_deny: softDeny = [], environment = [], preset, network } = checked.data;
  return { ok: true, rules, softDeny, environment, preset, networkAllow: network?.allow ?? [] };
}

interface Mistake {
  /** From 1. */
  readonly line: number;
  readonly what: string;
}

/** The syntax of a text of JSON with comments, or where it breaks. */
export function readJson(
  text: string,
): { readonly ok: true; readonly body: ValueNode; readonly value: unknown } | ({ readonly ok: false } & Mistake) {
  try {
    const { body } = parse(text, { mode: 'jsonc', ranges: true, allowTrailingCommas: true });
    return { ok: true, body, value: evaluate(body) };
  } catch (error) {
    // Nested too deeply for the parser is a mistake, too.
    const line = error instanceof Error && 'line' in error && typeof error.line === 'number' ? error.line : 1;
    return { ok: false, line, what: `this is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** JSON lets the last of them win, which would drop rules in silence. */
function repeatedKeys(node: AnyNode): readonly Mistake[] {
  if (node.type === 'Array') return node.elements.flatMap(({ value }) => repeatedKeys(value));
  if (node.type !== 'Object') return [];
  const names = node.members.map(memberName);
  return node.members.flatMap(({ value, loc }, at) => {
    const name = names[at] ?? '';
    const again = names.indexOf(name) < at ? [{ line: loc.start.line, what: `"${name}" stands there twice; put both into one` }] : [];
    return [...again, ...repeatedKeys(value)];
  });
}

export function memberName({ name }: ObjectNode['members'][number]): string {
  return name.type === 'String' ? name.value : name.name;
}

/** The node that a path of keys and places leads to; as near as there is one. */
function nodeAt(body: ValueNode, path: readonly PropertyKey[]): ValueNode {
  let node = body;
  for (const key of path) {
    const next =
      node.type === 'Object'
        ? node.members.find((member) => memberName(member) === key)?.value
        : node.type === 'Array' && typeof key === 'number'
          ? node.elements[key]?.value
          : undefined;
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

function lineOf(body: ValueNode, path: readonly PropertyKey[]): number {
  return nodeAt(body, path).loc.start.line;
}

/** `deny[0].rule` */
function nameOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1);
}

/** Examples of one file that are tried: each costs an analysis, and a stranger's file is read too. */
const MOST_EXAMPLES = 1_000;

function readEntries(file: RulesFile, body: ValueNode, origin: RuleOrigin): { rules: readonly Rule[]; mistakes: readonly Mistake[] } {
  const rules: Rule[] = [];
  const mistakes: Mistake[] = [];
  let examples = 0;
  for (const list of RULE_LISTS) {
    for (const [at, written] of (file[list] ?? []).entries()) {
      const line = lineOf(body, [list, at]);
      const entry = typeof written === 'string' ? { rule: written } : written;
      const tell = (what: string): number => mistakes.push({ line, what: `${list}[${at}] ${JSON.stringify(entry.rule)}: ${what}` });
      const parsed = readRule(entry, list, line, origin);
      if (typeof parsed === 'string') tell(parsed);
      else {
        rules.push(parsed);
        examples += (entry.match?.length ?? 0) + (entry.notMatch?.length ?? 0);
        if (examples > MOST_EXAMPLES) return { rules: [], mistakes: [{ line, what: `there are more than ${MOST_EXAMPLES} examples` }] };
        for (const example of entry.match ?? []) if (!matchesExample(parsed, example)) tell(`it does not match ${JSON.stringify(example)}`);
        for (const example of entry.notMatch ?? []) if (matchesExample(parsed, example)) tell(`it matches ${JSON.stringify(example)}`);
      }
    }
  }
  return { rules, mistakes };
}

function readRule(entry: Exclude<RuleEntry, string>, list: RuleList, line: number, { layer, file }: RuleOrigin): Rule | string {
  const parsed = parseMatcher(entry.rule, list);
  if (!parsed.ok) return parsed.problem;
  const justification = entry.justification === undefined ? undefined : visible(entry.justification);
  return { list, matcher: parsed.matcher, text: entry.rule.trim(), justification, layer, file, line };
}
