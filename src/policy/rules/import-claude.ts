import * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import { parseMatcher } from './matcher.ts';
import { RULE_LISTS, type RuleList } from './rule.ts';

/** What the permissions of another agent say in our words. */
export interface Imported {
  readonly rules: readonly { readonly list: RuleList; readonly rule: string }[];
  /** What has no such words, as it is written there, and why. */
  readonly left: readonly { readonly list: RuleList; readonly rule: string; readonly reason: string }[];
}

const lists = z.array(z.string()).optional();
const settingsSchema = z.looseObject({ permissions: z.looseObject({ allow: lists, ask: lists, deny: lists }).optional() });

/** Reads `permissions` of a `.claude/settings.json`; a problem where it is none. */
export function importClaude(settingsJson: string): ({ readonly ok: true } & Imported) | { readonly ok: false; readonly problem: string } {
  let settings: unknown;
  try {
    settings = JSON.parse(settingsJson);
  } catch {
    return { ok: false, problem: 'this is no JSON' };
  }
  const checked = settingsSchema.safeParse(settings);
  if (!checked.success) return { ok: false, problem: visible(z.prettifyError(checked.error)) };
  const { permissions } = checked.data;
  const rules: Imported['rules'][number][] = [];
  const left: Imported['left'][number][] = [];
  for (const list of RULE_LISTS) {
    for (const text of new Set(permissions?.[list] ?? [])) {
      const rule = translate(text.trim(), list);
      const parsed = parseMatcher(rule, list);
      if (parsed.ok) rules.push({ list, rule });
      else left.push({ list, rule: visible(text), reason: visible(parsed.problem) });
    }
  }
  return { ok: true, rules, left };
}

/** The same rule in our words, as far as it has any; what is none is refused by the parser. */
function translate(text: string, list: RuleList): string {
  if (list !== 'allow' && /^(Read|Edit|Write)$/.test(text)) return `${text.replace('Edit', 'Write')}(/**)`;
  const found = /^(Bash|Read|Edit|Write|WebFetch)\((.*)\)$/s.exec(text);
  const [, kind = '', body = ''] = found ?? [];
  if (kind === 'WebFetch') return `Fetch(${body.replace(/^domain:/, '')})`;
  // There, a last word of * means the same as :*.
  if (kind === 'Bash') return `Bash(${body.replace(/^(.*[^*:\s]) \*$/, '$1:*')})`;
  if (kind === '') return text === 'WebFetch' ? 'Fetch' : translateTool(text);
  return `${kind === 'Edit' ? 'Write' : kind}(${translatePath(body, list)})`;
}

/** There, `mcp__server` is all of a server, and what follows the next `__` one of its tools. */
function translateTool(text: string): string {
  const [, server, tool] = /^mcp__(.+?)(?:__(.+))?$/.exec(text) ?? [];
  if (server === undefined) return text;
  return `Mcp(${server}${tool === undefined ? '' : `/${tool}`})`;
}

/** There, `//` is the root, `/` the project, and a name alone may lie anywhere below. */
function translatePath(path: string, list: RuleList): string {
  if (path.startsWith('//')) return path.slice(1);
  const inProject = path.replace(/^\.?\//, '');
  const whole = inProject.endsWith('/') ? `${inProject}**` : inProject;
  return list !== 'allow' && !path.startsWith('~') && inProject === path && !whole.includes('/') ? `**/${whole}` : whole;
}
